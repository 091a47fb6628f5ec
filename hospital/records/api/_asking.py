"""What the routes of records have in common: the rows an address or a body names, for who may see them."""

from typing import Any, TypeVar  # Any: values of a body
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Schema

from hospital.accounts.asking import asker
from hospital.consultations.models import Consultation
from hospital.encounters.models import Encounter
from hospital.organization.models import Employee
from hospital.patients import care
from hospital.patients.models import Patient

from .. import lists
from ..models.entries import Entry

Row = TypeVar("Row", bound=Entry)


def patient_of(request: HttpRequest, id: UUID) -> Patient:
    """The patient, if she is one for the asker to see."""
    return get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)


def chart_of(request: HttpRequest, id: UUID, what: str) -> Patient:
    """The patient whose chart is opened, in the part called `what`; looking is recorded."""
    patient = patient_of(request, id)
    care.open_chart(patient, by=asker(request), what=what)
    return patient


def entry_of(request: HttpRequest, model: type[Row], patient_id: UUID, id: UUID) -> Row:
    """The entry, if it is of this patient and she is one for the asker to see."""
    found: Row = get_object_or_404(model.objects.visible_to(asker(request)), patient=patient_id, pk=id)
    return found


def values_of(request: HttpRequest, data: Schema, *, is_change: bool = False) -> dict[str, Any]:
    """What a body says, with the rows that its keys name; what a change does not say stays."""
    values: dict[str, Any] = data.dict(exclude_unset=is_change)
    return with_rows(request, values)


def with_rows(request: HttpRequest, values: dict[str, Any]) -> dict[str, Any]:  # Any: see above
    """The rows of encounter, visit and employee in place of their keys."""
    by = asker(request)
    for name, rows in (
        ("encounter", Encounter.objects.visible_to(by)),
        ("consultation", Consultation.objects.visible_to(by)),
        ("performer", Employee.objects.visible_to(by)),
    ):
        if f"{name}_id" in values:
            key = values.pop(f"{name}_id")
            values[name] = get_object_or_404(rows, pk=key) if key else None
    return values


def answer(request: HttpRequest, row: Entry, status: int = 200) -> HttpResponse:
    """The entry as its schema declares it."""
    response = lists.one(type(row), row.pk, by=asker(request))
    response.status_code = status
    return response
