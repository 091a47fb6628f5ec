"""Procedure (FHIR R4) over records.Procedure."""

from typing import Any  # Any: arguments of an action are of every type

from hospital.records.models import Procedure

from ..datatypes import items
from ..wire import JSON
from .common import (
    IN_ERROR,
    coded,
    concept,
    concept_of,
    ending,
    entry,
    first_moment,
    note,
    notes,
    performer_names,
    reference,
    said,
)

STATUSES = {
    "preparation": "in_progress", "in-progress": "in_progress", "on-hold": "in_progress",
    "completed": "completed", "stopped": "stopped", "not-done": "not_done",
}  # fmt: skip


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What records.actions.record_procedure is called with, without the patient and the encounter."""
    sites = items(resource.get("bodySite"))
    status = str(resource.get("status"))
    return {
        **coded(resource.get("code")), "status": STATUSES.get(status, Procedure.Status.COMPLETED),
        "occurred_at": first_moment(resource, "performedDateTime", "performedPeriod"),
        "ended_at": ending(resource.get("performedPeriod")),
        "performer_name": next(performer_names(resource), ""),
        "body_site": coded(sites[0])["display"][:200] if sites else "",
        "outcome": coded(resource.get("outcome"))["display"][:400], "note": notes(resource),
    }  # fmt: skip


def to_fhir(row: Procedure) -> JSON:
    performer = reference("Practitioner", row.performer_id) or (
        {"display": row.performer_name} if row.performer_name else {}
    )
    start = row.occurred_at.isoformat()
    when: JSON = (
        {"performedPeriod": {"start": start, "end": row.ended_at.isoformat()}}
        if row.ended_at
        else {"performedDateTime": start}
    )
    return said({
        **entry("Procedure", row), "status": IN_ERROR if row.is_withdrawn else row.status.replace("_", "-"),
        "code": concept_of(row), **when, "performer": [{"actor": performer}] if performer else [],
        "bodySite": [concept("", "", row.body_site)] if row.body_site else [],
        "outcome": concept("", "", row.outcome), "note": note(row.note),
    })  # fmt: skip
