"""The head of a chart: what whoever opens it must know at once, read by one statement."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any  # Any: JSON, and expressions of every kind

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, JSONField, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat, Trim

from hospital.accounts.models import User
from hospital.core.rows import JsonObject
from hospital.encounters.models import Encounter
from hospital.orders.models import Line, Result
from hospital.patients.models import Alert, Patient

from . import news2
from .bedside import score_of
from .models import (
    Allergy,
    AllergyStatement,
    Component,
    Document,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Reaction,
)
from .readings import BY_CODE, CHOICES, reading
from .statements import PATIENT, USER, statement
from .timeline import MEASURED, department_name

VITALS, LABORATORY = Observation.Category.VITAL_SIGNS, Observation.Category.LABORATORY
READ = 400  # observations of which vital signs and scores are made
POINTS = 30  # of one curve
SPANS, ENOUGH = (3, 31, 366), 4  # days that a curve shows, and the points that make it worth while
FEW, MANY = 12, 100

# Other codes under which vital signs come from elsewhere.
ALSO = {"59408-5": "oxygen_saturation", "8331-1": "temperature", "8310-5": "temperature", "3141-9": "weight"}
CURVES = (
    ("pressure", ("systolic", "diastolic")), ("pulse", ("pulse",)),
    ("oxygen_saturation", ("oxygen_saturation",)), ("temperature", ("temperature",)),
    ("respiratory_rate", ("respiratory_rate",)), ("glucose", ("glucose",)), ("pain", ("pain",)),
    ("weight", ("weight",)),
)  # fmt: skip

Json = dict[str, Any]  # Any: see above
Rows = QuerySet[Any]  # Any: see above


@dataclass(frozen=True)
class Point:
    """One value in time."""

    at: datetime
    value: float
    interpretation: str = ""


@dataclass(frozen=True)
class Series:
    """The values of one vital sign, the oldest first, with the range the last one was read against."""

    name: str
    label: str
    unit: str
    points: list[Point]
    low: float | None = None
    high: float | None = None

    @property
    def last(self) -> Point:
        return self.points[-1]


@dataclass(frozen=True)
class Scored:
    """One early warning score; `trend` is up, down, same or empty."""

    at: datetime
    total: int | None
    known: int
    risk: str
    trend: str
    missing: list[str]


def head(patient: Patient, *, by: User) -> Json:
    """All of the chart but the timeline, for who may open it: one query."""
    [(text,)] = statement("head", _told, by=by).rows({PATIENT: patient.pk, USER: by.pk})
    found: Json = _dated(orjson.loads(text))
    observed = found.pop("observed")
    series = dict(_series(observed))
    found["vitals"] = [
        {"name": name, "series": [series[part] for part in parts if part in series]}
        for name, parts in CURVES
        if any(part in series for part in parts)
    ]
    found["news2"] = _scores(patient, observed)
    found["weight"] = series["weight"].last if "weight" in series else None
    found["isolation"] = [alert for alert in found["alerts"] if alert["kind"] == Alert.Kind.INFECTION]
    return found


def _told(by: User) -> Rows:
    told = Cast(JsonObject(**_parts(by)), TextField())
    return Patient.objects.filter(pk=PATIENT).values_list(told)


def _parts(by: User) -> dict[str, Any]:  # Any: see above
    """Each part of the head as an expression over the patient's row."""
    told = Allergy.objects.visible_to(by).active().filter(patient=PATIENT)
    danger = Case(When(criticality="high", then=0), When(criticality="unable", then=1), default=2)
    no_allergy = AllergyStatement.objects.visible_to(by).holding().filter(patient=PATIENT)
    known = ("id", "kind", "category", "criticality", "verification", "display", "system", "code")
    problem = ("id", "display", "system", "code", "clinical_status", "verification", "severity", "onset_on")
    problems = Problem.objects.visible_to(by).listed().filter(patient=PATIENT)
    taken = MedicationStatement.objects.visible_to(by).taken().filter(patient=PATIENT)
    medicine = ("id", "display", "system", "code", "dosage", "starts_on", "reason", "source", "occurred_at")
    return {
        "patient": JsonObject(**_identity()),
        "alerts": _alerts(),
        "allergies": _many(told.order_by(danger, "display"), *known, reactions=_reactions()),
        "no_known_allergies_at": _one(no_allergy.order_by("-occurred_at"), "occurred_at"),
        "problems": _many(problems.order_by("-occurred_at", "-id"), *problem, "occurred_at", "source"),
        "medications": _many(taken.order_by("display", "id"), *medicine),
        "encounter": _encounter(),
        **_events(by),
    }


def _events(by: User) -> dict[str, Any]:  # Any: see above
    """What was measured, found, given and attached last."""
    doses = Immunization.objects.visible_to(by).standing().filter(patient=PATIENT)
    files = Document.objects.visible_to(by).standing().filter(patient=PATIENT)
    dose = ("id", "display", "system", "code", "status", "dose_number", "dose_label", "occurred_at")
    return {
        "observed": ArraySubquery(_observed(VITALS)[:READ]),
        "laboratory": ArraySubquery(_observed(LABORATORY)[:FEW]),
        "results": _results(by),
        "immunizations": _many(doses.order_by("-occurred_at", "-id"), *dose, most=FEW),
        "documents": _many(
            files.order_by("-occurred_at", "-id"), "id", "title", "display", "mime", "size", "occurred_at",
            most=FEW,
        ),
    }  # fmt: skip


def _many(rows: Rows, *names: str, most: int = MANY, **more: Any) -> Any:  # Any: see above
    """The rows as a JSON array; what is for nobody to see is an empty one."""
    if rows.query.is_empty():
        return Value([], JSONField())
    return ArraySubquery(rows.values_list(JsonObject(**{name: F(name) for name in names}, **more))[:most])


