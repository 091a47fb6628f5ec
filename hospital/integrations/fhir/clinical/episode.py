"""EpisodeOfCare (FHIR R4) over admissions.Admission: a whole stay in the hospital, from its order on."""

from datetime import datetime
from typing import Any  # Any: JSON values

from hospital.admissions.models import Admission

from ..wire import JSON
from .common import IN_ERROR, concept, header, hl7, reference, said

ORIGINS, AUTHORISATIONS = "urn:hospital:admission-origin", "urn:hospital:authorisation"
STATUSES = {
    "planned": "planned", "admitted": "active", "clinical": "active", "room": "active", "nursing": "active",
    "administrative": "active", "discharged": "finished", "cancelled": "cancelled",
}  # fmt: skip
MEANT = {
    "planned": ("planned",), "active": ("admitted", "clinical", "room", "nursing", "administrative"),
    "finished": ("discharged",), "cancelled": ("cancelled",),
}  # fmt: skip


def to_fhir(row: Admission) -> JSON:
    """With the diagnosis of the order contained in it: on her list it is only once somebody says so."""
    status = IN_ERROR if row.is_withdrawn else STATUSES[row.state]
    number = {"system": AUTHORISATIONS, "value": row.authorisation_number}
    diagnosis = _diagnosis(row)
    named = {"condition": {"reference": "#diagnosis"}, "role": hl7("diagnosis-role", "AD"), "rank": 1}
    return said({
        **header("EpisodeOfCare", row), "contained": [diagnosis] if diagnosis else [],
        "identifier": [number] if row.authorisation_number else [], "status": status,
        "statusHistory": [] if row.is_withdrawn else _history(row),
        "type": [concept(ORIGINS, row.origin, row.get_origin_display())],
        "diagnosis": [named] if diagnosis else [], "patient": reference("Patient", row.patient_id),
        "managingOrganization": reference("Organization", row.department_id), "period": _period(row),
        "careManager": reference("Practitioner", row.practitioner_id),
    })  # fmt: skip


def _diagnosis(row: Admission) -> JSON:
    code = concept(row.system, row.code, row.display)
    if not code:
        return {}
    return {
        "resourceType": "Condition", "id": "diagnosis", "code": code,
        "subject": reference("Patient", row.patient_id),
    }  # fmt: skip


def _history(row: Admission) -> list[JSON]:
    """What it went through, each with its time: from the order to the bed, in the bed, after it."""
    if row.state == "cancelled":
        steps = [("planned", row.created_at, row.cancelled_at), ("cancelled", row.cancelled_at, None)]
    else:
        steps = [
            ("planned", row.created_at, row.admitted_at), ("active", row.admitted_at, row.discharged_at),
            ("finished", row.discharged_at, None),
        ]  # fmt: skip
    return [
        {"status": status, "period": _between(start, end)}
        for status, start, end in steps
        # What was written down after the patient had come was never planned here.
        if start and (end is None or start <= end)
    ]


def _period(row: Admission) -> JSON:
    """From the day she is expected, or came, until she left; nothing for a stay that was called off."""
    if row.state == "cancelled":
        return {}
    return _between(row.admitted_at or row.occurred_at, row.discharged_at)


def _between(start: datetime, end: Any) -> JSON:  # Any: a datetime or nothing
    return said({"start": start.isoformat(), "end": end and end.isoformat()})
