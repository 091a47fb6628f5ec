"""What all pages of patients need: the patient, her wristband, the version a form was opened from."""

from typing import Any  # Any: template contexts and action arguments
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.timezone import localdate

from hospital.accounts.asking import asker
from hospital.core.forms import ActionForm

from .. import actions
from ..models import Alert, Patient


def patient_of(request: HttpRequest, id: UUID) -> Patient:
    """The patient, if she is one for the person to see."""
    return get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)


def of_patient(request: HttpRequest, patient: Patient, **more: Any) -> dict[str, Any]:  # Any: see above
    """What the wristband at the head of a patient's page shows, and more."""
    alerts = (
        Alert.objects.visible_to(asker(request)).filter(patient=patient).current().order_by("-created_at")
    )
    return {"patient": patient, "age": patient.age(localdate()), "alerts": alerts, **more}


def form_page(
    request: HttpRequest, patient: Patient, form: ActionForm, *, title: Promise | str,
    submit: Promise | str = "", version: int | None = None, template: str = "patients/form.html",
    **more: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """A page with one form about a patient, which is a look at her; 422 when the form was refused."""
    actions.open_patient(patient, by=asker(request), what="patients.form")
    kept = request.POST.get("version", version) if version is not None else None
    context = {"form": form, "title": title, "submit": submit or title, "version": kept, **more}
    return render(
        request, template, of_patient(request, patient, **context), status=422 if form.is_bound else 200
    )
