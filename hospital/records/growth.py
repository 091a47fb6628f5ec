"""How a child grows, against the WHO Child Growth Standards (2006), from birth to 5 years.

Weight, length or height, head circumference and body mass index for age, by sex. The L, M and S of growth.csv
are WHO's own, sampled from its daily tables (daily for a week, weekly to 17 weeks, then monthly; days 730 and
731, where lying length becomes standing height) and read between two points along a straight line: at most
0.02 z off. Beyond 3 z, weight and body mass index follow WHO's rule for outliers (Methods and
development, 2006, chapter 7).
"""

import csv
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

LAST_DAY = 1826
TABLE = Path(__file__).with_name("growth.csv")
MEASURES = ("weight", "height", "head_circumference", "bmi")
SKEWED = {"weight", "bmi"}  # their outliers are measured in steps of the third deviation
SEXES = {"male", "female"}


@dataclass(frozen=True)
class Point:
    """Box-Cox power, median and variation of a measure on a day of life."""

    day: int
    power: float
    median: float
    variation: float

    def value_at(self, z: float) -> float:
        """The measure of a child `z` deviations from the median."""
        return float(self.median * (1 + self.power * self.variation * z) ** (1 / self.power))

    def z_of(self, value: float) -> float:
        return float(((value / self.median) ** self.power - 1) / (self.power * self.variation))


def z_score(measure: str, value: Decimal, *, days: int | None, sex: str) -> float | None:
    """Deviations from the median of healthy children; None outside the tables, without sex or age."""
    if days is None or not 0 <= days <= LAST_DAY or sex not in SEXES or measure not in MEASURES or value <= 0:
        return None
    point = _point(_table()[measure, sex], days)
    z = point.z_of(float(value))
    if measure in SKEWED and abs(z) > 3:
        z = _outlier(point, float(value), 3 if z > 0 else -3)
    return round(z, 2)


def curve(measure: str, z: float, *, sex: str) -> list[tuple[int, float]]:
    """(day, value) of the children `z` deviations from the median, for a chart to draw."""
    return [(point.day, round(point.value_at(z), 2)) for point in _table()[measure, sex]]


def _outlier(point: Point, value: float, end: int) -> float:
    last, before = point.value_at(end), point.value_at(end - (1 if end > 0 else -1))
    return end + (value - last) / abs(last - before)


def _point(points: Sequence[Point], day: int) -> Point:
    """The point of the day, between its two neighbours of the table."""
    place = bisect_right(points, day, key=lambda point: point.day)
    if place == len(points) or points[place - 1].day == day:
        return points[place - 1]
    first, second = points[place - 1], points[place]
    share = (day - first.day) / (second.day - first.day)
    power, median, variation = (
        a + share * (b - a)
        for a, b in zip(
            (first.power, first.median, first.variation), (second.power, second.median, second.variation),
            strict=True,
        )
    )  # fmt: skip
    return Point(day, power, median, variation)


@cache
def _table() -> Mapping[tuple[str, str], Sequence[Point]]:
    found: dict[tuple[str, str], list[Point]] = {}
    with TABLE.open(newline="") as file:
        for measure, sex, day, power, median, variation in csv.reader(file):
            point = Point(int(day), float(power), float(median), float(variation))
            found.setdefault((measure, sex), []).append(point)
    return found
