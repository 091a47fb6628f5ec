"""Looking at appointments is a fact too: each look leaves its trace, in the transaction of the look."""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User

from ..models import Appointment


@transaction.atomic(savepoint=False)
def open_appointment(appointment: Appointment, *, by: User) -> Appointment:
    """Look at one appointment."""
    by.require("scheduling.view_appointment")
    audit.access("read", by=by, patient_id=appointment.patient_id, what="scheduling.appointment")
    return appointment


@transaction.atomic(savepoint=False)
def read_agenda(*, by: User, found: int, what: str = "scheduling.day") -> None:
    """Look at a list of appointments: how many were shown, never whose."""
    by.require("scheduling.view_appointment")
    audit.access("search", by=by, what=what, found=found)
