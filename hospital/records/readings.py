"""What is read at the bedside: each reading with its LOINC code, unit, and what can be true of a human.

`low` and `high` bound what is possible: a value outside is a slip of the hand and is refused. `rare_below`
and `rare_above` bound what is seen now and then: outside, the values are asked for once more. All are our
own, set wide on purpose (the extremes of survivors and of devices): they find slips, they judge nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy

LOINC = "http://loinc.org"
OWN = "urn:hospital:observation"  # what LOINC has no word for that fits
VITALS, LABORATORY = "vital-signs", "laboratory"


@dataclass(frozen=True)
class Reading:
    """A number that is read at the bedside, with `places` decimals."""

    name: str
    label: Promise
    code: str
    unit: str
    shown_unit: str
    low: Decimal
    high: Decimal
    rare_below: Decimal
    rare_above: Decimal
    places: int = 0
    category: str = VITALS
    system: str = LOINC

    def rounded(self, value: object) -> Decimal:
        """The value with the decimals the reading has. Raises InvalidOperation for what is no number."""
        number = Decimal(str(value).strip().replace(",", "."))
        if not number.is_finite():
            raise InvalidOperation
        return number.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)

    def is_possible(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    def is_rare(self, value: Decimal) -> bool:
        return not self.rare_below <= value <= self.rare_above


def _reading(
    name: str, label: Promise, code: str, units: tuple[str, str], *, possible: tuple[str, str],
    usual: tuple[str, str], places: int = 0, category: str = VITALS,
) -> Reading:  # fmt: skip
    (low, high), (below, above) = possible, usual
    return Reading(
        name, label, code, *units, Decimal(low), Decimal(high), Decimal(below), Decimal(above),
        places, category,
    )  # fmt: skip


PRESSURE, RATE, MASS = ("mm[Hg]", "mmHg"), ("/min", "/min"), ("kg", "kg")
LENGTH, SCORE = ("cm", "cm"), ("{score}", "")

READINGS: Mapping[str, Reading] = {
    reading.name: reading
    for reading in (
        _reading(
            "systolic", _("Systolic pressure"), "8480-6", PRESSURE,
            possible=("30", "320"), usual=("60", "250"),
        ),
        _reading(
            "diastolic", _("Diastolic pressure"), "8462-4", PRESSURE,
            possible=("10", "220"), usual=("30", "150"),
        ),
        _reading(
            "pulse", _("Pulse"), "8867-4", RATE, possible=("10", "350"), usual=("35", "220"),
        ),
        _reading(
            "respiratory_rate", _("Respiratory rate"), "9279-1", RATE,
            possible=("2", "120"), usual=("6", "80"),
        ),
        _reading(
            "temperature", _("Temperature"), "8310-5", ("Cel", "°C"),
            possible=("20", "45"), usual=("34", "41.5"), places=1,
        ),
        _reading(
            "oxygen_saturation", _("Oxygen saturation"), "2708-6", ("%", "%"),
            possible=("20", "100"), usual=("70", "100"),
        ),
        _reading(
            "oxygen_flow", _("Oxygen flow"), "3151-8", ("L/min", "L/min"),
            possible=("0.1", "80"), usual=("0.1", "60"), places=1,
        ),
        _reading(
            "pain", _("Pain"), "72514-3", SCORE, possible=("0", "10"), usual=("0", "10"),
        ),
        _reading(
            "glucose", _("Capillary glucose"), "41653-7",
            ("mg/dL", "mg/dL"),
            possible=("10", "900"), usual=("40", "500"), category=LABORATORY,
        ),
        _reading(
            "glasgow", _("Glasgow coma scale"), "9269-2", SCORE,
            possible=("3", "15"), usual=("3", "15"),
        ),
        _reading(
            "weight", _("Weight"), "29463-7", MASS, possible=("0.3", "500"),
            usual=("0.5", "250"), places=3,
        ),
        _reading(
            "height", _("Height"), "8302-2", LENGTH, possible=("20", "270"),
            usual=("25", "215"), places=1,
        ),
        _reading(
            "head_circumference", _("Head circumference"), "9843-4",
            LENGTH, possible=("15", "75"),
            usual=("20", "65"), places=1,
        ),
    )
}  # fmt: skip

# Made of others, never typed.
BMI = Reading(
    "bmi", _("Body mass index"), "39156-5", "kg/m2", "kg/m²",
    Decimal(4), Decimal(150), Decimal(10), Decimal(70), 1,
)  # fmt: skip

PANEL = ("85354-9", _("Blood pressure"))
PANEL_PARTS = ("systolic", "diastolic")


@dataclass(frozen=True)
class Choice:
    """Something that is seen, not measured: the words to choose from, by their code."""

    name: str
    label: Promise
    code: str
    words: Mapping[str, Promise]
    system: str = OWN


CHOICES: Mapping[str, Choice] = {
    choice.name: choice
    for choice in (
        Choice(
            "consciousness", _("Consciousness (ACVPU)"), "67775-7", {
                "A": _("Alert"), "C": _("New confusion"), "V": _("Responds to voice"),
                "P": _("Responds to pain"), "U": _("Unresponsive"),
            }, LOINC,
        ),
        Choice(
            "breathing", _("Breathes"), "inspired-gas",
            {"air": _("Room air"), "oxygen": pgettext_lazy("breathes", "Oxygen")},
        ),
        Choice(
            "oxygen_scale", _("Oxygen saturation scale (NEWS2)"), "news2-oxygen-scale",
            {"1": _("Scale 1, target 96% or more"), "2": _("Scale 2, target 88–92% (hypercapnic failure)")},
        ),
    )
}  # fmt: skip

BY_CODE: Mapping[str, str] = {
    **{reading.code: name for name, reading in READINGS.items()},
    **{choice.code: name for name, choice in CHOICES.items()},
    BMI.code: BMI.name,
}


def reading(name: str) -> Reading:
    """A measured reading by its name, the body mass index among them."""
    return BMI if name == BMI.name else READINGS[name]


def body_mass_index(weight: Decimal, height: Decimal) -> Decimal:
    """kg and cm to kg/m², with one decimal."""
    metres = height / 100
    return (weight / (metres * metres)).quantize(Decimal("0.1"), ROUND_HALF_UP)
