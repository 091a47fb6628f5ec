"""What orders add to a patient's first page: what is open, what waits to be read, the last papers."""

from typing import Any  # Any: what a template is given

from hospital.accounts.models import User
from hospital.patients.care import ground_of
from hospital.patients.models import Patient

from .models import Order, Paper, Progress

FEW = 5


def orders_of(patient: Patient, user: User) -> dict[str, Any]:  # Any: see above
    """Orders that somebody still has to carry out or to read; nothing of a chart outside one's care."""
    if ground_of(patient, by=user) is None:
        return {"is_closed": True}
    waiting = (*Progress.OPEN, "validated")
    orders = Order.objects.visible_to(user).whole().filter(patient=patient, progress__state__in=waiting)
    papers = Paper.objects.visible_to(user).whole().filter(patient=patient)
    return {
        "orders": orders.order_by("-occurred_at", "-id")[:FEW],
        "papers": papers.order_by("-occurred_at", "-id")[:FEW],
    }
