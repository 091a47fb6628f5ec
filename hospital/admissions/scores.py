"""Scales that nursing answers item by item. Pure: the same items give the same total and the same risk.

Braden: Bergstrom N, Braden BJ, Laguzza A, Holman V. The Braden Scale for Predicting Pressure Sore Risk.
Nurs Res 1987;36(4):205-10. 6 to 23, the lower the worse: up to 9 very high, 10-12 high, 13-14 moderate,
15-18 low, 19 and more none.
Morse: Morse JM, Morse RM, Tylko SJ. Development of a scale to identify the fall-prone patient. Can J Aging
1989;8:366-77. 0 to 125: up to 24 none, 25-44 moderate, 45 and more high.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # Any: lazy texts

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.checks import refuse
from hospital.core.errors import Text

Choices = tuple[tuple[int, Any], ...]  # Any: see above


@dataclass(frozen=True)
class Item:
    """One question of a scale, and the points of each answer."""

    code: str
    label: Any  # Any: see above
    choices: Choices


@dataclass(frozen=True)
class Scored:
    """What the items come to."""

    total: int
    risk: str


BRADEN = (
    Item("sensory_perception", _("Sensory perception"), (
        (1, _("Completely limited")), (2, _("Very limited")), (3, _("Slightly limited")),
        (4, _("No impairment")),
    )),
    Item("moisture", _("Moisture"), (
        (1, _("Constantly moist")), (2, _("Very moist")), (3, _("Occasionally moist")),
        (4, _("Rarely moist")),
    )),
    Item("activity", _("Activity"), (
        (1, _("Bedfast")), (2, _("Chairfast")), (3, _("Walks occasionally")), (4, _("Walks frequently")),
    )),
    Item("mobility", _("Mobility"), (
        (1, _("Completely immobile")), (2, _("Very limited")), (3, _("Slightly limited")),
        (4, _("No limitation")),
    )),
    Item("nutrition", _("Nutrition"), (
        (1, _("Very poor")), (2, _("Probably inadequate")), (3, _("Adequate")), (4, _("Excellent")),
    )),
    Item("friction", _("Friction and shear"), (
        (1, _("Problem")), (2, _("Potential problem")), (3, _("No apparent problem")),
    )),
)  # fmt: skip
MORSE = (
    Item("history", _("Has fallen in the last three months"), ((0, _("No")), (25, _("Yes")))),
    Item("secondary", _("More than one diagnosis"), ((0, _("No")), (15, _("Yes")))),
    Item("aid", _("Walking aid"), (
        (0, _("None, in bed, or with a nurse")), (15, _("Crutches, cane or walker")), (30, _("Furniture")),
    )),
    Item("access", _("Infusion or venous access"), ((0, _("No")), (20, _("Yes")))),
    Item("gait", _("Gait"), (
        (0, _("Normal, in bed, or wheelchair")), (10, pgettext_lazy("gait", "Weak")), (20, _("Impaired")),
    )),
    Item("mental", _("Mental status"), (
        (0, _("Knows her own limits")), (15, _("Overestimates or forgets her limits")),
    )),
)  # fmt: skip
SCALES: Mapping[str, tuple[Item, ...]] = {"braden": BRADEN, "morse": MORSE}

# From which total on each risk holds; the first that is reached.
BRADEN_RISKS = ((19, "none"), (15, "low"), (13, "moderate"), (10, "high"), (6, "very_high"))
MORSE_RISKS = ((45, "high"), (25, "moderate"), (0, "none"))
RISKS = {"braden": BRADEN_RISKS, "morse": MORSE_RISKS}


def scored(scale: str, items: Mapping[str, int]) -> Scored:
    """The total and the risk. Invalid names each item that is missing, unknown or has no such answer."""
    asked = {item.code: {points for points, _label in item.choices} for item in SCALES[scale]}
    faults: dict[str, list[Text]] = {
        code: [_("Choose one of the answers.")]
        for code, points in asked.items()
        if items.get(code) not in points
    }
    faults |= {code: [_("There is no such item.")] for code in items.keys() - asked.keys()}
    refuse(faults)
    total = sum(items[code] for code in asked)
    return Scored(total, risk_of(scale, total))


def risk_of(scale: str, total: int) -> str:
    """The class of risk of a total."""
    return next(risk for least, risk in RISKS[scale] if total >= least)
