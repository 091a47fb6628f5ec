"""What operations add to a patient's first page: the last ones, and those to come."""

from typing import Any  # Any: what a template is given

from django.db.models import OuterRef, Subquery

from hospital.accounts.models import User
from hospital.patients.care import ground_of
from hospital.patients.models import Patient

from .models import Procedure, Surgery

FEW = 5


def surgeries_of(patient: Patient, user: User) -> dict[str, Any]:  # Any: see above
    """The latest operations; nothing of a chart outside one's care."""
    if ground_of(patient, by=user) is None:
        return {"is_closed": True}
    main = Procedure.objects.filter(surgery=OuterRef("pk"), is_main=True).values("display")[:1]
    rows = Surgery.objects.visible_to(user).standing().filter(patient=patient).annotate(main=Subquery(main))
    return {"surgeries": list(rows.order_by("-asked_at", "-id")[:FEW])}
