"""Is this person here already? Candidates by indexes, and a score that says why.

The score adds what agrees and takes off what disagrees; what is not known on either side says nothing.
From LIKELY on, a registration must say why it is somebody else; from POSSIBLE on, a candidate is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.names import sound
from hospital.core.text import plain

from .models import Identifier, Patient

LIKELY, POSSIBLE = 0.65, 0.40
EACH_WAY = 100  # candidates that one way of looking may bring
SHOWN = 10
ALIKE, UNLIKE = 0.5, 0.3  # trigram similarity from which two words count as one, below which as two


class Reason(NamedTuple):
    """Something that agrees, or not, and what it adds to the score or takes off."""

    code: str
    text: str | Promise
    weight: float


SAME_NUMBER = Reason("same_number", _("same CPF, CNS or document"), 1.40)  # outweighs all that may disagree
OTHER_CPF = Reason("other_cpf", _("another CPF"), -0.40)
SAME_GIVEN = Reason("same_given_name", _("same given name"), 0.25)
LIKE_GIVEN = Reason("like_given_name", _("similar given name"), 0.25)
OTHER_GIVEN = Reason("other_given_name", _("another given name"), -0.20)
SAME_FAMILY = Reason("same_family_name", _("same family name"), 0.20)
LIKE_FAMILY = Reason("like_family_name", _("similar family name"), 0.20)
OTHER_FAMILY = Reason("other_family_name", _("another family name"), -0.10)
SAME_BIRTH = Reason("same_birth_date", _("same birth date"), 0.30)
NEAR_BIRTH = Reason("near_birth_date", _("birth date that may be a slip"), 0.18)
VAGUE_BIRTH = Reason("vague_birth_date", _("same approximate birth date"), 0.15)
OTHER_BIRTH = Reason("other_birth_date", _("another birth date"), -0.15)
SAME_MOTHER = Reason("same_mother", _("same mother's name"), 0.25)
LIKE_MOTHER = Reason("like_mother", _("similar mother's name"), 0.25)
OTHER_MOTHER = Reason("other_mother", _("another mother's name"), -0.15)
OTHER_SEX = Reason("other_sex", _("another sex"), -0.10)


@dataclass(frozen=True)
class Person:
    """What is known of somebody, as far as telling people apart goes."""

    names: tuple[str, ...] = ()
    birth_date: date | None = None
    birth_date_precision: str = Patient.Precision.DAY
    mother_name: str = ""
    sex: str = Patient.Sex.UNKNOWN
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """A patient who may be the person: 0 is certainly not, 1 certainly."""

    patient: Patient
    score: float
    reasons: list[Reason] = field(default_factory=list)

    @property
    def percent(self) -> int:
        return round(self.score * 100)

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


def sounds_of(*names: str) -> list[str]:
    """What Patient.sounds holds for these names: how each word sounds, and each whole name after "="."""
    wholes = {sound(name) for name in names} - {""}
    return sorted({word for whole in wholes for word in whole.split()} | {f"={whole}" for whole in wholes})


def duplicates(person: Person, *, by: User) -> list[Match]:
    """The patients `by` may see who may be this person, the likeliest first, at most SHOWN."""
    rows = _candidates(person, by)
    numbers: dict[UUID, set[str]] = {}
    checked = Identifier.objects.current().filter(patient__in=list(rows), kind="cpf", is_doubtful=False)
    for patient_id, value in checked.values_list("patient_id", "value"):
        numbers.setdefault(patient_id, set()).add(value)
    holders = set(_holders(person))
    matches = [_match(person, row, row.pk in holders, numbers.get(row.pk, set())) for row in rows.values()]
    likely = [match for match in matches if match.score >= POSSIBLE]
    return sorted(likely, key=lambda match: (-match.score, match.patient.chart_number))[:SHOWN]


def near(day: date) -> list[date]:
    """The dates that a slip of the hand makes of this one: day and month swapped, one off, a decade off."""
    slips = [day + timedelta(days=1), day - timedelta(days=1)]
    for change in (
        {"month": day.day, "day": day.month}, {"year": day.year - 1}, {"year": day.year + 1},
        {"year": day.year - 10}, {"year": day.year + 10},
    ):  # fmt: skip
        try:
            slips.append(day.replace(**change))
        except ValueError:
            continue
    return [slip for slip in slips if slip != day]


def _candidates(person: Person, by: User) -> dict[UUID, Patient]:
    """Whoever shares a number, the birth date or nearly, the mother's name as it sounds, or the name."""
    visible = Patient.objects.visible_to(by).active().only(*_COMPARED)
    rows: dict[UUID, Patient] = {}
    for way in _ways(person):
        rows |= {row.pk: row for row in visible.filter(way)[:EACH_WAY]}
    return rows


