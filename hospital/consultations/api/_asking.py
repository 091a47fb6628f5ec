"""What every route of visits needs: the visit, for who may see it, and what was asked in its columns."""

from typing import Any  # Any: column values are of every type
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema

from hospital.accounts.asking import asker
from hospital.organization.models import Employee
from hospital.patients import care

from ..models import Consultation, ConsultationQuerySet


def visits(request: HttpRequest) -> ConsultationQuerySet:
    """The visits the asker sees, with what their answers name."""
    rows: ConsultationQuerySet = Consultation.objects.visible_to(asker(request))
    return rows.select_related("practitioner", "patient", "encounter")


def visit_of(request: HttpRequest, id: UUID) -> Consultation:
    """The visit, if it is one for the asker to see."""
    found: Consultation = get_object_or_404(visits(request), pk=id)
    return found


def opened(request: HttpRequest, id: UUID, what: str = "consultations.consultation") -> Consultation:
    """The visit, its chart opened; the opening is recorded."""
    found = visit_of(request, id)
    care.open_chart(found.patient, by=asker(request), what=what)
    return found


def written(request: HttpRequest, data: Schema) -> dict[str, Any]:  # Any: see above
    """What was sent of a visit, as the actions take it."""
    values = data.dict(exclude_unset=True)
    if values.get("occurred_at", "") is None:
        del values["occurred_at"]
    if "cosigner_id" in values:
        key = values.pop("cosigner_id")
        people = Employee.objects.visible_to(asker(request))
        values["cosigner"] = get_object_or_404(people, pk=key) if key else None
    return values
