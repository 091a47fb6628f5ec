"""What was measured at the triage desk belongs to the vital signs, too: a set with the triage's own key."""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import change, lock
from hospital.encounters.models import Triage

from ..bedside import keep_set, possible
from ..models import Observation

# The words of the triage desk in those of the bedside.
BEDSIDE = {"heart_rate": "pulse", "spo2": "oxygen_saturation", "coma_scale": "glasgow"}


@transaction.atomic
def keep_triage_vitals(triage: Triage, *, by: User) -> int:
    """Write what a triage measured, as who measured it; how many rows. A second call writes nothing.

    `by` is who carries it over, the system as a rule; the rows are of who classified.
    """
    by.require("records.write_vitals")
    triage = lock(triage)
    readings = {BEDSIDE.get(name, name): found["value"] for name, found in triage.vitals.items()}
    if triage.is_withdrawn or not readings or Observation.objects.filter(taken_in=triage.pk).exists():
        return 0
    patient = lock(triage.patient)
    common = {
        "occurred_at": triage.occurred_at, "encounter": triage.encounter, "source": triage.source,
        "method": "triage",
    }  # fmt: skip
    taken = keep_set(patient, possible(readings), common, by=triage.recorded_by, id=triage.pk)
    return len(taken.observations)


@transaction.atomic
def withdraw_triage_vitals(triage: Triage, *, by: User) -> int:
    """Withdraw what a triage measured, once it was withdrawn itself; by the same person, for one reason."""
    by.require("records.write_vitals")
    triage = lock(triage)
    rows = Observation.objects.standing().filter(taken_in=triage.pk).select_for_update(of=("self",))
    if not triage.is_withdrawn:
        return 0
    for row in rows:
        change(
            row, withdrawn_at=triage.withdrawn_at, withdrawn_by=triage.withdrawn_by,
            withdrawn_because=triage.withdrawn_because,
        )  # fmt: skip
        audit.record(
            "records.observation_withdrawn", row, by=triage.withdrawn_by, patient_id=row.patient_id,
            reason=triage.withdrawn_because,
        )  # fmt: skip
    return len(rows)
