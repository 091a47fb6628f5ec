"""Looking at who lies where is a fact too."""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User

from ..models import Stay


@transaction.atomic(savepoint=False)
def open_stay(stay: Stay, *, by: User) -> Stay:
    """Look at one stay."""
    by.require("beds.view_bed")
    audit.access("read", by=by, patient_id=stay.patient_id, what="beds.stay")
    return stay


@transaction.atomic(savepoint=False)
def listed(*, by: User, found: int, what: str) -> None:
    """Look at a list of patients in beds, or waiting for one: how many were shown, never whose."""
    by.require("beds.view_bed")
    audit.access("search", by=by, what=what, found=found)
