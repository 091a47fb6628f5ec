"""What a code means, and which codes mean what somebody typed.

Every function takes a system by short name ("cid10") or URI, and the day (`at`, today) it is asked of.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils.timezone import localdate

from hospital.core.text import plain

from .models import Concept
from .spelling import MOST_WORDS, bare, words as words_of
from .systems import uri_of

CANDIDATES = 500  # rows that are sorted; taken before sorting, each way of finding has its own
COMPARED = 50  # of the sorted rows, by all their names
FAR = 1_000  # longer than any name
FITTING = {"female", "male"}


class Coding(NamedTuple):
    """What an entry stores of a code (core's Coded): system, code, and the words as they were read."""

    system: str
    code: str
    display: str


def lookup(system: str, code: str, at: date | None = None) -> Concept | None:
    """What the code means on the day, with or without its dots; None for a code that is not loaded."""
    if not system or not code or "\x00" in f"{system}{code}":
        return None
    rows = Concept.objects.select_related("system").of([system]).on(at or localdate())
    found = rows.filter(Q(code=code) | Q(bare=bare(code)))[:5]
    exact = [one for one in found if one.code == code]
    near = [one for one in found if one.code != code]
    if exact:
        return exact[0]
    return near[0] if len(near) == 1 else None


def settle(*, system: str, code: str, display: str = "", at: date | None = None) -> Coding:
    """What to store of what a form or a message says: a known code as its edition writes it.

    Unknown codes stay as they came, words without a code stay words. The words that came are kept, too;
    those of the edition are taken where there are none.
    """
    code, display = code.strip(), display.strip()
    if not code:
        return Coding("", "", display)
    found = lookup(system.strip(), code, at)
    if found is None:
        return Coding(uri_of(system.strip()), code, display or code)
    return Coding(found.system.uri, found.code, display or found.display)


def fits(concept: Concept, sex: str) -> bool:
    """Whether the code can be said of a person of this sex ("female", "male"; others are never refused)."""
    return sex not in FITTING or concept.sex in ("", sex)


def search(
    words: str, systems: str | Iterable[str] = (), at: date | None = None, limit: int = 20, sex: str = ""
) -> list[Concept]:
    """The codes that begin as typed, or have every word (each by its beginning); the likeliest first.

    Only what can be chosen and holds on the day; `sex` leaves out what does not fit. When nothing has the
    words as they are spelled, those that are nearly spelled so.
    """
    typed = words.replace("\x00", "").strip()[:200]
    wanted = words_of(typed)[:MOST_WORDS]
    if not bare(typed):
        return []
    rows = Concept.objects.of(systems).on(at or localdate()).filter(is_selectable=True)
    if sex in FITTING:
        rows = rows.filter(sex__in=["", sex])
    with transaction.atomic(savepoint=False):
        _plan_for_what_was_typed()
        found = _best(rows, typed, wanted, limit)
        if not found and wanted:
            found = _nearly(rows, wanted, limit)
    return found


def _best(rows: QuerySet[Concept], typed: str, wanted: list[str], limit: int) -> list[Concept]:
    """Each way finds its candidates by its own index; a common word is not sorted whole."""
    code, title = bare(typed), plain(typed)
    ways = [rows.filter(bare__startswith=code), rows.filter(sort_title__startswith=title)]
    if len(title) > 1 and wanted:
        has_words = Q()
        for word in wanted:
            has_words &= Q(words__contains=f" {word}")
        ways += [rows.filter(has_words, is_common=True), rows.filter(has_words)]
    first, *others = [way.order_by().values("pk")[:CANDIDATES] for way in ways]
    keys = first.union(*others)
    found = Concept.objects.filter(pk__in=keys).select_related("system").annotate(tier=_tier(code, title))
    first_rows = found.order_by("tier", Length("display"), "code", "id")[: max(limit, COMPARED)]
    return sorted(first_rows, key=lambda one: _place(one, title))[:limit]


def _tier(code: str, title: str) -> Case:
    """The code itself, then what begins so (if there is a digit in it), what is common before the rest."""
    is_code = any(letter.isdigit() for letter in code)
    return Case(
        When(bare=code, then=Value(0)),
        *([When(bare__startswith=code, then=Value(1))] if is_code else []),
        When(is_common=True, then=Value(2)),
        When(sort_title__startswith=title, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )


def _place(concept: Concept, title: str) -> tuple[int, int]:
    return concept.tier, _distance(concept, title)  # type: ignore[attr-defined]  # annotated by _best


def _distance(concept: Concept, title: str) -> int:
    """For a common one, how long its shortest name is that begins as typed: who says less means this one."""
    if not concept.is_common:
        return FAR
    names = [plain(name) for name in (concept.display, *concept.nicknames, *concept.synonyms)]
    return min((len(name) for name in names if name.startswith(title)), default=FAR)


def _nearly(rows: QuerySet[Concept], wanted: list[str], limit: int) -> list[Concept]:
    """Each word is like some word of the concept (pg_trgm's word similarity, from 0.6)."""
    like = Q()
    for word in wanted:
        like &= Q(words__trigram_word_similar=word)
    keys = rows.filter(like).order_by().values("pk")[:CANDIDATES]
    found = Concept.objects.filter(pk__in=keys).select_related("system")
    return list(found.order_by("-is_common", Length("display"), "code", "id")[:limit])


def _plan_for_what_was_typed() -> None:
    """A plan made once for all words would read a whole index for two letters: plan each by its words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
            " set_config('max_parallel_workers_per_gather', '0', true),"
            " set_config('random_page_cost', '1.1', true)"
        )
