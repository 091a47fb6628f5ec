"""The curve of one test over time, as the points of a drawing: the page draws it without any program."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .models import Line

WIDTH, HEIGHT, EDGE = 640, 180, 14


@dataclass(frozen=True)
class Dot:
    """A value on the drawing."""

    x: str
    y: str
    line: Line


@dataclass(frozen=True)
class Curve:
    """Where the values lie, and the band of what is ordinary."""

    dots: list[Dot]
    band_top: str
    band_height: str

    @property
    def points(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def curve(values: Sequence[Line]) -> Curve | None:
    """The drawing of the values, the oldest first; None for fewer than two."""
    known = [(line, line.value) for line in values if line.value is not None]
    if len(known) < 2:
        return None
    low, high = known[-1][0].low, known[-1][0].high
    every = [value for _line, value in known] + [limit for limit in (low, high) if limit is not None]
    bottom, top = min(every), max(every)
    spread = (top - bottom) or Decimal(1)
    first, last = known[0][0].result.occurred_at, known[-1][0].result.occurred_at
    seconds = (last - first).total_seconds() or 1.0

    def across(line: Line) -> str:
        part = (line.result.occurred_at - first).total_seconds() / seconds
        return f"{EDGE + part * (WIDTH - 2 * EDGE):.1f}"

    def down(value: Decimal) -> float:
        return EDGE + float((top - value) / spread) * (HEIGHT - 2 * EDGE)

    band_top = down(high) if high is not None else 0.0
    band_end = down(low) if low is not None else float(HEIGHT)
    dots = [Dot(across(line), f"{down(value):.1f}", line) for line, value in known]
    return Curve(dots, f"{band_top:.1f}", f"{max(0.0, band_end - band_top):.1f}")
