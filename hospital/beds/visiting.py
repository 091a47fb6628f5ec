"""For which encounter a patient comes to a bed."""

from hospital.accounts.models import User
from hospital.encounters.models import OPEN, Encounter
from hospital.patients.models import Patient


def encounter_of(patient: Patient, *, by: User) -> Encounter | None:
    """The encounter for which a patient is here or expected: the open one that began last."""
    rows = Encounter.objects.visible_to(by).filter(patient=patient, withdrawn_at=None)
    found: Encounter | None = (
        rows.filter(state__in=(*OPEN, "planned")).order_by("-occurred_at", "-id").first()
    )
    return found
