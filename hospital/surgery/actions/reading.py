"""Looking is an action too: what was seen of patients is in the trail."""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User

from ..models import Surgery


@transaction.atomic(savepoint=False)
def open_surgery(surgery: Surgery, *, by: User, what: str = "surgery.surgery") -> Surgery:
    """Open one operation."""
    by.require("surgery.view_surgery")
    audit.access("read", by=by, patient_id=surgery.patient_id, what=what, row=str(surgery.pk))
    return surgery


@transaction.atomic(savepoint=False)
def listed(*, by: User, found: int, what: str) -> None:
    """A list that names patients was shown."""
    by.require("surgery.view_surgery")
    audit.access("search", by=by, what=what, found=found)
