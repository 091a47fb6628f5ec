"""/chart/{patient}/copies, /records/import, /downtime."""

from typing import Any  # Any: what a form asked for
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital import audit
from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.core.access import page
from hospital.core.pagination import PageQuery, paginate
from hospital.patients.models import Patient
from hospital.patients.pages._asking import of_patient
from hospital.signatures.credentials import prove

from . import actions, packs, retention
from .files import download
from .forms import ExportForm, ImportForm, PassphraseForm
from .models import Export, Pack, Passphrase


@page("custody.export_record")
def exports(request: HttpRequest, id: UUID) -> HttpResponse:
    """The copies that were given of a record, and a form to make another."""
    by = asker(request)
    patient = get_object_or_404(Patient.objects.visible_to(by), pk=id)
    form = ExportForm(request.POST or None)
    if request.method == "POST":
        made = form.attempt(_export, patient, by=by)
        if made:
            messages.success(request, _("The copy is ready. Fetch it below."))
            return redirect(made)
    with transaction.atomic():
        audit.access("read", by=by, patient_id=patient.pk, what="custody.exports")
        rows = Export.objects.visible_to(by).filter(patient=patient).select_related("by").defer("content")
        found = paginate(rows, _query(request), order=("-created_at", "-id"))
        context = of_patient(
            request, patient, form=form, page=found, kept_until=retention.kept_until(patient),
            years=retention.YEARS,
        )  # fmt: skip
    return render(request, "custody/exports.html", context, status=422 if form.is_bound else 200)


def _export(patient: Patient, *, password: str, by: User, **said: Any) -> Export:  # Any: see below
    """Prove first, outside of the action: a wrong password is counted even though nothing is made."""
    credential = prove(by, password) if password else None
    return actions.export_record(patient, credential=credential, by=by, **said)


@page("custody.export_record")
@transaction.atomic
def export_file(request: HttpRequest, id: UUID, export_id: UUID) -> HttpResponse:
    """The copy itself, as a file to save."""
    export = get_object_or_404(Export.objects.visible_to(asker(request)), patient=id, pk=export_id)
    return download(actions.fetch(export, by=asker(request)), export)


@page("custody.import_record")
def import_record(request: HttpRequest) -> HttpResponse:
    """Take in a whole record of another hospital that runs this system."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        patient = form.attempt(actions.import_record, by=asker(request))
        if patient:
            messages.success(request, _("The record was taken in whole: it has the same digest as there."))
            return redirect(patient)
    return render(request, "custody/import.html", {"form": form}, status=422 if form.is_bound else 200)


@page("custody.view_pack")
def downtime(request: HttpRequest) -> HttpResponse:
    """The packs of the last days, and whether they can be made."""
    rows = Pack.objects.visible_to(asker(request)).defer("content")
    found = paginate(rows, _query(request), order=("-created_at", "-id"))
    context = {"page": found, "is_set": Passphrase.is_set(), "form": PassphraseForm()}
    return render(request, "custody/downtime.html", context)


@page("custody.view_pack")
@require_POST
def make_pack(request: HttpRequest) -> HttpResponse:
    """Make a pack of this moment."""
    packs.make(by=asker(request))
    messages.success(request, _("The pack is ready. Save it on a computer of the ward."))
    return redirect("custody:downtime")


@page("custody.view_pack")
@transaction.atomic
def pack_file(request: HttpRequest, id: UUID) -> HttpResponse:
    """The encrypted file."""
    pack = get_object_or_404(Pack.objects.visible_to(asker(request)), pk=id)
    return packs.download(pack, by=asker(request))


@page("custody.set_passphrase")
def set_passphrase(request: HttpRequest) -> HttpResponse:
    """Say what opens the packs from now on."""
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.attempt(packs.set_passphrase, by=asker(request)) is not None:
        messages.success(request, _("The passphrase holds for the packs made from now on."))
        return redirect("custody:downtime")
    return render(request, "custody/passphrase.html", {"form": form}, status=422 if form.is_bound else 200)


def _query(request: HttpRequest) -> PageQuery:
    return PageQuery(cursor=request.GET.get("cursor", "")[:1000], limit=50, count=False)
