"""What the routes of orders have in common: the rows an address names, for who may see them."""

from typing import Any  # Any: query sets of every model
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hospital.accounts.asking import asker
from hospital.consultations.models import Consultation
from hospital.orders.models import Order, Paper, Result, TestPanel
from hospital.organization.models import Department
from hospital.patients.models import Patient


def patient_of(request: HttpRequest, id: UUID) -> Patient:
    """The patient, if she is one for the asker to see."""
    return get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)


def order_of(request: HttpRequest, id: UUID, **which: Any) -> Order:  # Any: see above
    """The order, if it is one for the asker to see."""
    rows = Order.objects.visible_to(asker(request)).whole()
    found: Order = get_object_or_404(rows, pk=id, **which)
    return found


def result_of(request: HttpRequest, order: Order, id: UUID) -> Result:
    """The result, if it answers this order and is one for the asker to see."""
    rows = Result.objects.visible_to(asker(request)).select_related("order__progress", "patient")
    found: Result = get_object_or_404(rows, pk=id, order=order)
    return found


def paper_of(request: HttpRequest, id: UUID, **which: Any) -> Paper:  # Any: see above
    """The paper, if it is one for the asker to see."""
    rows = Paper.objects.visible_to(asker(request)).whole()
    found: Paper = get_object_or_404(rows, pk=id, **which)
    return found


def panel_of(request: HttpRequest, id: UUID | None) -> TestPanel | None:
    """A panel of the catalogue that is in use."""
    if id is None:
        return None
    found: TestPanel = get_object_or_404(TestPanel.objects.visible_to(asker(request)).in_use(), pk=id)
    return found


def visit_of(request: HttpRequest, id: UUID | None) -> Consultation | None:
    """A visit that the asker sees."""
    if id is None:
        return None
    found: Consultation = get_object_or_404(Consultation.objects.visible_to(asker(request)), pk=id)
    return found


def unit_of(request: HttpRequest, id: UUID | None) -> Department | None:
    """A unit that the asker sees."""
    if id is None:
        return None
    return get_object_or_404(Department.objects.visible_to(asker(request)), pk=id)
