"""ServiceRequest (FHIR R4) over orders.Order."""

from typing import Any  # Any: arguments of an action are of every type

from hospital.orders.models import Order

from ..datatypes import items
from ..wire import JSON
from .common import (
    IN_ERROR,
    SNOMED,
    code_in,
    coded,
    concept,
    concept_of,
    entry,
    first_moment,
    reference,
    said,
)

PRIORITIES = {"routine": "routine", "urgent": "urgent", "asap": "urgent", "stat": "stat"}
CATEGORIES = {
    "108252007": "laboratory", "363679005": "imaging", "387713003": "procedure", "409063005": "procedure",
    "laboratory": "laboratory", "imaging": "imaging", "procedure": "procedure",
}  # fmt: skip
CATEGORY_CODES = {"laboratory": "108252007", "imaging": "363679005", "procedure": "387713003"}
STATES = {
    "requested": "active", "collected": "active", "resulted": "active", "validated": "completed",
    "read": "completed", "cancelled": "revoked",
}  # fmt: skip


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What orders.actions.place_order is called with, without the patient and the encounter."""
    reasons = [coded(one)["display"] for one in items(resource.get("reasonCode"))]
    return {
        **coded(resource.get("code")),
        "category": code_in(resource.get("category"), CATEGORIES) or "referral_exam",
        "priority": PRIORITIES.get(str(resource.get("priority")), "routine"),
        "clinical_indication": "; ".join(filter(None, reasons))[:400],
        "occurred_at": first_moment(resource, "authoredOn", "occurrenceDateTime", "occurrencePeriod"),
    }  # fmt: skip


def to_fhir(row: Order) -> JSON:
    category = CATEGORY_CODES.get(row.category)
    return said({
        **entry("ServiceRequest", row),
        "identifier": [{"system": "urn:hospital:order", "value": str(row.number)}],
        "status": IN_ERROR if row.is_withdrawn else STATES[row.progress.state],
        "intent": "order",
        "category": [concept(SNOMED, category, row.get_category_display())] if category else [],
        "priority": row.priority, "code": concept_of(row), "authoredOn": row.occurred_at.isoformat(),
        "requester": reference("Practitioner", row.requested_by_id),
        "reasonCode": [concept("", "", row.clinical_indication)] if row.clinical_indication else [],
    })  # fmt: skip
