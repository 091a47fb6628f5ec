"""Observation (FHIR R4) over records.Observation and its components."""

from typing import Any  # Any: arguments of an action are of every type

from hospital.records.models import Observation
from hospital.records.models.observations import Interpretation, Measured

from ..datatypes import items, text
from ..wire import JSON
from .common import (
    HL7,
    IN_ERROR,
    UCUM,
    code_in,
    coded,
    concept,
    concept_of,
    decimal,
    entry,
    first_moment,
    hl7,
    note,
    notes,
    number,
    said,
    same,
)

CATEGORIES = same(Observation.Category.values)
STATUSES = {
    "registered": "preliminary", "preliminary": "preliminary", "final": "final", "amended": "amended",
    "corrected": "corrected", "cancelled": "cancelled", "unknown": "unknown",
}  # fmt: skip
WHEN = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
COMPARATORS = ("<", "<=", ">=", ">")
KEPT_WHOLE = {"valueRange", "valueRatio", "valuePeriod", "valueSampledData"}


def has_home(resource: JSON) -> bool:
    """Whether our columns can hold its value."""
    return not KEPT_WHOLE & resource.keys()


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What records.actions.record_observation is called with, without the patient and the encounter."""
    return {
        **_measured(resource), "category": code_in(resource.get("category"), CATEGORIES) or "exam",
        "status": STATUSES.get(str(resource.get("status")), "unknown"),
        "method": coded(resource.get("method"))["display"][:200],
        "occurred_at": first_moment(resource, *WHEN),
        "note": notes(resource),
        "components": [
            part for one in items(resource.get("component"))[:50] if (part := _measured(one))["display"]
        ],
    }  # fmt: skip


def _measured(said_of: JSON) -> dict[str, Any]:  # Any: see above
    return {
        **coded(said_of.get("code")), **_value(said_of), **_range(said_of),
        "interpretation": code_in(said_of.get("interpretation"), same(Interpretation.values)),
    }  # fmt: skip


def _value(said_of: JSON) -> dict[str, Any]:  # Any: see above
    if isinstance(quantity := said_of.get("valueQuantity"), dict):
        found = number(quantity.get("value"))
        sign = quantity.get("comparator")
        unit = text(quantity.get("code"), 40) or text(quantity.get("unit"), 40)
        if found is not None:
            return {
                "value_number": round(found, 6), "unit": unit,
                "comparator": sign if sign in COMPARATORS else "",
            }  # fmt: skip
    if isinstance(said_of.get("valueCodeableConcept"), dict):
        what = coded(said_of["valueCodeableConcept"])
        return {"value_system": what["system"], "value_code": what["code"], "value_text": what["display"]}
    if isinstance(said_of.get("valueBoolean"), bool):
        return {"value_text": "true" if said_of["valueBoolean"] else "false"}
    if (whole := number(said_of.get("valueInteger"))) is not None:
        return {"value_number": whole}
    for name in ("valueString", "valueDateTime", "valueTime"):
        if words := said_of.get(name):
            return {"value_text": str(words)[:10_000]}
    return {}


def _range(said_of: JSON) -> dict[str, Any]:  # Any: see above
    ranges = items(said_of.get("referenceRange"))
    if len(ranges) != 1:
        return {}
    low, high = (ranges[0].get(name) for name in ("low", "high"))
    return {
        "reference_low": number(low.get("value")) if isinstance(low, dict) else None,
        "reference_high": number(high.get("value")) if isinstance(high, dict) else None,
    }


def to_fhir(row: Observation) -> JSON:
    return said({
        **entry("Observation", row), "status": IN_ERROR if row.is_withdrawn else row.status,
        "category": [hl7("observation-category", row.category)], **_told(row),
        "effectiveDateTime": row.occurred_at.isoformat(), "issued": row.created_at.isoformat(),
        "method": concept("", "", row.method), "note": note(row.note),
        "component": [said(_told(part)) for part in row.components.all()],
    })  # fmt: skip


def _told(row: Measured) -> JSON:
    return {
        "code": concept_of(row), **_value_told(row),
        "interpretation": [concept(f"{HL7}/v3-ObservationInterpretation", row.interpretation, "")]
        if row.interpretation
        else [],
        "referenceRange": _range_told(row),
    }  # fmt: skip


def _value_told(row: Measured) -> JSON:
    if row.value_number is not None:
        return {
            "valueQuantity": said({"comparator": row.comparator, **_quantity(row.value_number, row.unit)})
        }
    if row.value_code:
        return {"valueCodeableConcept": concept(row.value_system, row.value_code, row.value_text)}
    return {"valueString": row.value_text} if row.value_text else {}


def _quantity(value: Any, unit: str) -> JSON:  # Any: a Decimal
    found: JSON = {"value": decimal(value)}
    return found | ({"unit": unit, "system": UCUM, "code": unit} if unit else {})


def _range_told(row: Measured) -> list[JSON]:
    bounds = {"low": row.reference_low, "high": row.reference_high}
    found = {name: _quantity(value, row.unit) for name, value in bounds.items() if value is not None}
    return [found] if found else []
