"""How values read against the laboratory's own ranges, for a person of this sex and age."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict  # Any: JSON of the result grid

from hospital.patients.models import Patient

from .models import Line, ReferenceRange


class LineData(TypedDict, total=False):
    """One value as it is entered: in figures or in words; the limits come from the ranges unless given."""

    system: str
    code: str
    display: str
    value: Any  # Any: Decimal, or what becomes one
    text: str
    unit: str
    low: Any  # Any: as value
    high: Any  # Any: as value
    reference: str
    interpretation: str


Ranges = dict[tuple[str, str, str], ReferenceRange]


def ranges_for(patient: Patient, codes: Iterable[str], *, on: date) -> Ranges:
    """The ranges that hold for the patient on a day, by system, code and unit; of her sex first."""
    found: Ranges = {}
    covering = ReferenceRange.objects.covering(sex=patient.sex, born=patient.birth_date, on=on)
    for row in covering.filter(code__in={code for code in codes if code}):
        found.setdefault((row.system, row.code, row.unit), row)
    return found


def interpreted(line: Line, ranges: Ranges) -> Line:
    """The line with the limits of its range and how its value reads; what came with the line stays."""
    known = ranges.get((line.system, line.code, line.unit))
    if known and line.low is None and line.high is None and not line.reference:
        line.low, line.high = known.low, known.high
    if line.interpretation or line.value is None:
        return line
    if known:
        line.interpretation = known.reading(line.value)
    elif line.low is not None or line.high is not None:
        line.interpretation = ReferenceRange(low=line.low, high=line.high).reading(line.value)
    return line
