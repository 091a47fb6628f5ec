"""Looking is an action too: what was seen of patients is in the trail."""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User

from ..models import Encounter


@transaction.atomic(savepoint=False)
def open_encounter(encounter: Encounter, *, by: User, what: str = "encounters.encounter") -> Encounter:
    """Open one encounter: who, where and when. The classification needs the chart besides."""
    by.require("encounters.view_encounter")
    audit.access("read", by=by, patient_id=encounter.patient_id, what=what, row=str(encounter.pk))
    return encounter


@transaction.atomic(savepoint=False)
def listed(*, by: User, found: int, what: str) -> None:
    """A list that names patients was shown."""
    by.require("encounters.view_encounter")
    audit.access("search", by=by, what=what, found=found)
