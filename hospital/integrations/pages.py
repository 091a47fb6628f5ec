"""/integrations: imports and what was refused in them; the resources that are kept of a patient."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.pagination import PageQuery, paginate
from hospital.patients.models import Patient

from . import actions
from .deliver import deliver_all
from .fhir.wire import pretty
from .forms import ResourceFilter, UploadForm
from .lists import wristband
from .models import ImportRun, Refusal, Resource
from .receipts import OUTCOMES

PAGE = 50


@page("integrations.view_import")
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, the newest first."""
    runs = ImportRun.objects.visible_to(asker(request)).select_related("by")
    found = paginate(runs, _query(request), order=("-created_at", "-id"))
    return render(request, "integrations/imports.html", {"page": found})


@page("integrations.import_fhir")
def new_import(request: HttpRequest) -> HttpResponse:
    """Import a file."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "integrations/new_import.html", {"form": form}, status=status)
    run = deliver_all(
        [form.cleaned_data["file"]], expected=1, by=asker(request), origin=_("File sent by the page")
    )
    if run.refused:
        messages.error(request, _("Part of the file was refused. The reasons are below."))
    else:
        messages.success(request, _("The file was imported."))
    return redirect(run)


@page("integrations.view_import")
def show_import(request: HttpRequest, id: UUID) -> HttpResponse:
    """One import: what became of each kind, and why something was refused."""
    user = asker(request)
    run = get_object_or_404(ImportRun.objects.visible_to(user).select_related("by"), pk=id)
    refusals = paginate(Refusal.objects.visible_to(user).filter(run=run), _query(request), order=("id",))
    lines = [
        (kind, [counts.get(name, 0) for name in OUTCOMES]) for kind, counts in sorted(run.counts.items())
    ]
    totals = [sum(counts[number] for _kind, counts in lines) for number in range(len(OUTCOMES))]
    context = {"run": run, "lines": lines and [*lines, ("*", totals)], "page": refusals}
    return render(request, "integrations/import.html", context)


@page("integrations.view_resource")
def resources(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What is kept of a patient, by kind."""
    user = asker(request)
    patient = get_object_or_404(Patient.objects.visible_to(user), pk=patient_id)
    rows = Resource.objects.visible_to(user).of_patient(patient.pk)
    counts = rows.counted_by_type()
    form = ResourceFilter(request.GET, counts=counts)
    if form.chosen:
        rows = rows.filter(type=form.chosen)
    found = paginate(rows, _query(request), order=("-received_at", "-id"))
    actions.searched_resources(
        by=user, kind=form.chosen or "*", found=len(found.items), patient_id=patient.pk
    )
    context = wristband(patient, user) | {"page": found, "filter": form}
    return render(request, "integrations/resources.html", context)


@page("integrations.view_resource")
def resource(request: HttpRequest, id: UUID) -> HttpResponse:
    """One resource, as it came."""
    user = asker(request)
    rows = Resource.objects.visible_to(user).select_related("patient", "run")
    row = actions.open_resource(get_object_or_404(rows, pk=id), by=user)
    context = wristband(row.patient, user) | {
        "resource": row,
        "text": pretty({"resourceType": row.type} | row.content),
    }
    return render(request, "integrations/resource.html", context)


def _query(request: HttpRequest) -> PageQuery:
    return PageQuery(limit=PAGE, count=False, cursor=request.GET.get("cursor", "")[:1000])
