"""MedicationStatement (FHIR R4) over records.MedicationStatement; a MedicationRequest arrives as one, too.

What another hospital prescribed is, for us, what the patient takes: no prescription of ours is made from it.
"""

from typing import Any  # Any: arguments of an action are of every type

from django.utils.timezone import localdate

from hospital.records.models import MedicationStatement

from ..datatypes import items, text
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
    said,
)

STATUSES = {
    "active": "active", "intended": "active", "on-hold": "active", "draft": "active",
    "completed": "completed", "stopped": "stopped", "cancelled": "stopped", "not-taken": "stopped",
}  # fmt: skip


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What records.actions.add_medication is called with, without the patient and the encounter."""
    began = first_moment(resource, "effectiveDateTime", "effectivePeriod", "authoredOn", "dateAsserted")
    status = STATUSES.get(str(resource.get("status")), "completed")
    over = ending(resource.get("effectivePeriod"))
    dosages = items(resource.get("dosage")) or items(resource.get("dosageInstruction"))
    reasons = items(resource.get("reasonCode"))
    return {
        **coded(resource.get("medicationCodeableConcept")), "status": status,
        "dosage": text(dosages[0].get("text"), 400) if dosages else "",
        "starts_on": localdate(began) if began else None,
        "ended_on": localdate(over) if over and status != "active" else None,
        "reason": coded(reasons[0])["display"][:300] if reasons else "", "occurred_at": began,
        "note": notes(resource),
    }  # fmt: skip


def to_fhir(row: MedicationStatement) -> JSON:
    period = {
        "start": row.starts_on and row.starts_on.isoformat(),
        "end": row.ended_on and row.ended_on.isoformat(),
    }  # fmt: skip
    whole = entry("MedicationStatement", row)
    context = whole.pop("encounter")
    return said({
        **whole, "context": context, "status": IN_ERROR if row.is_withdrawn else row.status,
        "medicationCodeableConcept": concept_of(row), "effectivePeriod": said(period),
        "dateAsserted": row.occurred_at.isoformat(),
        "dosage": [{"text": row.dosage}] if row.dosage else [],
        "reasonCode": [concept("", "", row.reason)] if row.reason else [], "note": note(row.note),
    })  # fmt: skip
