"""Fluids in and out over the day of the ward, which begins at seven, and its three shifts. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from hospital.core.days import meant

DAY_BEGINS = time(7)
# Where each shift begins, in hours after DAY_BEGINS, and how long it is.
SHIFTS = (("morning", _("Morning"), 0, 6), ("afternoon", _("Afternoon"), 6, 6), ("night", _("Night"), 12, 12))


class Entry(Protocol):
    """What of an entry is added up."""

    @property
    def occurred_at(self) -> datetime: ...

    @property
    def signed(self) -> int: ...


@dataclass(frozen=True)
class Balance:
    """Millilitres in and out of one stretch of time."""

    name: str
    begins_at: datetime
    ends_at: datetime
    taken_in: int
    put_out: int

    @property
    def total(self) -> int:
        return self.taken_in - self.put_out


def day_of(moment: datetime) -> date:
    """The day of the ward that a moment belongs to: before seven it is still yesterday."""
    return (localtime(moment) - timedelta(hours=DAY_BEGINS.hour)).date()


def bounds(day: date) -> tuple[datetime, datetime]:
    """When the day of the ward begins, and when the next one does."""
    return _at(day, 0), _at(day, 24)


def balances(day: date, entries: Iterable[Entry]) -> list[Balance]:
    """The three shifts of a day of the ward, and the whole of it at the end."""
    rows = list(entries)
    found = [
        summed(name, _at(day, start), _at(day, start + long), rows) for name, _label, start, long in SHIFTS
    ]
    return [*found, summed("day", *bounds(day), rows)]


def summed(name: str, begins_at: datetime, ends_at: datetime, entries: Iterable[Entry]) -> Balance:
    """What happened from a moment on and before another."""
    within = [entry.signed for entry in entries if begins_at <= entry.occurred_at < ends_at]
    taken = sum(amount for amount in within if amount > 0)
    return Balance(name, begins_at, ends_at, taken, -sum(amount for amount in within if amount < 0))


def _at(day: date, hours: int) -> datetime:
    """So many hours of the clock after the day begins."""
    begin = datetime.combine(meant(day), DAY_BEGINS) + timedelta(hours=hours)
    return make_aware(begin)