_COMPARED = [
    "id", "chart_number", "given_name", "family_name", "social_name", "birth_date", "birth_date_precision",
    "mother_name", "sex", "is_unidentified",
]  # fmt: skip


def _ways(person: Person) -> Iterator[Q]:
    if person.numbers:
        yield Q(pk__in=list(_holders(person)))
    if person.birth_date:
        yield Q(birth_date__in=[person.birth_date, *near(person.birth_date)])
    if mother := sound(person.mother_name):
        yield Q(mother_sound=mother)
    # A name alone, where two exact dates differ, or a name that only looks alike, could not reach POSSIBLE.
    vague = ~Q(birth_date_precision=Patient.Precision.DAY) if person.birth_date else Q()
    for name in person.names:
        if whole := sound(name):
            yield vague & Q(sounds__contains=[f"={whole}"])


def _holders(person: Person) -> Iterator[UUID]:
    found = Identifier.objects.current().filter(value__in=person.numbers, is_doubtful=False)
    yield from found.values_list("patient_id", flat=True)


def _match(person: Person, row: Patient, shares_number: bool, cpfs: set[str]) -> Match:
    reasons = [*_by_number(person, shares_number, cpfs), *_by_birth(person, row), *_by_mother(person, row)]
    if not row.is_unidentified:
        reasons += _by_name(person, row)
    if Patient.Sex.UNKNOWN not in (person.sex, row.sex) and person.sex != row.sex:
        reasons.append(OTHER_SEX)
    score = sum(reason.weight for reason in reasons)
    return Match(row, round(min(max(score, 0.0), 1.0), 2), reasons)


def _by_number(person: Person, shares_number: bool, cpfs: set[str]) -> Iterator[Reason]:
    mine = {number for number in person.numbers if len(number) == 11}
    if shares_number:
        yield SAME_NUMBER
    elif mine and cpfs:
        yield OTHER_CPF


def _by_birth(person: Person, row: Patient) -> Iterator[Reason]:
    if not person.birth_date or not row.birth_date:
        return
    exact = person.birth_date_precision == row.birth_date_precision == Patient.Precision.DAY
    if not exact:
        if abs(person.birth_date.year - row.birth_date.year) <= 1:
            yield VAGUE_BIRTH
    elif person.birth_date == row.birth_date:
        yield SAME_BIRTH
    else:
        yield NEAR_BIRTH if row.birth_date in near(person.birth_date) else OTHER_BIRTH


def _by_mother(person: Person, row: Patient) -> Iterator[Reason]:
    if person.mother_name and row.mother_name:
        yield from _compared(
            _sounds(person.mother_name), _sounds(row.mother_name), SAME_MOTHER, LIKE_MOTHER, OTHER_MOTHER
        )


def _by_name(person: Person, row: Patient) -> list[Reason]:
    """The best that any of the person's names makes of any of the patient's."""
    known = [name for name in (row.civil_name, row.social_name) if name]
    pairs = [_two_names(one, other) for one in person.names for other in known]
    return max(pairs, key=lambda reasons: sum(reason.weight for reason in reasons), default=[])


def _two_names(one: str, other: str) -> list[Reason]:
    """The first word of a name is what its bearer is called; what follows are the families."""
    (given, *family), (other_given, *other_family) = (_sounds(one) or ("",)), (_sounds(other) or ("",))
    reasons = [*_compared((given,), (other_given,), SAME_GIVEN, LIKE_GIVEN, OTHER_GIVEN)]
    if family and other_family:
        reasons += _compared(tuple(family), tuple(other_family), SAME_FAMILY, LIKE_FAMILY, OTHER_FAMILY)
    return reasons


@lru_cache(maxsize=4096)
def _sounds(name: str) -> tuple[str, ...]:
    return tuple(sound(name).split())


def _compared(
    one: tuple[str, ...], other: tuple[str, ...], same: Reason, like: Reason, unlike: Reason
) -> Iterator[Reason]:
    """Same, similar (for as much as they are), or different; nothing when one cannot tell."""
    if one == other:
        yield same
        return
    closeness = similarity(" ".join(one), " ".join(other))
    if set(one) <= set(other) or set(other) <= set(one):
        closeness = max(closeness, 0.8)  # one of them leaves a name out
    if closeness >= ALIKE:
        yield like._replace(weight=round(like.weight * closeness, 2))
    elif closeness < UNLIKE:
        yield unlike


def similarity(one: str, other: str) -> float:
    """How much two texts share, from 0 to 1, as PostgreSQL's pg_trgm counts it."""
    first, second = _trigrams(plain(one)), _trigrams(plain(other))
    return len(first & second) / len(first | second) if first | second else 0.0


@lru_cache(maxsize=8192)
def _trigrams(text: str) -> frozenset[str]:
    padded = [f"  {word} " for word in text.split()]
    return frozenset(word[start : start + 3] for word in padded for start in range(len(word) - 2))
