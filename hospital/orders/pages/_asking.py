"""What all pages of orders need: the rows an address names, and the patient's wristband above them."""

from typing import Any  # Any: template contexts
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hospital.accounts.asking import asker
from hospital.consultations.models import Consultation
from hospital.core.forms import ActionForm
from hospital.orders.models import Order, Paper, Result
from hospital.patients import care
from hospital.patients.models import Patient
from hospital.patients.pages._asking import of_patient, patient_of

__all__ = [
    "cursor_of", "form_page", "of_patient", "opened", "order_of", "paper_of", "patient_of", "result_of",
    "visit_in",
]  # fmt: skip


def opened(request: HttpRequest, patient: Patient, what: str) -> Patient:
    """The patient, whose chart is opened for this; the opening is recorded."""
    care.open_chart(patient, by=asker(request), what=what)
    return patient


def cursor_of(request: HttpRequest) -> str:
    """Which page of a list is asked for."""
    return request.GET.get("cursor", "")[:1000]


def order_of(request: HttpRequest, patient_id: UUID, id: UUID) -> Order:
    """The order, if it is one of this patient for the person to see."""
    rows = Order.objects.visible_to(asker(request)).whole()
    found: Order = get_object_or_404(rows, pk=id, patient=patient_id)
    return found


def result_of(request: HttpRequest, order: Order, id: UUID) -> Result:
    """The result, if it answers this order and is one for the person to see."""
    rows = Result.objects.visible_to(asker(request)).select_related("patient", "order__progress")
    found: Result = get_object_or_404(rows, pk=id, order=order)
    return found


def paper_of(request: HttpRequest, patient_id: UUID, id: UUID) -> Paper:
    """The paper, if it is one of this patient for the person to see."""
    rows = Paper.objects.visible_to(asker(request)).whole()
    found: Paper = get_object_or_404(rows, pk=id, patient=patient_id)
    return found


def visit_in(request: HttpRequest, patient: Patient) -> Consultation | None:
    """The visit that the address names (?visit=…), if it is a draft of this patient for the person to see."""
    named = request.GET.get("visit") or request.POST.get("visit") or ""
    try:
        key = UUID(named)
    except ValueError:
        return None
    rows = Consultation.objects.visible_to(asker(request)).drafts().filter(patient=patient)
    return rows.filter(pk=key).first()


def form_page(
    request: HttpRequest, patient: Patient, form: ActionForm, *, what: str,
    template: str = "orders/form.html", **more: Any,
) -> HttpResponse:  # Any: see above  # fmt: skip
    """A page with one form in a chart, which is a look at it; 422 when the form was refused."""
    opened(request, patient, what)
    context = of_patient(request, patient, form=form, **more)
    return render(request, template, context, status=422 if form.is_bound else 200)
