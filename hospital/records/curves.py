"""Curves drawn by the server: they need no script, print as they are, and each has its figures beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format

from .chart import Point, Series

WIDTH, HEIGHT, EDGE = 320, 96, 8  # in the units of the drawing
ALARMING = {"HH", "LL", "AA"}
NOTED = {"H", "L", "A"}


@dataclass(frozen=True)
class Dot:
    """One value on the paper."""

    x: float
    y: float
    point: Point

    @property
    def tone(self) -> str:
        """bad, warn or nothing, by how it was interpreted."""
        mark = self.point.interpretation
        return "bad" if mark in ALARMING else "warn" if mark in NOTED else ""


@dataclass(frozen=True)
class Line:
    """The values of one series, joined."""

    series: Series
    dots: list[Dot]

    @property
    def path(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


@dataclass(frozen=True)
class Curve:
    """One drawing: its lines share both axes. `band` is where the range lies, as top and height."""

    name: str
    lines: list[Line]
    lowest: float
    highest: float
    band: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def latest(self) -> str:
        """The last values as they are said: 120/80."""
        return "/".join(shown(line.series.last.value) for line in self.lines)

    @property
    def began_at(self) -> datetime:
        return min(line.series.points[0].at for line in self.lines)

    @property
    def ended_at(self) -> datetime:
        return max(line.series.last.at for line in self.lines)

    @property
    def rows(self) -> list[tuple[datetime, list[str]]]:
        """The same as a table, the latest first."""
        moments = sorted({dot.point.at for line in self.lines for dot in line.dots}, reverse=True)
        told = [{dot.point.at: shown(dot.point.value) for dot in line.dots} for line in self.lines]
        return [(moment, [values.get(moment, "—") for values in told]) for moment in moments]


def drawn(name: str, series: Sequence[Series]) -> Curve:
    """The series as lines over time on one paper."""
    values = [point.value for one in series for point in one.points]
    limits = [limit for one in series for limit in (one.low, one.high) if limit is not None]
    lowest, highest = min(values), max(values)
    if len(series) == 1 and limits:  # the nearer limit is shown when the values come close to it
        span = max(highest - lowest, 1.0)
        lowest = min([lowest, *(limit for limit in limits if lowest - span <= limit)])
        highest = max([highest, *(limit for limit in limits if limit <= highest + span)])
    if lowest == highest:
        lowest, highest = lowest - 1, highest + 1
    began = min(one.points[0].at for one in series)
    seconds = max((one.last.at - began).total_seconds() for one in series) or 1.0

    def place(point: Point) -> Dot:
        x = EDGE + (WIDTH - 2 * EDGE) * (point.at - began).total_seconds() / seconds
        return Dot(round(x, 1), _height(point.value, lowest, highest), point)

    lines = [Line(one, [place(point) for point in one.points]) for one in series]
    band = _band(series[0], lowest, highest) if len(series) == 1 else None
    return Curve(name, lines, lowest, highest, band)


def _height(value: float, lowest: float, highest: float) -> float:
    return round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - lowest) / (highest - lowest), 1)


def _band(series: Series, lowest: float, highest: float) -> tuple[float, float] | None:
    """Where the range of reference lies, as far as it is on the paper."""
    if series.low is None and series.high is None:
        return None
    low = lowest if series.low is None else max(lowest, series.low)
    high = highest if series.high is None else min(highest, series.high)
    if low >= high:
        return None
    top = _height(high, lowest, highest)
    return top, round(_height(low, lowest, highest) - top, 1)


def shown(value: float) -> str:
    """A figure without needless zeros, with the comma or point of the language."""
    short = f"{value:.3f}".rstrip("0").rstrip(".")
    decimals = len(short.partition(".")[2])
    return str(number_format(short, decimals, use_l10n=True, force_grouping=False))
