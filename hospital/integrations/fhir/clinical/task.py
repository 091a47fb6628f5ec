"""Task (FHIR R4) over the cleanings of housekeeping and the requests for beds."""

from datetime import datetime
from typing import Any  # Any: a datetime or nothing

from hospital.beds.kinds import SYSTEM
from hospital.beds.models import BedRequest, Cleaning, Isolation

from ..wire import JSON
from .common import concept, reference, said

TASKS = "urn:hospital:task"
ISOLATION = "urn:hospital:isolation"
CLEANING, REQUEST = "cleaning", "bed-request"
CLEANINGS = {
    "asked": "requested", "started": "in-progress", "finished": "completed", "inspected": "completed",
    "refused": "failed", "cancelled": "cancelled",
}  # fmt: skip
REQUESTS = {"waiting": "requested", "reserved": "accepted", "filled": "completed", "cancelled": "cancelled"}
PRIORITIES = {1: "stat", 2: "urgent", 3: "routine"}


def meanings(states: dict[str, str]) -> dict[str, list[str]]:
    """Which of our states each word of FHIR means."""
    return {word: [ours for ours in states if states[ours] == word] for word in set(states.values())}


def cleaning(row: Cleaning) -> JSON:
    """A bed is to be cleaned: until when, by whom, and when she began and was done."""
    words = f"{row.get_kind_display()}: {row.bed.name}"
    return said({
        **_head(row), "status": CLEANINGS[row.state], "statusReason": _why(row.because),
        "businessStatus": concept("urn:hospital:cleaning-state", row.state, row.get_state_display()),
        "code": concept(TASKS, f"{row.kind}-{CLEANING}", row.get_kind_display()), "description": words,
        "focus": {**reference("Location", row.bed_id), "display": row.bed.name}, "priority": "routine",
        "executionPeriod": _between(row.started_at, row.finished_at), "authoredOn": row.asked_at.isoformat(),
        "owner": reference("Practitioner", row.assignee_id), "location": reference("Location", row.bed_id),
        "restriction": {"repetitions": 1, "period": {"end": row.due_at.isoformat()}},
    })  # fmt: skip


def bed_request(row: BedRequest) -> JSON:
    """A patient is to get a bed: what kind is wanted goes in, the bed that was found comes out."""
    encounter = reference("Encounter", row.encounter_id)
    done = _between(row.asked_at, row.closed_at) if row.closed_at else {}
    expires = row.stay.expires_at if row.stay and row.state == "reserved" else None
    return said({
        **_head(row), "status": REQUESTS[row.state], "statusReason": _why(row.closed_because),
        "businessStatus": concept("urn:hospital:bed-request-state", row.state, row.get_state_display()),
        "code": concept(TASKS, REQUEST, ""), "for": reference("Patient", row.patient_id),
        "focus": encounter, "encounter": encounter,
        "priority": PRIORITIES[row.priority], "authoredOn": row.asked_at.isoformat(),
        "reasonCode": concept("", "", row.reason), "executionPeriod": done,
        "restriction": {"period": {"end": expires.isoformat()}} if expires else None,
        "input": _wanted(row), "output": _found(row),
    })  # fmt: skip


def _head(row: Cleaning | BedRequest) -> JSON:
    """Without who asked for it: users are no resources of this server."""
    changed = row.updated_at.isoformat()
    return {
        "resourceType": "Task", "id": str(row.pk),
        "meta": {"versionId": str(row.version), "lastUpdated": changed}, "intent": "order",
        "lastModified": changed,
    }  # fmt: skip


def _wanted(row: BedRequest) -> list[JSON]:
    parts: list[JSON] = []
    if row.ward_id:
        parts.append({"type": _part("ward"), "valueReference": reference("Location", row.ward_id)})
    if row.kind:
        kind = concept(SYSTEM, row.kind, row.get_kind_display())
        parts.append({"type": _part("bed-kind"), "valueCodeableConcept": kind})
    if row.sex != "any":
        parts.append({"type": _part("sex"), "valueCode": row.sex})
    for one in row.isolation:
        kind = concept(ISOLATION, one, str(Isolation(one).label))
        parts.append({"type": _part("isolation"), "valueCodeableConcept": kind})
    return parts


def _found(row: BedRequest) -> list[JSON]:
    if row.stay is None or row.state == "cancelled":
        return []
    return [{"type": _part("bed"), "valueReference": reference("Location", row.stay.bed_id)}]


def _part(code: str) -> JSON:
    return concept(TASKS, code, "")


def _why(words: str) -> JSON:
    return concept("", "", words)


def _between(start: datetime | None, end: Any) -> JSON:  # Any: see above
    return said({"start": start and start.isoformat(), "end": end and end.isoformat()})
