"""What hospital stays add to a patient's first page: the last ones, and where to order another."""

from typing import Any  # Any: what a template is given

from hospital.accounts.models import User
from hospital.patients.models import Patient

from .lists import whole
from .models import Admission

FEW = 3


def stays_of(patient: Patient, user: User) -> dict[str, Any]:  # Any: see above
    """The last stays that are for the user to see, the newest first."""
    rows = whole(Admission.objects.visible_to(user)).filter(patient=patient)
    return {"stays": rows.order_by("-occurred_at", "-id")[:FEW]}
