"""What a signature on a visit covers of the record: the observations that were made in it."""

from typing import Any  # Any: JSON

from hospital.consultations.models import Consultation

from .models import Observation

COLUMNS = (
    "id", "occurred_at", "category", "status", "system", "code", "display", "value_number", "comparator",
    "value_text", "value_system", "value_code", "unit", "interpretation", "method", "device", "note",
    "withdrawn_because",
)  # fmt: skip
PARTS = (
    "id", "system", "code", "display", "value_number", "comparator", "value_text", "value_system",
    "value_code", "unit", "interpretation",
)  # fmt: skip


def observations_of(consultation: Consultation) -> list[dict[str, Any]]:  # Any: see above
    """Everything that was observed in the visit, with the values of each panel."""
    rows = Observation.objects.filter(consultation=consultation).order_by("occurred_at", "id")
    return [
        {name: getattr(row, name) for name in COLUMNS}
        | {"components": [{name: getattr(part, name) for name in PARTS} for part in row.components.all()]}
        for row in rows.prefetch_related("components")
    ]


def described(row: dict[str, Any]) -> str:  # Any: see above
    """One observation as a line for people."""
    values = [_value(row), *(f"{part['display']} {_value(part)}" for part in row["components"])]
    return f"{row['display']}: {', '.join(value for value in values if value)}".strip(": ")


def _value(row: dict[str, Any]) -> str:  # Any: see above
    number = row["value_number"]
    if number is None:
        return str(row["value_text"] or row["value_code"])
    shown = str(number).rstrip("0").rstrip(".") if "." in str(number) else str(number)
    return f"{row['comparator']}{shown} {row['unit']}".strip()
