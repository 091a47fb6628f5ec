"""The bed board: every bed that one sees, who is in it and what matters of her, and who waits for a bed."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any  # Any: rows of values
from uuid import UUID

from django.utils.timezone import get_current_timezone, localdate, now
from django.utils.translation import gettext as _

from hospital import config
from hospital.accounts.models import User
from hospital.beds.models import Bed, BedRequest, Isolation
from hospital.core.text import plain
from hospital.records.news2 import HIGH, MEDIUM

from . import board_facts as facts
from .board_facts import Warned
from .colours import colour_of

LEAVING = ("clinical", "room", "nursing", "administrative")
IN_CLEANING = ("dirty", "cleaning", "inspected")
OUT_OF_USE = ("blocked", "maintenance")
OLD_SCORE = timedelta(hours=12)


@dataclass(frozen=True)
class Clock:
    """One moment for the whole board: asking for it a thousand times would be felt."""

    now: datetime
    today: date
    zone: tzinfo

    @classmethod
    def now_here(cls) -> "Clock":
        return cls(now(), localdate(), get_current_timezone())

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


@dataclass(slots=True)
class Occupant:
    """Who is in a bed, or expected in it. What is clinical is empty where the chart is closed to the user."""

    stay_id: UUID
    stay_version: int
    state: str  # present or reserved
    patient_id: UUID
    encounter_id: UUID | None
    name: str
    sex: str
    born: date | None
    since: datetime
    expires_at: datetime | None
    is_unidentified: bool
    is_open: bool  # whether the chart is open to the user
    days: int = 0
    admission_id: UUID | None = None
    stage: str = ""
    diagnosis: str = ""
    responsible: str = ""
    diet: str = ""
    expected: date | None = None
    expected_days: int | None = None
    colour: str = ""
    allergies: list[str] | None = None  # None: nobody asked, or not for this user; []: asked, there is none
    precautions: list[str] = field(default_factory=list)
    warned: Warned | None = None
    until: int | None = None  # days from today to the expected discharge; negative when it is past
    is_old: bool = False  # whether the score is too old to be relied upon
    back_at: datetime | None = None  # away on leave until then
    alike: list[str] = field(default_factory=list)  # beds of patients with a like name in the ward

    @property
    def isolation(self) -> list[str]:
        return [str(Isolation(kind).label) for kind in self.precautions]

    @property
    def is_leaving(self) -> bool:
        return self.stage in LEAVING

    @property
    def more_allergies(self) -> int:
        return max(len(self.allergies or ()) - 1, 0)

    @property
    def tone(self) -> str:
        points = self.warned.points if self.warned else 0
        return "bad" if points >= HIGH else "warn" if points >= MEDIUM else "ok"


@dataclass(slots=True)
class Card:
    """One bed."""

    id: UUID
    ward_id: UUID
    room: str
    name: str
    state: str
    since: datetime
    because: str
    kind: str
    is_extra: bool
    is_virtual: bool
    isolation: list[str]
    stepped_by: str
    occupant: Occupant | None = None
    newborns: list[Occupant] = field(default_factory=list)
    due_at: datetime | None = None  # of its cleaning
    cleaner: str = ""
    is_late: bool = False  # whether it should be clean by now

    @property
    def state_label(self) -> str:
        return str(Bed.State(self.state).label)

    @property
    def room_words(self) -> str:
        """The room, and the isolation that it is made for."""
        words = [_("Room %(number)s") % {"number": self.room}]
        return " · ".join([*words, *(str(Isolation(kind).label) for kind in self.isolation)])

    @property
    def order(self) -> tuple[object, ...]:
        return (*_natural(self.room), "", *_natural(self.name), str(self.id))


@dataclass(slots=True)
class WardBeds:
    """A ward and its beds, as one walks along them."""

    id: UUID
    name: str
    floor: str
    kind: str
    cards: list[Card] = field(default_factory=list)
    shown: list[Card] = field(default_factory=list)  # those that the filter of the page shows

    @property
    def used(self) -> int:
        return sum(card.state == "occupied" for card in self.cards)

    @property
    def usable(self) -> int:
        """Those that could have a patient: not blocked, not in maintenance."""
        return sum(card.state not in OUT_OF_USE for card in self.cards)

    @property
    def percent(self) -> int:
        return round(100 * self.used / self.usable) if self.usable else 0


@dataclass(slots=True)
class Board:
    """Every ward that one sees."""

    wards: list[WardBeds]
    requests: list[BedRequest]
    at: datetime

    @property
    def cards(self) -> Iterable[Card]:
        return (card for ward in self.wards for card in ward.cards)

    def count(self, show: str) -> int:
        """How many beds a filter shows."""
        return sum(shown(card, show) for card in self.cards)


def shown(card: Card, show: str) -> bool:
    """Whether a filter of the board shows the bed; an unknown filter shows all."""
    if show in STATES:
        return card.state == show
    if show in PLACES:
        return card.state in PLACES[show]
    who = card.occupant
    if show not in PEOPLE:
        return True
    return who is not None and who.state == "present" and PEOPLE[show](who)


STATES = frozenset(Bed.State.values)
PLACES = {"cleaning_all": IN_CLEANING, "out": OUT_OF_USE}
PEOPLE: dict[str, Callable[[Occupant], bool]] = {
    "leaving": lambda who: who.is_leaving or (who.until is not None and who.until <= 0),
    "alarming": lambda who: who.warned is not None and who.warned.points >= HIGH,
    "watch": lambda who: who.warned is not None and who.warned.points >= MEDIUM,
    "isolated": lambda who: bool(who.precautions),
    "long": lambda who: who.colour == "red",
}


def board(*, by: User) -> Board:
    """The whole board of a user: a dozen queries, however many wards, beds and patients."""
    wards = {ward.pk: WardBeds(ward.pk, ward.name, ward.floor, ward.kind) for ward in facts.wards(by)}
    cards = {row[0]: _card(row) for row in facts.beds(by)}
    for card in cards.values():
        if card.ward_id in wards:
            wards[card.ward_id].cards.append(card)
    _clean(cards, by)
    _settle(cards, _occupants(by, {ward.id: ward.kind for ward in wards.values()}, cards))
    for ward in wards.values():
        ward.cards.sort(key=lambda card: card.order)
        _mark_alike(ward)
    return Board([ward for ward in wards.values() if ward.cards], facts.requests(by), now())


def _card(row: tuple[Any, ...]) -> Card:  # Any: see above
    key, ward, room, name, state, since, because, kind, is_extra, is_virtual, isolation, stepped_by = row
    return Card(
        key, ward, room, name, state, since, because, kind, is_extra, is_virtual, isolation or [], stepped_by
    )


def _clean(cards: dict[UUID, Card], by: User) -> None:
    for bed, (due_at, _its_state, *cleaner) in facts.cleanings(by).items():
        if bed in cards:
            cards[bed].due_at, cards[bed].cleaner = due_at, _name(*cleaner)
            cards[bed].is_late = due_at < now() and cards[bed].state in ("dirty", "cleaning")


def _settle(cards: dict[UUID, Card], found: Iterable[tuple[UUID, bool, Occupant]]) -> None:
    """Put everybody in her bed; who is present goes before who is expected."""
    for bed, is_newborn, who in found:
        card = cards.get(bed)
        if card is None:
            continue
        if is_newborn:
            card.newborns.append(who)
        elif card.occupant is None or who.state == "present":
            card.occupant = who


def _occupants(
    by: User, kinds: dict[UUID, str], cards: dict[UUID, Card]
) -> Iterable[tuple[UUID, bool, Occupant]]:
    """The bed of each patient, whether it is her mother's, and what matters of her."""
    rows = list(facts.stays(by))
    patients = list({row[7] for row in rows})
    asked = facts.patients(by)
    admitted, is_open = facts.admissions(by, asked), facts.open_charts(by, asked, patients)
    told, isolated = facts.allergies(by, asked) if is_open else {}, facts.precautions(by, asked)
    warned, away = facts.warnings(sorted(is_open)), facts.leaves(by)
    at = Clock.now_here()
    for row in rows:
        who = _occupant(row, at, is_open=row[7] in is_open)
        ward = cards[row[1]].ward_id if row[1] in cards else None
        if admission := admitted.get(who.patient_id):
            _admitted(who, admission, kinds.get(ward, "") if ward else "", at)
        if who.is_open:
            who.allergies, who.warned = told.get(who.patient_id), _of_grown_up(who, warned, at.today)
            who.is_old = who.warned is not None and at.now - who.warned.at > OLD_SCORE
        who.precautions, who.back_at = isolated.get(who.patient_id, []), away.get(who.stay_id)
        yield row[1], row[5] is not None, who


