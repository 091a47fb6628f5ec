"""What all pages of visits need: the visit, its patient's wristband, and its forms."""

from typing import Any  # Any: template contexts
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hospital.accounts.asking import asker
from hospital.organization.models import Employee
from hospital.patients import care
from hospital.patients.models import Patient
from hospital.patients.pages._asking import of_patient

from ..forms import VisitForm
from ..models import Consultation, ConsultationQuerySet, Template

WRITTEN = tuple(VisitForm.base_fields)


def visits(request: HttpRequest) -> ConsultationQuerySet:
    """The visits the person sees, with what their pages name."""
    rows: ConsultationQuerySet = Consultation.objects.visible_to(asker(request))
    return rows.select_related("practitioner", "patient", "encounter", "cosigner")


def visit_of(request: HttpRequest, id: UUID) -> Consultation:
    """The visit, if it is one for the person to see."""
    found: Consultation = get_object_or_404(visits(request), pk=id)
    return found


def opened(request: HttpRequest, id: UUID, what: str = "consultations.consultation") -> Consultation:
    """The visit, its chart opened; the opening is recorded."""
    found = visit_of(request, id)
    care.open_chart(found.patient, by=asker(request), what=what)
    return found


def patient_of(request: HttpRequest, id: UUID) -> Patient:
    return get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)


def visit_page(
    request: HttpRequest, template: str, visit: Consultation, *, status: int = 200,
    **more: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """A page about a visit, under its patient's wristband."""
    return render(request, template, of_patient(request, visit.patient, visit=visit, **more), status=status)


def visit_form(request: HttpRequest, visit: Consultation, *, data: Any = None) -> VisitForm:  # Any: see above
    """The form of a draft, with what is there or what was typed."""
    colleagues = Employee.objects.visible_to(asker(request)).active().exclude(pk=visit.practitioner_id)
    initial = {name: getattr(visit, name) for name in WRITTEN}
    return VisitForm(data, initial=initial, colleagues=colleagues.order_by("search", "id"))


def templates_of(request: HttpRequest) -> QuerySet[Template]:
    return Template.objects.visible_to(asker(request)).in_use().order_by("specialty", "name", "id")


def earlier(request: HttpRequest, visit: Consultation) -> QuerySet[Consultation]:
    """Signed visits of the same patient to copy from, the newest first."""
    rows = visits(request).filter(patient=visit.patient_id, state=Consultation.State.SIGNED)
    return rows.order_by("-occurred_at", "-id")
