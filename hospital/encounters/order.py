"""The order of a queue, in one place: clinical risk, priority by law, deadline, arrival.

A row's columns (urgency, legal_rank, deadline, arrived_at) are computed here when it enters the queue or is
classified again, and QueueEntryQuerySet.in_turn sorts by them. Here too is why somebody stands there.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy

from .models import Colour, Encounter, Queue, QueueEntry, Triage

# Who was not classified yet may be anything: she waits as if yellow, with the short target of the triage.
UNCLASSIFIED = 3
URGENCIES = {
    Encounter.Priority.EMERGENCY.value: 1,
    Encounter.Priority.URGENT.value: 2,
    Encounter.Priority.ROUTINE.value: UNCLASSIFIED,
}
COLOURS = dict(enumerate(Colour.Code, start=1))
RANKS = {
    0: gettext_lazy("80 years or older (Law 13.466/2017)"),
    1: gettext_lazy("priority by law (Law 10.048/2000)"),
    2: gettext_lazy("no priority by law"),
}
Fact = QueueEntry.Fact


def facts_of(told: Collection[str], born: date | None, day: date) -> list[str]:
    """What gives priority by law: what was told at the desk, and what the birth date says."""
    facts = set(told) - {Fact.OVER_80.value, Fact.ELDERLY.value}
    if born is not None:
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        facts |= {Fact.OVER_80.value} if age >= 80 else {Fact.ELDERLY.value} if age >= 60 else set()
    return [fact for fact in Fact.values if fact in facts]


def legal_rank(facts: Collection[str]) -> int:
    """0 for those of 80 and over, who come before all other priorities; 1 for these; 2 for the rest."""
    if Fact.OVER_80.value in facts:
        return 0
    return 1 if facts else 2


def urgency(triage: Triage | None, priority: str) -> int:
    """The level of the colour; before there is one, what the door saw."""
    return triage.colour.level if triage else URGENCIES[priority]


def deadline(
    queue: Queue, triage: Triage | None, arrived_at: datetime, *, planned_at: datetime | None, minutes: int
) -> datetime:
    """Until when to call the patient: her colour's target, her appointment, or the queue's own target."""
    if triage:
        return triage.target_at
    if queue.purpose == Queue.Purpose.TRIAGE:
        return arrived_at + timedelta(minutes=minutes)
    return planned_at or arrived_at + timedelta(minutes=queue.target_minutes)


def key(entry: QueueEntry) -> tuple[int, int, datetime, datetime, str]:
    """The place as a value: the smaller goes first. The same columns as in_turn()."""
    return entry.urgency, entry.legal_rank, entry.deadline, entry.arrived_at, str(entry.pk)


def outranks(one: QueueEntry, other: QueueEntry) -> bool:
    """Whether one may not be passed over for the other without a reason: higher risk, or priority by law."""
    return (one.urgency, one.legal_rank) < (other.urgency, other.legal_rank)


@dataclass(frozen=True)
class Place:
    """Where an entry stands among those who wait, and why, in words."""

    entry: QueueEntry
    number: int
    why: list[str]


def places(entries: Sequence[QueueEntry]) -> list[Place]:
    """Each of the entries, which are in turn, with its place and the reasons for it."""
    before: QueueEntry | None = None
    found = []
    for number, entry in enumerate(entries, start=1):
        found.append(Place(entry, number, [*reasons(entry), *_after(before, entry)]))
        before = entry
    return found


def reasons(entry: QueueEntry) -> list[str]:
    """What the place is made of: risk, law, deadline, arrival."""
    return [_risk(entry), _law(entry), _until(entry), _since(entry)]


def _risk(entry: QueueEntry) -> str:
    if entry.triage:
        colour = entry.triage.colour
        named = {"colour": colour.get_code_display(), "meaning": colour.name, "minutes": colour.minutes}
        return _("Risk: %(colour)s (%(meaning)s), to be seen within %(minutes)s minutes") % named
    if entry.urgency == UNCLASSIFIED:
        return _("Risk: not classified, counted as yellow")
    colour_name = Colour.Code(COLOURS[entry.urgency]).label
    return _("Risk: not classified; the door saw urgency, counted as %(colour)s") % {"colour": colour_name}


def _law(entry: QueueEntry) -> str:
    facts = ", ".join(str(Fact(fact).label) for fact in entry.facts)
    rank: Promise = RANKS[entry.legal_rank]
    return f"{facts}: {rank}" if facts else str(rank).capitalize()


def _until(entry: QueueEntry) -> str:
    return _("To be called by %(time)s") % {"time": _clock(entry.deadline)}


def _since(entry: QueueEntry) -> str:
    return _("Arrived at %(time)s") % {"time": _clock(entry.arrived_at)}


def _after(before: QueueEntry | None, entry: QueueEntry) -> list[str]:
    if before is None:
        return [_("First in the queue")]
    ticket = {"ticket": before.ticket}
    if before.urgency != entry.urgency:
        return [_("After %(ticket)s, whose risk is higher") % ticket]
    if before.legal_rank != entry.legal_rank:
        return [_("After %(ticket)s, of the same risk, who has priority by law") % ticket]
    if before.deadline != entry.deadline:
        return [_("After %(ticket)s, equal in risk and law, whose time ends earlier") % ticket]
    return [_("After %(ticket)s, who arrived earlier") % ticket]


def _clock(moment: datetime) -> str:
    return date_format(localtime(moment), "H:i")