def _occupant(row: tuple[Any, ...], at: Clock, *, is_open: bool) -> Occupant:  # Any: see above
    stay, _bed, state, since, expires_at, _mother, encounter, patient, *person = row
    social, given, family, sex, born, is_unidentified, version = person
    days = max((at.today - at.day(since)).days, 0)
    return Occupant(
        stay, version, state, patient, encounter, _name(social, given, family), sex, born, since, expires_at,
        is_unidentified, is_open, days,
    )  # fmt: skip


def _admitted(who: Occupant, row: tuple[Any, ...], ward_kind: str, clock: Clock) -> None:  # Any: see above
    """What the admission says of her; the diagnosis only where the chart is open."""
    _patient, who.admission_id, who.stage, at, who.expected, who.expected_days, display, reason, *more = row
    *practitioner, who.diet = more
    who.responsible = _name(*practitioner)
    who.days = max((clock.today - clock.day(at)).days, 0)
    who.until = None if who.expected is None else (who.expected - clock.today).days
    who.colour = colour_of(
        at, clock.now, expected_days=who.expected_days, usual_days=config.value("admissions.usual_days"),
        red_percent=config.value("admissions.red_percent"), ward_kind=ward_kind,
    )  # fmt: skip
    if who.is_open:
        who.diagnosis = display or reason


