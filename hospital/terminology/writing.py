"""A book written into the tables: what is new, what changed, what is no longer valid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: properties of concepts, bounds of ranges

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils.timezone import localdate, now

from hospital.core.db import lock

from .books import Book, Line
from .models import CodeSystem, Concept, Edition
from .spelling import bare, searchable
from .validity import Stretch, Window, rewritten

OUTCOMES = ("new", "changed", "ended", "same", "kept")
BATCH = 500
WRITTEN = (
    "edition", "display", "synonyms", "nicknames", "sex", "parent", "is_selectable", "is_common", "during",
    "properties", "words", "version", "updated_at",
)  # fmt: skip


@dataclass(frozen=True)
class Meaning:
    """What an edition says of a code; two that are equal need no new row."""

    display: str
    synonyms: tuple[str, ...]
    sex: str
    parent: str
    is_selectable: bool
    properties: dict[str, Any]  # Any: see above
    rank: int  # of the edition that says it

    @classmethod
    def of(cls, one: Concept | Line, rank: int) -> "Meaning":
        return cls(
            one.display, tuple(one.synonyms), one.sex, one.parent, one.is_selectable, dict(one.properties),
            rank,
        )  # fmt: skip


@dataclass(frozen=True)
class Sayings:
    """What is said of a code besides its meaning, which stays whatever edition is loaded."""

    nicknames: tuple[str, ...] = ()
    is_common: bool = False


def write_book(book: Book) -> dict[str, int]:
    """Make the tables say what the book says; how many codes were new, changed, ended, the same, or kept.

    Call it in a transaction. Kept are codes of which a higher kind of edition speaks already.
    """
    system = _system(book)
    writer = Writer(system, book, _edition(system, book))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS one_meaning_of_a_code_on_a_day DEFERRED")
        counts = writer.write()
        cursor.execute("SET CONSTRAINTS one_meaning_of_a_code_on_a_day IMMEDIATE")
    return counts


def _system(book: Book) -> CodeSystem:
    """The system, held until the transaction ends: two loads of one system wait for each other."""
    known = book.system
    values = {"uri": known.uri, "title": known.title}
    system, _made = CodeSystem.objects.get_or_create(alias=known.alias, defaults=values)
    return lock(system)


def _edition(system: CodeSystem, book: Book) -> Edition:
    """The edition of the book's name. One without a day of its own is in force since ever when it is the
    first of its kind, and from today when it follows another."""
    found = Edition.objects.filter(system=system, name=book.edition_name).first()
    if found is None:
        follows = Edition.objects.filter(system=system, rank=book.rank).exists()
        found = Edition(
            system=system, name=book.edition_name, rank=book.rank,
            starts_on=book.starts_on or (localdate() if follows else None),
        )  # fmt: skip
        found.source, found.rows = book.file[:200], len(book.lines)
        found.save(force_insert=True)
    elif found.rows != len(book.lines):
        Edition.objects.filter(pk=found.pk).update(rows=len(book.lines), updated_at=now())
    return found


class Writer:
    """Compares a book with the rows of its system, code by code."""

    def __init__(self, system: CodeSystem, book: Book, edition: Edition) -> None:
        self.system, self.book, self.edition = system, book, edition
        self.window = _window(edition)
        self.rows: dict[str, list[Concept]] = {}
        for row in Concept.objects.filter(system=system).select_related("edition").order_by("code", "during"):
            self.rows.setdefault(row.code, []).append(row)
        self.new: list[Concept] = []
        self.changed: list[Concept] = []
        self.gone: list[Concept] = []

    def write(self) -> dict[str, int]:
        counts = dict.fromkeys(OUTCOMES, 0)
        said: dict[str, list[Line]] = {}
        for line in self.book.lines:
            said.setdefault(line.code, []).append(line)
        for code in said.keys() | self.rows.keys():
            if outcome := self._settle(code, said.get(code, [])):
                counts[outcome] += 1
        self._save()
        return counts

    def _settle(self, code: str, lines: Sequence[Line]) -> str:
        """Note what must become of the rows of a code; one of OUTCOMES, or nothing if it is not ours."""
        rows = self.rows.get(code, [])
        ranks = {row.edition.rank for row in rows}
        if ranks and max(ranks) > self.book.rank:
            if lines:
                self._say_besides(rows, lines)
            return "kept" if lines else ""
        if not lines and (not self.book.is_whole or self.book.rank not in ranks):
            return ""
        before = [
            Stretch(row.during.lower, row.during.upper, Meaning.of(row, row.edition.rank), row.pk)
            for row in rows
        ]
        news = [Stretch(line.first, line.after, Meaning.of(line, self.book.rank)) for line in lines]
        differs = self._apply(code, rows, rewritten(before, self.window, news), self._sayings(rows, lines))
        if not differs:
            return "same" if lines else ""
        return ("changed" if rows else "new") if lines else "ended"

    def _sayings(self, rows: Iterable[Concept], lines: Iterable[Line]) -> Sayings:
        """What was said besides; the list that comes with the system adds its own words."""
        nicknames = list(dict.fromkeys(name for row in rows for name in row.nicknames))
        is_common = any(row.is_common for row in rows)
        if self.book.rank == Edition.Rank.CORE:
            own = [name for line in lines for name in (*line.synonyms, line.display)]
            nicknames, is_common = list(dict.fromkeys(own)), True
        return Sayings(tuple(nicknames), is_common)

    def _say_besides(self, rows: Sequence[Concept], lines: Sequence[Line]) -> None:
        """The words people use, onto the rows of a higher edition."""
        sayings = self._sayings(rows, lines)
        for row in rows:
            if self._fill(row, Meaning.of(row, row.edition.rank), row.during, sayings, row.edition):
                self.changed.append(row)

    def _apply(
        self, code: str, rows: Sequence[Concept], after: Sequence[Stretch[Meaning]], sayings: Sayings
    ) -> bool:
        """Rows for the stretches: by key, then those that are free, then new ones; whether one differs."""
        by_key = {row.pk: row for row in rows}
        kept = {one.key for one in after if one.key}
        free = [row for row in rows if row.pk not in kept]
        differs = False
        for one in after:
            row = by_key[one.key] if one.key else (free.pop(0) if free else None)
            edition = row.edition if row is not None and one.key else self.edition
            period = DateRange(one.first, one.after)
            if row is None:
                row = Concept(system=self.system, code=code, bare=bare(code))
                self._fill(row, one.meaning, period, sayings, edition)
                self.new.append(row)
                differs = True
            elif self._fill(row, one.meaning, period, sayings, edition):
                self.changed.append(row)
                differs = True
        self.gone += free
        return differs or bool(free)

    def _fill(
        self, row: Concept, meaning: Meaning, period: DateRange, sayings: Sayings, edition: Edition
    ) -> bool:
        """Write into the row in memory; whether something it says differs (its edition alone does not)."""
        values = {
            "display": meaning.display, "synonyms": list(meaning.synonyms), "sex": meaning.sex,
            "parent": meaning.parent, "is_selectable": meaning.is_selectable,
            "properties": meaning.properties, "during": period,
            "nicknames": list(sayings.nicknames), "is_common": sayings.is_common,
        }  # fmt: skip
        differs = [name for name, value in values.items() if getattr(row, name) != value]
        if not row._state.adding and row.edition.rank != meaning.rank:
            differs.append("edition")
        for name in values.keys() & set(differs):
            setattr(row, name, values[name])
        if differs:
            row.edition = edition
            row.words = searchable([meaning.display, *meaning.synonyms, *sayings.nicknames])
        return bool(differs)

    def _save(self) -> None:
        """All at once; the constraint is asked when everything is written."""
        moment = now()
        for row in self.changed:
            row.version, row.updated_at = row.version + 1, moment
        Concept.objects.filter(pk__in=[row.pk for row in self.gone]).delete()
        Concept.objects.bulk_create(
            self.changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
        )
        _copy(self.new)


def _copy(rows: Sequence[Concept]) -> None:
    """Insert the rows by COPY: as one long statement each row would cost three times as much."""
    columns = [one for one in Concept._meta.concrete_fields if not one.generated]
    names = ", ".join(connection.ops.quote_name(one.column or "") for one in columns)
    statement = f"COPY {Concept._meta.db_table} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([one.get_db_prep_save(getattr(row, one.attname), connection) for one in columns])


def _window(edition: Edition) -> Window:
    """From the day it is in force until the next of its kind is."""
    later: QuerySet[Edition] = Edition.objects.filter(
        system=edition.system, rank=edition.rank, starts_on__isnull=False
    ).exclude(pk=edition.pk)
    first: date | None = edition.starts_on
    if first:
        later = later.filter(starts_on__gt=first)
    after = later.order_by("starts_on").values_list("starts_on", flat=True).first()
    return Window(first, after)
