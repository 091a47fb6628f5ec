"""What the trail says of patients' ways through the house, as trigger events of HL7 v2.5.1 (chapter 3, ADT).

Only the words are here: nothing is sent yet. What HL7 has a word for and nobody can do here has no line: an
admission and a move are never taken back (A11 of a bed, A12), nor is a discharge (A13) once the patient has
left; what has not come to that yet is A38 and A25.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any  # Any: particulars are JSON scalars

from hospital.audit.models import Event


@dataclass(frozen=True)
class Trigger:
    """An ADT trigger event under HL7's own name; `only` for events with these particulars."""

    code: str
    name: str
    only: Mapping[str, str] = field(default_factory=dict)

    def fits(self, particulars: Mapping[str, Any]) -> bool:  # Any: see above
        return all(particulars.get(name) == value for name, value in self.only.items())


ADMIT = Trigger("A01", "Admit/visit notification")
TRANSFER = Trigger("A02", "Transfer a patient")
DISCHARGE = Trigger("A03", "Discharge/end visit")
REGISTER = Trigger("A04", "Register a patient")
PREADMIT = Trigger("A05", "Pre-admit a patient")
UPDATE = Trigger("A08", "Update patient information")
DEPARTS = Trigger("A09", "Patient departing - tracking")
ARRIVES = Trigger("A10", "Patient arriving - tracking")
CANCEL_VISIT = Trigger("A11", "Cancel admit/visit notification")
PENDING_DISCHARGE = Trigger("A16", "Pending discharge", {"stage": "clinical"})
SWAP = Trigger("A17", "Swap patients")
BED_STATUS = Trigger("A20", "Bed status update")
LEAVE = Trigger("A21", "Patient goes on a leave of absence")
RETURN = Trigger("A22", "Patient returns from a leave of absence")
CANCEL_PENDING_DISCHARGE = Trigger("A25", "Cancel pending discharge", {"stage": "clinical"})
ADD_PERSON = Trigger("A28", "Add person information")
UPDATE_PERSON = Trigger("A31", "Update person information")
UNLINK = Trigger("A37", "Unlink patient information")
CANCEL_PREADMIT = Trigger("A38", "Cancel pre-admit")
MERGE = Trigger("A40", "Merge patient - patient identifier list")
CANCEL_LEAVE = Trigger("A52", "Cancel leave of absence for a patient")
CHANGE_DOCTOR = Trigger("A54", "Change attending doctor")
ALLERGIES = Trigger("A60", "Update adverse reaction information")

TRIGGERS: Mapping[str, Trigger] = {
    "admissions.ordered": PREADMIT, "admissions.put_off": UPDATE, "admissions.order_changed": UPDATE,
    "admissions.authorised": UPDATE, "admissions.cancelled": CANCEL_PREADMIT, "admissions.admitted": ADMIT,
    "admissions.transferred": TRANSFER, "admissions.expected_discharge_set": UPDATE,
    "admissions.diet_set": UPDATE, "admissions.died": UPDATE,
    "admissions.stage_completed": PENDING_DISCHARGE, "admissions.stage_reversed": CANCEL_PENDING_DISCHARGE,
    "admissions.discharged": DISCHARGE,
    "beds.moved": TRANSFER, "beds.swapped": SWAP, "beds.step": BED_STATUS, "beds.leave_given": LEAVE,
    "beds.leave_returned": RETURN, "beds.leave_cancelled": CANCEL_LEAVE, "beds.precaution_placed": UPDATE,
    "beds.precaution_lifted": UPDATE,
    "encounters.arrived": REGISTER, "encounters.cancelled": CANCEL_VISIT, "encounters.left": DISCHARGE,
    "encounters.assigned": CHANGE_DOCTOR,
    "patients.registered": ADD_PERSON, "patients.registered_unidentified": ADD_PERSON,
    "patients.newborn_registered": ADD_PERSON, "patients.identified": UPDATE_PERSON,
    "patients.identity_changed": UPDATE_PERSON, "patients.deceased": UPDATE_PERSON,
    "patients.death_undone": UPDATE_PERSON, "patients.merged": MERGE, "patients.merge_undone": UNLINK,
    "records.allergy_added": ALLERGIES, "records.allergy_changed": ALLERGIES,
    "records.allergy_withdrawn": ALLERGIES,
    "surgery.entered_room": ARRIVES, "surgery.left_room": DEPARTS,
}  # fmt: skip

# One move is several events: of the bed, and of the stay in the hospital. Each names the stay in the bed.
MOVES = ("beds.moved", "beds.swapped", "admissions.transferred")
# What another event of the same transaction says better.
SAID_BY = {"encounters.cancelled": "admissions.cancelled"}


def triggers(events: Sequence[Event]) -> Iterator[tuple[Event, Trigger]]:
    """What there is to tell of these events, in their order, and each move of a patient once."""
    verbs = {(event.transaction, event.verb) for event in events}
    told: set[str] = set()
    for event in events:
        found = TRIGGERS.get(event.verb)
        if found is None or not found.fits(event.particulars):
            continue
        if (event.transaction, SAID_BY.get(event.verb)) in verbs:
            continue
        if event.verb in MOVES:
            stay = str(event.particulars.get("stay") or event.target_id)
            if stay in told:
                continue
            told.add(stay)
        yield event, found
