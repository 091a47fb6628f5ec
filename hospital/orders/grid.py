"""The lines that a result is entered in: those of the panel, or the one test that was ordered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from .interpretation import LineData, ranges_for
from .models import Line, Order, ReferenceRange


@dataclass(frozen=True)
class GridLine:
    """A test that waits for its value, with what it is read against and what it was last time."""

    name: str
    system: str
    code: str
    display: str
    unit: str
    is_text: bool
    range: ReferenceRange | None = None
    before: Line | None = None

    def answer(self, typed: str) -> LineData:
        """What was typed, as a figure or, with < or > in front or for a test in words, as words."""
        line: LineData = {
            "system": self.system,
            "code": self.code,
            "display": self.display,
            "unit": self.unit,
        }
        typed = typed.strip()
        return {**line, "text": typed} if self.is_text or typed[:1] in "<>≤≥" else {**line, "value": typed}


def grid_of(order: Order, before: dict[tuple[str, str], Line] | None = None) -> list[GridLine]:
    """The lines for an order; a panel of reports alone (an image) has none."""
    tests: Sequence[tuple[str, str, str, str, bool]] = []
    if order.panel:
        tests = [
            (line.system, line.code, line.display, line.unit, line.is_text)
            for line in order.panel.lines.order_by("position")
        ]
    elif order.category == "laboratory":
        tests = [(order.system, order.code, order.display, "", False)]
    ranges = ranges_for(order.patient, [code for _system, code, *_rest in tests], on=localdate())
    return [
        GridLine(
            f"v{place}", system, code, display, unit, is_text, ranges.get((system, code, unit)),
            (before or {}).get((system, code)),
        )
        for place, (system, code, display, unit, is_text) in enumerate(tests)
    ]  # fmt: skip
