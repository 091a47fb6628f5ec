"""Finding a patient by what is at hand: parts of names, a document, a chart number, a birth date, a phone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Case, Q, Value, When

from hospital.core import identifiers
from hospital.core.errors import Invalid
from hospital.core.names import word_sound, words
from hospital.core.text import plain

from .models import Contact, Identifier, Patient, PatientQuerySet

# Sorting every Maria of a city takes longer than anyone waits: the first so many rows are sorted, no more.
CANDIDATES = 1_000

_DATES = (
    re.compile(r"(?P<d>[0-9]{1,2})[/.\-](?P<m>[0-9]{1,2})[/.\-](?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<d>[0-9]{2})(?P<m>[0-9]{2})(?P<y>[0-9]{4})"),
)


@dataclass(frozen=True)
class Question:
    """What was typed, understood: every part must hold; a number may be any of several things."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    days: tuple[date, ...] = ()


def understood(text: str) -> Question:
    """What the text asks for."""
    text = text.replace("\x00", "").strip()
    if number := _number(text):
        return Question(numbers=(number,))
    names, numbers, days = [], [], []
    for part in text.split():
        if day := _day(part):
            days.append(day)
        elif any(character.isdigit() for character in part):
            numbers.append(part)
        else:
            names.append(part)
    return Question(tuple(names), tuple(numbers), tuple(days))


def ways(rows: PatientQuerySet, text: str) -> Iterator[PatientQuerySet]:
    """The rows spelled as the text; then those that sound so, then those nearly spelled so.

    Who reads them takes the first that is not empty, so that the later ones cost nothing. Each row says by
    `distance` whether the person is called so (0) or the first word is further on in the name (1).
    """
    _plan_for_what_was_typed()
    question = understood(text)
    yield _first(rows.filter(_spelled(question)), _called(rows, question), question)
    sounds = [sound for name in words(" ".join(question.names)) if (sound := word_sound(name))]
    if question.names:
        rest = _spelled(Question(numbers=question.numbers, days=question.days))
        if sounds:
            yield _first(rows.filter(rest, sounds__contains=sounds), None, question)
        yield _first(rows.filter(rest, _nearly(question.names)), None, question)


def _plan_for_what_was_typed() -> None:
    """A plan made once for all words walks a whole index for two letters: plan each by its words.

    And as for rows in memory: or a common name makes workers read the whole table (45 ms instead of 7).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
            " set_config('max_parallel_workers_per_gather', '0', true),"
            " set_config('random_page_cost', '1.1', true)"
        )


def _called(rows: PatientQuerySet, question: Question) -> PatientQuerySet | None:
    """Those whose name begins with the first word: nobody further down the name takes their place."""
    if not question.names:
        return None
    first, *others = question.names
    begin = rows.filter(sort_name__startswith=plain(first))
    rest = Question(names=tuple(others), numbers=question.numbers, days=question.days)
    return begin.filter(_spelled(rest)) if rest != Question() else begin.order_by("sort_name", "id")


def _first(rows: PatientQuerySet, called: PatientQuerySet | None, question: Question) -> PatientQuerySet:
    """At most CANDIDATES of each, taken before they are sorted."""
    kept = rows.values("pk")[:CANDIDATES]
    if called is not None:
        kept = kept.union(called.values("pk")[:CANDIDATES])
    begins = When(sort_name__startswith=plain(question.names[0]), then=Value(0)) if question.names else None
    distance = Case(begins, default=Value(1)) if begins else Value(0)
    return Patient.objects.filter(pk__in=kept).annotate(distance=distance)


def _spelled(question: Question) -> Q:
    """One condition per word: an index answers each of them, but not all of them at once."""
    wanted = Q()
    for name in question.names:
        wanted &= Q(search__contains=plain(name))
    for number in question.numbers:
        wanted &= _numbered(number)
    if question.days:
        wanted &= Q(birth_date__in=question.days)
    return wanted


def _numbered(number: str) -> Q:
    """Who has the number as a document, as a chart number, as a birth date without strokes, or as a phone."""
    bare = re.sub(r"[\s.\-/()]", "", number)
    values = {number, bare, bare.upper()}
    holders = Identifier.objects.current().filter(value__in=values).values("patient")
    wanted = Q(pk__in=list(holders.values_list("patient", flat=True)[:CANDIDATES]))
    if re.fullmatch(r"[0-9]{1,12}", bare):
        wanted |= Q(chart_number=int(bare))
    if day := _day(bare):
        wanted |= Q(birth_date=day)
    if phone := _phone(number):
        called = Contact.objects.current().filter(value=phone)
        wanted |= Q(pk__in=list(called.values_list("patient", flat=True)[:CANDIDATES]))
    return wanted


def _nearly(names: tuple[str, ...]) -> Q:
    """Each word is like some word of the name (pg_trgm's word similarity, from 0.6)."""
    wanted = Q()
    for name in names:
        wanted &= Q(search__trigram_word_similar=plain(name))
    return wanted


def _number(text: str) -> str | None:
    """The whole text when it is one number, however it is written: "390.533.447-05", "898 0000 0004 3208"."""
    is_number = re.fullmatch(r"\+?[0-9][0-9.\-/() ]*|\([0-9]{2}\)[0-9.\- ]*", text)
    return text if is_number and not _day(text) else None


def _day(text: str) -> date | None:
    """The date that the text writes in one of the usual ways."""
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            try:
                return date(*(int(match[part]) for part in "ymd"))
            except ValueError:
                continue
    return None


def _phone(text: str) -> str | None:
    try:
        return identifiers.phone(text)
    except Invalid:
        return None
