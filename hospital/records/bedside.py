"""A set of vital signs as it is kept: what is possible, what follows from it, its rows, and its score."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any  # Any: what was typed
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _, override

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.db import conflicts
from hospital.core.ids import uuid7
from hospital.patients.models import Patient

from . import news2, ranges
from .models import Component, Observation
from .readings import BMI, CHOICES, LOINC, PANEL, PANEL_PARTS, READINGS, body_mass_index, reading
from .writing import WORDS, Values

GROWN_UP = 20 * ranges.YEAR  # days: from then on a height measured before still holds
HEIGHT_HOLDS = timedelta(days=730)

Readings = Mapping[str, Any]  # Any: see above


@dataclass(frozen=True)
class Taken:
    """A set as it was written, and its score where it has one."""

    id: UUID
    observations: list[Observation] = field(default_factory=list)
    score: news2.Score | None = None


def keep_set(
    patient: Patient, values: dict[str, Decimal | str], common: Values, *, by: User, id: UUID | None = None
) -> Taken:
    """Write the rows of a set whose values are checked, score it, and say what happened."""
    values = _completed(patient, values, common["occurred_at"])
    taken = Taken(id or uuid7(), score=score_of(patient, values, common["occurred_at"]))
    _write(taken, patient, values, common | {"recorded_by": by})
    audit.record(
        "records.vitals_taken", taken.observations[0], by=by, patient_id=patient.pk, set=str(taken.id),
        readings=len(values), edition=ranges.EDITION,
    )  # fmt: skip
    _warn(taken, patient, by)
    return taken


def possible(readings: Readings) -> dict[str, Decimal | str]:
    """What was typed, as numbers and codes; Invalid names what cannot be true of a human being."""
    values: dict[str, Decimal | str] = {}
    faults: dict[str, list[Any]] = {}  # Any: see above
    for name, typed in readings.items():
        if typed is None or str(typed).strip() == "":
            continue
        value = _read(name, typed)
        if value is None:
            faults[name] = [_fault(name)]
        else:
            values[name] = value
    systolic, diastolic = values.get("systolic"), values.get("diastolic")
    if systolic and diastolic and Decimal(systolic) <= Decimal(diastolic):
        faults["diastolic"] = [_("The diastolic pressure is below the systolic one.")]
    if values.get("breathing") == "air" and "oxygen_flow" in values:
        faults["oxygen_flow"] = [_("There is no oxygen flow on room air.")]
    if not values and not faults:
        faults["systolic"] = [_("Type at least one value.")]
    refuse(faults)
    return values


def score_of(patient: Patient, values: Mapping[str, Decimal | str], at: datetime) -> news2.Score | None:
    """The early warning score of a set; None for children, at an unknown age, and without any parameter."""
    days = ranges.age_in_days(patient.birth_date, localdate(at))
    if days is None or days < news2.YOUNGEST * ranges.YEAR or not values.keys() & set(news2.PARAMETERS):
        return None
    return news2.score(values)


def scale_in_force(patient: Patient, at: datetime) -> str:
    """The saturation scale somebody decided on last; 1 when nobody did."""
    rows = Observation.objects.standing().filter(
        patient=patient, code=CHOICES["oxygen_scale"].code, occurred_at__lte=at
    )
    return rows.order_by("-occurred_at", "-id").values_list("value_code", flat=True).first() or "1"


def _read(name: str, typed: object) -> Decimal | str | None:
    if name in CHOICES:
        return str(typed) if str(typed) in CHOICES[name].words else None
    if name not in READINGS:
        return None
    try:
        value = READINGS[name].rounded(typed)
    except InvalidOperation:
        return None
    return value if READINGS[name].is_possible(value) else None


def _fault(name: str) -> Any:  # Any: a lazy text
    if name in READINGS:
        limits = {"low": READINGS[name].low, "high": READINGS[name].high}
        return _("Not possible: from %(low)s to %(high)s.") % limits
    return _("Choose one of the options.") if name in CHOICES else _("There is no such reading.")


def _completed(patient: Patient, values: dict[str, Decimal | str], at: datetime) -> dict[str, Decimal | str]:
    """With the body mass index, what follows from a flow of oxygen, and the saturation scale in force."""
    known = dict(values)
    if "oxygen_flow" in known:
        known.setdefault("breathing", "oxygen")
    if "oxygen_saturation" in known and "oxygen_scale" not in known and scale_in_force(patient, at) == "2":
        known["oxygen_scale"] = "2"
    days = ranges.age_in_days(patient.birth_date, localdate(at))
    if "weight" in known:
        height = known.get("height")
        if height is None and days is not None and days >= GROWN_UP:
            height = last_value(patient, "height", at, at - HEIGHT_HOLDS)
        if height:
            known[BMI.name] = body_mass_index(Decimal(known["weight"]), Decimal(height))
    return known


def last_value(patient: Patient, name: str, until: datetime, since: datetime) -> Decimal | None:
    rows = Observation.objects.standing().filter(
        patient=patient, code=reading(name).code, value_number__isnull=False,
        occurred_at__lte=until, occurred_at__gte=since,
    )  # fmt: skip
    return rows.order_by("-occurred_at", "-id").values_list("value_number", flat=True).first()


def _write(taken: Taken, patient: Patient, values: Mapping[str, Decimal | str], common: Values) -> None:
    """One row for each reading, and one panel for the two pressures."""
    common = common | {"patient": patient, "taken_in": taken.id}
    days = ranges.age_in_days(patient.birth_date, localdate(common["occurred_at"]))
    pressures = [_measured(name, Decimal(values[name]), days, patient.sex)
                 for name in PANEL_PARTS if name in values]  # fmt: skip
    if pressures:
        code, label = PANEL
        taken.observations.append(
            Observation(system=LOINC, code=code, display=_said(label), category="vital-signs", **common)
        )
    for name, value in values.items():
        if name not in PANEL_PARTS:
            row = _chosen(name, str(value)) if name in CHOICES else None
            row = row or _measured(name, Decimal(value), days, patient.sex)
            row |= {"category": "vital-signs" if name in CHOICES else reading(name).category}
            taken.observations.append(Observation(**row, **common))
    with conflicts(**WORDS):
        Observation.objects.bulk_create(taken.observations)
        Component.objects.bulk_create(
            Component(observation=taken.observations[0], **part) for part in pressures
        )


def _measured(name: str, value: Decimal, days: int | None, sex: str) -> Values:
    kind, usual = reading(name), ranges.reference(name, age_days=days, sex=sex)
    return {
        "system": kind.system, "code": kind.code, "display": _said(kind.label), "value_number": value,
        "unit": kind.unit, "interpretation": ranges.interpretation(value, usual),
        "reference_low": usual.low if usual else None, "reference_high": usual.high if usual else None,
    }  # fmt: skip


def _chosen(name: str, code: str) -> Values:
    kind = CHOICES[name]
    return {
        "system": kind.system, "code": kind.code, "display": _said(kind.label), "value_system": kind.system,
        "value_code": code, "value_text": _said(kind.words[code]),
    }  # fmt: skip


def _said(words: Promise) -> str:
    """In the language of the hospital, whatever that of the page is: it stays in the chart."""
    with override(settings.LANGUAGE_CODE):
        return str(words)


def _warn(taken: Taken, patient: Patient, by: User) -> None:
    score = taken.score
    if score is not None and score.is_warning:
        audit.record(
            "records.early_warning", taken.observations[0], by=by, patient_id=patient.pk, set=str(taken.id),
            score=score.known, is_complete=not score.missing, red=list(score.red), risk=score.risk,
        )  # fmt: skip