def _of_grown_up(who: Occupant, warned: dict[UUID, Warned], today: date) -> Warned | None:
    """The score is not for people under 16."""
    if who.born is None or (today - who.born).days < 16 * 365.25:
        return None
    return warned.get(who.patient_id)


def _mark_alike(ward: WardBeds) -> None:
    """Tell of patients in the same ward whose names may be taken for one another."""
    by_family: dict[str, list[tuple[Card, Occupant, str]]] = defaultdict(list)
    for card in ward.cards:
        for who in (card.occupant, *card.newborns):
            words = plain(who.name).split() if who else []
            if who and len(words) > 1:
                by_family[words[-1]].append((card, who, words[0]))
    for people in by_family.values():
        for _card, who, given in people:
            who.alike = [
                other.name for other, one, name in people if one is not who and _is_alike(given, name)
            ]


def _is_alike(given: str, other: str) -> bool:
    """Equal given names, or such that begin with the same three letters and differ little in length."""
    return given == other or (given[:3] == other[:3] and abs(len(given) - len(other)) <= 2)


def _name(social: str | None, given: str | None, family: str | None) -> str:
    """What the person is called: the social name where there is one (Decreto 8.727/2016)."""
    return social or f"{given or ''} {family or ''}".strip()


def _natural(text: str) -> Sequence[object]:
    """So that 2 stands before 10."""
    return [part.zfill(8) if part.isdigit() else part for part in re.split(r"(\d+)", text.lower())]


def figures(made: Board) -> dict[str, int]:
    """The numbers at the head of the board, each with the filter that shows its beds."""
    names = ("occupied", "free", "cleaning_all", "out", "leaving", "alarming", "isolated")
    return {
        "all": sum(1 for _card in made.cards),
        "late": sum(card.is_late for card in made.cards),
        **{name: made.count(name) for name in names},
    }
