"""Reading the bedside sets of a patient: values, ranges, scores and their trend; series and growth."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any  # Any: rows of a grouping
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localdate

from hospital.accounts.models import User
from hospital.core.errors import Absent
from hospital.core.pagination import Slice, paginate
from hospital.orders.models import Line
from hospital.patients.models import Patient

from . import growth, news2, ranges
from .bedside import score_of
from .models import Component, Observation
from .readings import BMI, BY_CODE, CHOICES, LOINC, PANEL, READINGS, reading
from .vital_schemas import SetsQuery

ORDER = (*READINGS, *CHOICES, BMI.name)


@dataclass(frozen=True)
class Value:
    """One value of a set, with the range it was read against."""

    name: str
    label: Promise
    row: Observation | Component
    observation: Observation
    points: int | None = None

    @property
    def raw(self) -> Decimal | str:
        return self.row.value_number if self.row.value_number is not None else self.row.value_code

    @property
    def unit(self) -> str:
        return "" if self.name in CHOICES else reading(self.name).shown_unit

    @property
    def words(self) -> str | Promise:
        """As people read it."""
        if self.name in CHOICES:
            return CHOICES[self.name].words.get(self.row.value_code, self.row.value_text)
        return self.row.shown_value


@dataclass(frozen=True)
class Set:
    """What was read at one visit to the bedside."""

    id: UUID
    at: datetime
    by: User
    values: dict[str, Value] = field(default_factory=dict)
    score: news2.Score | None = None
    trend: str = ""

    @property
    def listed(self) -> list[Value]:
        """In the order of the form."""
        return [self.values[name] for name in ORDER if name in self.values]


@dataclass(frozen=True)
class Sets:
    """One page of sets, the newest first; and the cursor of older ones."""

    items: list[Set]
    next: str | None
    total: int | None


@dataclass(frozen=True)
class Point:
    """One value in time."""

    at: datetime
    value: Decimal
    unit: str
    low: Decimal | None
    high: Decimal | None
    interpretation: str
    origin: str
    source_id: UUID
    display: str


@dataclass(frozen=True)
class Grown:
    """A measure of a child, with its deviation from the WHO standard."""

    at: datetime
    age_days: int
    measure: str
    value: Decimal
    z: float | None


def sets(patient: Patient, query: SetsQuery, *, by: User) -> Sets:
    """The sets of a patient, the newest first, each scored and compared with the one before."""
    visits: Any = (  # Any: rows of a grouping, which are no model
        _bedside(patient, by)
        .values("taken_in")
        .annotate(at=Max("occurred_at"))
        .values_list("taken_in", "at", named=True)
    )
    page: Slice[Any] = paginate(visits, query, order=("-at", "-taken_in"))
    keys = [visit.taken_in for visit in page.items]
    rows = _bedside(patient, by).filter(taken_in__in=keys)
    rows = rows.select_related("recorded_by").prefetch_related("components")
    found = {key: [row for row in rows if row.taken_in == key] for key in keys}
    made = [_set(patient, found[key]) for key in keys]
    before = _before(patient, made[-1], by) if page.next else None
    return Sets(compared(made, before), page.next, page.total)


def set_of(patient: Patient, id: UUID, *, by: User) -> Set:
    """One set, compared with the one before it; Absent when nothing of it stands."""
    rows = _bedside(patient, by).filter(taken_in=id)
    found = list(rows.select_related("recorded_by").prefetch_related("components"))
    if not found:
        raise Absent
    made = _set(patient, found)
    return compared([made], _before(patient, made, by))[0]


def latest(patient: Patient, *, by: User) -> Set | None:
    """The newest set, compared with the one before it."""
    page = sets(patient, SetsQuery.model_validate({"limit": 2}), by=by)
    return page.items[0] if page.items else None


def compared(newest_first: Sequence[Set], before: Set | None = None) -> list[Set]:
    """The sets with the trend of each score against the one before it."""
    chain = [*newest_first, before] if newest_first else []
    return [
        replace(now, trend=news2.trend(now.score, then.score if then else None)) if now.score else now
        for now, then in pairwise(chain)
        if now is not None
    ]


def series(patient: Patient, code: str, *, by: User, limit: int = 200) -> list[Point]:
    """The numbers of one LOINC code in time, the oldest first: measured, imported, or results of orders.

    The newest `limit` of each origin are read; nothing is copied.
    """
    points = [*_observed(patient, code, by, limit), *_parts(patient, code, by, limit)]
    points += _results(patient, code, by, limit)
    return sorted(points, key=lambda point: (point.at, point.source_id))[-limit:]


def grown(patient: Patient, *, by: User, limit: int = 400) -> list[Grown]:
    """The weights, lengths, head circumferences and body mass indexes of a child, the oldest first."""
    codes = {reading(name).code: name for name in growth.MEASURES}
    rows = (
        Observation.objects.visible_to(by)
        .standing()
        .filter(patient=patient, code__in=codes, value_number__isnull=False)
    )
    found = []
    for row in reversed(list(rows.order_by("-occurred_at", "-id")[:limit])):
        days = ranges.age_in_days(patient.birth_date, localdate(row.occurred_at))
        if days is not None and row.value_number is not None:
            measure = codes[row.code]
            z = growth.z_score(measure, row.value_number, days=days, sex=patient.sex)
            found.append(Grown(row.occurred_at, days, measure, row.value_number, z))
    return found


def _bedside(patient: Patient, by: User) -> QuerySet[Observation]:
    rows: QuerySet[Observation] = (
        Observation.objects.visible_to(by).standing().filter(patient=patient, taken_in__isnull=False)
    )
    return rows


def _before(patient: Patient, oldest: Set, by: User) -> Set | None:
    """The set before the oldest of a page, to compare it with."""
    earlier = _bedside(patient, by).filter(occurred_at__lt=oldest.at).order_by("-occurred_at", "-id").first()
    if earlier is None:
        return None
    rows = _bedside(patient, by).filter(taken_in=earlier.taken_in)
    return _set(patient, list(rows.select_related("recorded_by").prefetch_related("components")))


def _set(patient: Patient, rows: Sequence[Observation]) -> Set:
    values: dict[str, Value] = {}
    for row in rows:
        parts: Sequence[Observation | Component] = (
            list(row.components.all()) if row.code == PANEL[0] else [row]
        )
        for part in parts:
            name = BY_CODE.get(part.code)
            if name:
                label = CHOICES[name].label if name in CHOICES else reading(name).label
                values[name] = Value(name, label, part, row)
    first = rows[0]
    score = score_of(patient, {name: value.raw for name, value in values.items()}, first.occurred_at)
    if score:
        values = {name: replace(value, points=score.points.get(name)) for name, value in values.items()}
    assert first.taken_in is not None
    return Set(first.taken_in, first.occurred_at, first.recorded_by, values, score)


def _observed(patient: Patient, code: str, by: User, limit: int) -> list[Point]:
    rows = (
        Observation.objects.visible_to(by)
        .standing()
        .filter(patient=patient, code=code, value_number__isnull=False)
    )
    return [_point(row, row, row.pk) for row in rows.order_by("-occurred_at", "-id")[:limit]]


def _parts(patient: Patient, code: str, by: User, limit: int) -> list[Point]:
    panels = Observation.objects.visible_to(by).standing().filter(patient=patient)
    parts = Component.objects.filter(
        observation__in=panels, code=code, value_number__isnull=False
    ).select_related("observation")
    newest = parts.order_by("-observation__occurred_at", "-id")[:limit]
    return [_point(part.observation, part, part.pk) for part in newest]


def _results(patient: Patient, code: str, by: User, limit: int) -> list[Point]:
    lines = Line.objects.visible_to(by).filter(
        result__patient=patient, code=code, system__in=(LOINC, ""), value__isnull=False,
        result__withdrawn_at=None, result__replaced_by=None,
    )  # fmt: skip
    newest = lines.select_related("result").order_by("-result__occurred_at", "-id")[:limit]
    return [_result(line, line.value) for line in newest if line.value is not None]


def _result(line: Line, value: Decimal) -> Point:
    return Point(
        line.result.occurred_at, value, line.unit, line.low, line.high, SHORT[line.interpretation], "orders",
        line.pk, line.display,
    )  # fmt: skip


# The words of the laboratory's lines, in the letters of HL7.
SHORT = {
    "": "", "normal": "N", "low": "L", "high": "H", "abnormal": "A", "critical_low": "LL",
    "critical_high": "HH",
}  # fmt: skip


def _point(at: Observation, row: Observation | Component, key: UUID) -> Point:
    assert row.value_number is not None
    return Point(
        at.occurred_at, row.value_number, row.unit, row.reference_low, row.reference_high,
        row.interpretation, "records", key, row.display,
    )  # fmt: skip
