"""DiagnosticReport (FHIR R4) over orders.Result; its values are contained Observations."""

from collections.abc import Iterable, Iterator
from typing import Any  # Any: arguments of an action are of every type

from hospital.orders.models import Line, Result
from hospital.records.models import Observation
from hospital.records.models.observations import Measured

from ..datatypes import text
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
    first_moment,
    header,
    hl7,
    reference,
    said,
)

SECTIONS = {
    "LAB": "laboratory", "HM": "laboratory", "CH": "laboratory", "MB": "laboratory", "SR": "laboratory",
    "RAD": "imaging", "RUS": "imaging", "CT": "imaging", "NMR": "imaging", "XRC": "imaging", "IMG": "imaging",
}  # fmt: skip
SECTION_CODES = {"laboratory": "LAB", "imaging": "RAD"}
FLAGS = {
    "N": "normal", "L": "low", "H": "high", "LL": "critical_low", "HH": "critical_high", "A": "abnormal",
    "AA": "abnormal",
}  # fmt: skip
FLAG_CODES = {ours: theirs for theirs, ours in reversed(FLAGS.items())}
RELEASED = ("final", "amended", "corrected", "appended")


def is_released(resource: JSON) -> bool:
    """Whether somebody stands for it where it comes from."""
    return resource.get("status") in RELEASED


def order_from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """The order that a report answers, when none came with it."""
    return {
        **coded(resource.get("code")),
        "category": code_in(resource.get("category"), SECTIONS) or "referral_exam",
        "occurred_at": taken_at(resource),
    }  # fmt: skip


def taken_at(resource: JSON) -> Any:  # Any: a datetime or nothing
    return first_moment(resource, "effectiveDateTime", "effectivePeriod", "issued")


def conclusion(resource: JSON) -> str:
    """The report in words."""
    return text(resource.get("conclusion"), 20_000)


def lines(observations: Iterable[Observation]) -> Iterator[dict[str, Any]]:  # Any: see above
    """What orders.actions.enter_result is called with, of the observations that a report names."""
    for row in observations:
        parts: list[Measured] = [*row.components.all()] or [row]
        yield from (_line(part) for part in parts)


def _line(row: Measured) -> dict[str, Any]:  # Any: see above
    words = f"{row.comparator} {row.shown_value} {row.unit}".strip() if row.comparator else row.value_text
    return {
        "system": row.system, "code": row.code, "display": row.display, "unit": row.unit,
        "value": None if row.comparator else row.value_number, "text": (words or row.value_code)[:400],
        "low": row.reference_low, "high": row.reference_high,
        "interpretation": FLAGS.get(row.interpretation, ""),
    }  # fmt: skip


def to_fhir(row: Result) -> JSON:
    values = [_observation(line, row) for line in row.lines.all()]
    section = SECTION_CODES.get(row.order.category)
    return said({
        **header("DiagnosticReport", row), "contained": values,
        "basedOn": [reference("ServiceRequest", row.order_id)], "status": _status(row),
        "category": [hl7("v2-0074", section)] if section else [], "code": concept_of(row.order),
        "subject": reference("Patient", row.patient_id),
        "encounter": reference("Encounter", row.order.encounter_id),
        "effectiveDateTime": row.occurred_at.isoformat(),
        "issued": (row.validated_at or row.created_at).isoformat(),
        "performer": [reference("Practitioner", row.performed_by_id)] if row.performed_by_id else [],
        "result": [{"reference": f"#{value['id']}"} for value in values], "conclusion": row.text,
    })  # fmt: skip


def _status(row: Result) -> str:
    if row.is_withdrawn:
        return IN_ERROR
    if row.source != Result.Source.IMPORTED and row.validated_at is None:
        return "preliminary"
    return "corrected" if row.replaces_id else "final"


def _observation(line: Line, row: Result) -> JSON:
    flag = FLAG_CODES.get(line.interpretation)
    bounds = {"low": line.low, "high": line.high}
    known = {name: _quantity(value, line.unit) for name, value in bounds.items() if value is not None}
    told = said({**known, "text": line.reference})
    return said({
        "resourceType": "Observation", "id": f"v{line.position}", "status": "final",
        "code": concept_of(line), "subject": reference("Patient", row.patient_id),
        "effectiveDateTime": row.occurred_at.isoformat(),
        "valueQuantity": _quantity(line.value, line.unit) if line.value is not None else None,
        "valueString": line.text if line.value is None else None,
        "interpretation": [concept(f"{HL7}/v3-ObservationInterpretation", flag, "")] if flag else [],
        "referenceRange": [told] if told else [],
    })  # fmt: skip


def _quantity(value: Any, unit: str) -> JSON:  # Any: a Decimal
    found: JSON = {"value": decimal(value)}
    return found | ({"unit": unit, "system": UCUM, "code": unit} if unit else {})
