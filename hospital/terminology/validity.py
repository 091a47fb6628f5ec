"""What a code means over time: stretches of days that never overlap, and what a new edition makes of them.

A stretch is [first, after), either side open (None). An edition speaks for a window, from the day it is in
force until the next edition is; inside the window its word replaces what was said, outside nothing changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Generic, TypeVar  # Any: the bounds of a range are of its own type

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Stretch(Generic[Meaning]):
    """A meaning from a day until the day before another; `key` is the row that says so, if there is one."""

    first: date | None
    after: date | None
    meaning: Meaning
    key: Any = None  # Any: a primary key


@dataclass(frozen=True)
class Window:
    """The days an edition speaks for."""

    first: date | None = None
    after: date | None = None

    @property
    def is_empty(self) -> bool:
        return self.first is not None and self.after is not None and self.first >= self.after

    def inside(self, first: date | None, after: date | None) -> "Window":
        """What of the stretch lies in the window; may be empty."""
        return Window(
            max((day for day in (self.first, first) if day), default=None),
            min((day for day in (self.after, after) if day), default=None),
        )


def rewritten(
    said: Sequence[Stretch[Meaning]], window: Window, news: Iterable[Stretch[Meaning]]
) -> list[Stretch[Meaning]]:
    """The stretches of one code after `news` replaced what was said within the window.

    Neighbours of one meaning become one stretch, which keeps the key of the first.
    """
    kept = [piece for one in said for piece in ([one] if window.is_empty else _outside(one, window))]
    clipped = [
        replace(one, first=part.first, after=part.after)
        for one in news
        if not (part := window.inside(one.first, one.after)).is_empty
    ]
    return _joined(sorted([*kept, *clipped], key=lambda one: one.first or date.min))


def _outside(one: Stretch[Meaning], window: Window) -> list[Stretch[Meaning]]:
    """What of the stretch lies before and after the window; the first piece keeps the key."""
    before = Window(one.first, one.after).inside(None, window.first) if window.first else None
    behind = Window(one.first, one.after).inside(window.after, None) if window.after else None
    parts = [part for part in (before, behind) if part and not part.is_empty]
    return [
        replace(one, first=part.first, after=part.after, key=None if number else one.key)
        for number, part in enumerate(parts)
    ]


def _joined(stretches: Iterable[Stretch[Meaning]]) -> list[Stretch[Meaning]]:
    out: list[Stretch[Meaning]] = []
    for one in stretches:
        last = out[-1] if out else None
        if last and last.after == one.first and last.meaning == one.meaning:
            out[-1] = replace(last, after=one.after, key=last.key or one.key)
        else:
            out.append(one)
    return out


def first_day(period: Any) -> date | None:  # Any: see above
    """The first day of a range of days, or None when it has no beginning."""
    day: date | None = period.lower
    return day


def last_day(period: Any) -> date | None:  # Any: see above
    """The last day of a range of days, or None when it has no end."""
    after: date | None = period.upper
    return after - timedelta(days=1) if after else None
