"""Finding and opening: the list, the chart, the photograph, the sheet to print."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in

from .. import actions, lists
from ..forms import PatientFilter, PhotoForm
from ..models import Address, Contact, Guardian, Identifier, MedicalHistory, Merge, Patient
from ..panels import panels_for
from ..photos import photo_response
from ..schemas import PatientQuery
from ._asking import of_patient, patient_of


@page("patients.view_patient")
@transaction.atomic
def patients(request: HttpRequest) -> HttpResponse:
    """Whoever is registered, found as one types."""
    form = PatientFilter(request.GET)
    query = PatientQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
    found = lists.page(query, by=asker(request))
    actions.searched(by=asker(request), words=len(query.q.split()), found=len(found.items))
    return render(request, "patients/patients.html", {"page": found, "filter": form, "query": query})


@page("patients.view_patient")
@transaction.atomic
def patient(request: HttpRequest, id: UUID) -> HttpResponse:
    """The chart's first page: who she is, how to reach her, what to beware of. Opening it is recorded."""
    shown, by = actions.open_patient(patient_of(request, id), by=asker(request)), asker(request)
    context = of_patient(
        request, shown,
        identifiers=_of(Identifier, shown, request), contacts=_of(Contact, shown, request),
        addresses=_of(Address, shown, request), guardians=_of(Guardian, shown, request),
        history=_of(MedicalHistory, shown, request), panels=panels_for(shown, by), photo_form=PhotoForm(),
        merges=Merge.objects.visible_to(by).filter(survivor=shown).select_related("absorbed").order_by("-merged_at"),
        children=Patient.objects.visible_to(by).active().filter(mother=shown).order_by("birth_date", "id"),
    )  # fmt: skip
    return render(request, "patients/patient.html", context)


@page("patients.view_patient")
@transaction.atomic
def identity_sheet(request: HttpRequest, id: UUID) -> HttpResponse:
    """A sheet and labels for paper. Asking for it is recorded as printing."""
    shown = actions.print_patient(patient_of(request, id), by=asker(request))
    context = of_patient(
        request, shown,
        identifiers=_of(Identifier, shown, request), contacts=_of(Contact, shown, request),
        addresses=_of(Address, shown, request), guardians=_of(Guardian, shown, request),
    )  # fmt: skip
    return render(request, "patients/identity_sheet.html", context)


@page("patients.view_patient")
@transaction.atomic
def photo(request: HttpRequest, id: UUID) -> HttpResponse:
    """The photograph, for who may see the patient."""
    return photo_response(
        actions.open_patient(patient_of(request, id), by=asker(request), what="patients.photo")
    )


@require_POST
@page("patients.change_patient")
def set_photo(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep a new photograph, or show the patient without one."""
    shown, form = patient_of(request, id), PhotoForm(request.POST, request.FILES)
    try:
        if "remove" in request.POST:
            actions.remove_photo(shown, version=version_in(request), by=asker(request))
            messages.success(request, _("Photo removed."))
        elif form.is_valid():
            content = form.cleaned_data["photo"].read(actions.MOST_BYTES + 1)
            actions.set_photo(shown, content=content, version=version_in(request), by=asker(request))
            messages.success(request, _("Photo saved."))
        else:
            messages.error(request, _("Choose a photo first."))
    except actions.NotAPicture as error:
        messages.error(request, str(error))
    return redirect(shown)


def _of(model: type[Model], patient: Patient, request: HttpRequest) -> object:
    """What of one kind belongs to the patient: what holds first, then the newest."""
    rows = model.objects.visible_to(asker(request)).filter(patient=patient)  # type: ignore[attr-defined]  # each has it
    return rows.order_by("-ended_on", "-created_at")
