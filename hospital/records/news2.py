"""NEWS2, the National Early Warning Score 2 of the Royal College of Physicians (London, December 2017).

Royal College of Physicians. National Early Warning Score (NEWS) 2: standardising the assessment of
acute-illness severity in the NHS. Updated report of a working party. London: RCP, 2017 (chart 1: scoring;
chart 2: thresholds). Not for people under 16 nor in pregnancy. A set that lacks a parameter has no score:
what is missing is named, and what is known already may be alarming enough.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

PARAMETERS = (
    "respiratory_rate", "oxygen_saturation", "breathing", "systolic", "pulse", "consciousness", "temperature",
)  # fmt: skip
YOUNGEST = 16  # years
MEDIUM, HIGH = 5, 7  # the aggregate from which the response is urgent, and an emergency
RED = 3  # in one parameter

# Bands as (the highest value that belongs to it, its points), ascending; the last one has no upper end.
Bands = tuple[tuple[str | None, int], ...]
BANDS: Mapping[str, Bands] = {
    "respiratory_rate": (("8", 3), ("11", 1), ("20", 0), ("24", 2), (None, 3)),
    "systolic": (("90", 3), ("100", 2), ("110", 1), ("219", 0), (None, 3)),
    "pulse": (("40", 3), ("50", 1), ("90", 0), ("110", 1), ("130", 2), (None, 3)),
    "temperature": (("35.0", 3), ("36.0", 1), ("38.0", 0), ("39.0", 1), (None, 2)),
}
SCALE_1: Bands = (("91", 3), ("93", 2), ("95", 1), (None, 0))
SCALE_2_ON_AIR: Bands = (("83", 3), ("85", 2), ("87", 1), (None, 0))
SCALE_2_ON_OXYGEN: Bands = (("83", 3), ("85", 2), ("87", 1), ("92", 0), ("94", 1), ("96", 2), (None, 3))

Values = Mapping[str, Decimal | str]


@dataclass(frozen=True)
class Score:
    """The points of each parameter that is known; `total` is None while any is missing."""

    points: Mapping[str, int]
    missing: tuple[str, ...]
    scale: str

    @property
    def known(self) -> int:
        """The sum of what is known: the score when nothing is missing, else the least it can be."""
        return sum(self.points.values())

    @property
    def total(self) -> int | None:
        return None if self.missing else self.known

    @property
    def red(self) -> tuple[str, ...]:
        """The parameters that score 3 alone."""
        return tuple(name for name, points in self.points.items() if points == RED)

    @property
    def risk(self) -> str:
        """low, low-medium, medium or high; "unknown" when it is incomplete and not alarming already."""
        if self.known >= HIGH:
            return "high"
        if self.known >= MEDIUM:
            return "medium"
        if self.red:
            return "low-medium"
        return "unknown" if self.missing else "low"

    @property
    def is_warning(self) -> bool:
        """Whether somebody must look at the patient now: 5 or more, or 3 in one parameter."""
        return self.known >= MEDIUM or bool(self.red)


def score(values: Values) -> Score:
    """The score of a set: numbers, `breathing` air or oxygen, `consciousness` ACVPU, `oxygen_scale` 1 or 2.

    Without `oxygen_scale` it is scale 1. On scale 2 a saturation scores only if it is known what is breathed,
    unless it scores the same on both.
    """
    scale = str(values.get("oxygen_scale", "1"))
    points: dict[str, int] = {}
    for name in PARAMETERS:
        found = _points(name, values, scale)
        if found is not None:
            points[name] = found
    return Score(points, tuple(name for name in PARAMETERS if name not in points), scale)


def trend(now: Score, before: Score | None) -> str:
    """up, down or same against the set before; empty when either is incomplete."""
    if before is None or now.total is None or before.total is None:
        return ""
    if now.total == before.total:
        return "same"
    return "up" if now.total > before.total else "down"


def _points(name: str, values: Values, scale: str) -> int | None:
    value = values.get(name)
    if value is None or value == "":
        return None
    if name == "breathing":
        return 2 if value == "oxygen" else 0
    if name == "consciousness":
        return 0 if value == "A" else RED
    if name == "oxygen_saturation":
        return _saturation(Decimal(value), values.get("breathing"), scale)
    return _band(Decimal(value), BANDS[name])


def _saturation(value: Decimal, breathing: Decimal | str | None, scale: str) -> int | None:
    if scale != "2":
        return _band(value, SCALE_1)
    if breathing:
        return _band(value, SCALE_2_ON_OXYGEN if breathing == "oxygen" else SCALE_2_ON_AIR)
    on_air, on_oxygen = _band(value, SCALE_2_ON_AIR), _band(value, SCALE_2_ON_OXYGEN)
    return on_air if on_air == on_oxygen else None


def _band(value: Decimal, bands: Bands) -> int:
    return next(points for top, points in bands if top is None or value <= Decimal(top))