def _one(rows: Rows, told: Any) -> Any:  # Any: see above
    """What is told of the first of the rows, or null."""
    return Value(None, JSONField()) if rows.query.is_empty() else Subquery(rows.values_list(told)[:1])


def _identity() -> dict[str, Any]:  # Any: see above
    civil = Trim(Concat("given_name", Value(" "), "family_name", output_field=TextField()))
    names = (
        "id", "version", "chart_number", "birth_date", "birth_date_precision", "sex", "is_deceased",
        "deceased_at", "is_unidentified", "is_confidential",
    )  # fmt: skip
    called = Case(When(social_name="", then=civil), default=F("social_name"), output_field=TextField())
    return {**{name: F(name) for name in names}, "name": called, "civil_name": civil}


def _alerts() -> Any:  # Any: see above
    """The warnings in force, the gravest first: a chart warns also who may not see the register."""
    gravity = Case(When(severity="danger", then=0), When(severity="warning", then=1), default=2)
    rows = Alert.objects.filter(patient=PATIENT).current().order_by(gravity, "-created_at")
    return _many(rows, "id", "kind", "severity", "text", "starts_on")


def _reactions() -> Any:  # Any: see above
    rows = Reaction.objects.filter(allergy=OuterRef("pk")).order_by("id")
    return _many(rows, "display", "severity")


def _encounter() -> Any:  # Any: see above
    """The encounter that is open now, the latest if there are several."""
    rows = Encounter.objects.open().filter(patient=PATIENT).order_by("-occurred_at")
    told = JsonObject(
        id=F("id"), kind=F("kind"), state=F("state"), occurred_at=F("occurred_at"), reason=F("reason"),
        department=department_name(),
    )  # fmt: skip
    return _one(rows, told)


def _observed(category: str) -> Rows:
    rows = Observation.objects.standing().filter(patient=PATIENT, category=category)
    kept = (*MEASURED, "reference_low", "reference_high")
    names = ("id", "occurred_at", "taken_in", *kept)
    parts = Component.objects.filter(observation=OuterRef("pk")).order_by("id")
    told = JsonObject(**{name: F(name) for name in names}, parts=_many(parts, *kept, most=8))
    found: Rows = rows.order_by("-occurred_at", "-id").values_list(told)
    return found


def _results(by: User) -> Any:  # Any: see above
    rows = Result.objects.visible_to(by).standing().filter(patient=PATIENT, replaced_by=None)
    line = ("display", "code", "value", "text", "unit", "low", "high", "interpretation")
    lines = _many(Line.objects.filter(result=OuterRef("pk")).order_by("position"), *line, most=40)
    return _many(
        rows.order_by("-occurred_at", "-id"), "id", "order_id", "occurred_at", "is_critical", "validated_at",
        most=FEW, display=F("order__display"), category=F("order__category"), text=F("text"), lines=lines,
    )  # fmt: skip


def _series(observed: list[Json]) -> Iterator[tuple[str, Series]]:
    """The vital signs by name: the last days of each, or the last year, or all of it while it is little."""
    points: defaultdict[str, list[tuple[datetime, Json]]] = defaultdict(list)
    for row in observed:
        for part in (row, *row["parts"]):
            name = _name(part["code"])
            if name and name not in CHOICES and part["value_number"] is not None:
                points[name].append((row["occurred_at"], part))
    for name, found in points.items():
        last, part = found[0]
        spans = [[row for row in found[:POINTS] if (last - row[0]).days < days] for days in SPANS]
        shown = next((rows for rows in spans if len(rows) >= ENOUGH), found[:POINTS])
        kind = reading(name)
        series = [Point(at, float(one["value_number"]), one["interpretation"]) for at, one in reversed(shown)]
        yield (
            name,
            Series(
                name, str(kind.label), kind.shown_unit, series, part["reference_low"], part["reference_high"]
            ),
        )


def _scores(patient: Patient, observed: list[Json]) -> list[Scored]:
    """The early warning scores of the bedside sets, the newest first, each with its trend."""
    sets: dict[str, tuple[datetime, dict[str, Decimal | str]]] = {}
    for row in observed:
        if row["taken_in"]:
            _at, values = sets.setdefault(row["taken_in"], (row["occurred_at"], {}))
            values.update(_read(row))
    scored = [(at, score_of(patient, values, at)) for at, values in sets.values()]
    found = [(at, score) for at, score in scored if score]
    older = [score for _at, score in found[1:]] + [None]
    return [
        Scored(at, score.total, score.known, score.risk, news2.trend(score, before), list(score.missing))
        for (at, score), before in zip(found, older, strict=False)
    ][:FEW]


def _read(row: Json) -> Iterator[tuple[str, Decimal | str]]:
    """What one observation of a set says, by the names of the bedside."""
    for part in (row, *row["parts"]):
        name = _name(part["code"])
        if name and part["value_number"] is not None:
            yield name, Decimal(str(part["value_number"]))
        elif name and name in CHOICES and part["value_code"]:
            yield name, str(part["value_code"])


def _name(code: str) -> str | None:
    return BY_CODE.get(code) or ALSO.get(code)


def _dated(told: Any, key: str = "") -> Any:  # Any: see above
    """The JSON with its moments and days as such, by how its keys end."""
    if isinstance(told, Mapping):
        return {name: _dated(value, name) for name, value in told.items()}
    if isinstance(told, list):
        return [_dated(value, key) for value in told]
    if isinstance(told, str) and key.endswith("_at"):
        return datetime.fromisoformat(told)
    return date.fromisoformat(told) if isinstance(told, str) and key.endswith(("_on", "_date")) else told
