"""What is measured at the triage desk: units (UCUM), what a person can have, and what is usual in adults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # Any: what a face sends

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Text


@dataclass(frozen=True)
class Measure:
    """One vital sign. Outside `least` to `most` it is a slip of the pen; outside `low` to `high` unusual."""

    code: str
    label: Promise
    unit: str
    shown_unit: str
    least: float
    most: float
    low: float
    high: float
    loinc: str
    decimals: int = 0


MEASURES = {
    measure.code: measure
    for measure in (
        Measure("heart_rate", _("Heart rate"), "/min", "bpm", 10, 300, 50, 110, "8867-4"),
        Measure("respiratory_rate", _("Respiratory rate"), "/min", "irpm", 3, 90, 10, 22, "9279-1"),
        Measure("systolic", _("Systolic pressure"), "mm[Hg]", "mmHg", 30, 300, 100, 160, "8480-6"),
        Measure("diastolic", _("Diastolic pressure"), "mm[Hg]", "mmHg", 10, 200, 50, 100, "8462-4"),
        Measure("temperature", _("Temperature"), "Cel", "°C", 25, 45, 35.5, 37.9, "8310-5", 1),
        Measure("spo2", _("Oxygen saturation"), "%", "%", 30, 100, 94, 100, "59408-5"),
        Measure("glucose", _("Capillary glucose"), "mg/dL", "mg/dL", 10, 900, 70, 250, "41653-7"),
        Measure("coma_scale", _("Glasgow coma scale"), "{score}", "", 3, 15, 15, 15, "9269-2"),
        Measure("pain", _("Pain, 0 to 10"), "{score}", "", 0, 10, 0, 6, "72514-3"),
    )
}  # fmt: skip


def snapshot(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[Text]]]:  # Any: see above
    """The measurements as they are kept, and what cannot be true of a person, by measure."""
    kept: dict[str, Any] = {}  # Any: JSON
    faults: dict[str, list[Text]] = {}
    for code, value in values.items():
        measure = MEASURES.get(code)
        if value is None or value == "":
            continue
        if measure is None or isinstance(value, bool) or not isinstance(value, int | float):
            faults[code] = [_("Not a vital sign that is known here.") if measure is None else _("A number.")]
        elif not measure.least <= value <= measure.most:
            bounds = {"least": _number(measure.least), "most": _number(measure.most)}
            faults[code] = [_("Between %(least)s and %(most)s.") % bounds]
        else:
            kept[code] = {"value": round(float(value), measure.decimals), "unit": measure.unit}
    if {"systolic", "diastolic"} <= kept.keys() and kept["systolic"]["value"] <= kept["diastolic"]["value"]:
        faults["diastolic"] = [_("Lower than the systolic pressure.")]
    return kept, faults


@dataclass(frozen=True)
class Shown:
    """A measurement as people read it."""

    label: Promise
    text: str
    is_unusual: bool
    is_high: bool


def shown(vitals: Mapping[str, Any]) -> list[Shown]:  # Any: see above
    """The measurements in the order of the desk, with what is unusual in an adult marked."""
    found = []
    for code, measure in MEASURES.items():
        if code in vitals:
            value = vitals[code]["value"]
            text = f"{_number(value)} {measure.shown_unit}".strip()
            unusual = not measure.low <= value <= measure.high
            found.append(Shown(measure.label, text, unusual, value > measure.high))
    return found


def _number(value: float) -> str:
    from django.utils.formats import localize

    return str(localize(int(value) if float(value).is_integer() else value))
