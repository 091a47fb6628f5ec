"""What a search asks for, as FHIR R4 section 3.1.1 writes it: names, modifiers, prefixes, alternatives.

What is not understood is refused, not passed over: a filter that is silently dropped shows other people's
data. `Prefer: handling=lenient` asks for the opposite.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any  # Any: query sets of every model
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Invalid, Text
from hospital.core.text import Plain, plain

from ..numbers import having
from .datatypes import ALIASES, partial_date

Rows = QuerySet[Any]  # Any: see above

MOST, USUAL = 200, 50
MOST_FILTERS, LONGEST = 40, 500
ACCEPTED = {"_format", "_pretty", "_total"}
COMPARE = {
    "eq": lambda first, after: {"gte": first, "lt": after}, "gt": lambda first, after: {"gte": after},
    "ge": lambda first, after: {"gte": first}, "lt": lambda first, after: {"lt": first},
    "le": lambda first, after: {"lt": after},
}  # fmt: skip


class BadSearch(Invalid):
    message = _("This search is not understood.")
    status = 400


@dataclass(frozen=True)
class Asked:
    """One filter: any of the values will do."""

    name: str
    modifier: str
    values: Sequence[str]


Apply = Callable[[Asked], Q]


@dataclass(frozen=True)
class Param:
    """A search parameter: its FHIR type, what it does, and what it is for."""

    type: str
    apply: Apply
    text: str
    modifiers: frozenset[str] = frozenset()


Params = Mapping[str, Param]


@dataclass(frozen=True)
class Search:
    """A whole search, read."""

    filters: Sequence[Asked]
    count: int = USUAL
    sort: str = ""
    cursor: str = ""
    only_total: bool = False
    wants_total: bool = False


def read(query: QueryDict, params: Params, *, lenient: bool = False) -> Search:
    """The search that a query asks for. BadSearch for what is not understood (unless `lenient`)."""
    filters = list(_filters(query, params, lenient))
    if len(filters) > MOST_FILTERS:
        raise BadSearch(_("A search has %(most)s filters at most.") % {"most": MOST_FILTERS})
    summary = query.get("_summary", "false")
    if summary not in ("count", "false") and not lenient:
        raise BadSearch(_("_summary is understood as count only."))
    count = _count(query.get("_count", ""))
    return Search(
        filters, count=min(count, MOST) or 1, sort=query.get("_sort", ""), cursor=query.get("_cursor", ""),
        only_total=summary == "count" or count == 0, wants_total=query.get("_total") == "accurate",
    )  # fmt: skip


def _filters(query: QueryDict, params: Params, lenient: bool) -> Iterator[Asked]:
    for key, values in query.lists():
        name, _colon, modifier = key.partition(":")
        if key in ACCEPTED or key in ("_summary", "_count", "_sort", "_cursor"):
            continue
        param = params.get(name)
        if param is None or (modifier and modifier not in param.modifiers):
            if lenient:
                continue
            raise BadSearch(_("The search parameter %(name)s is not understood here.") % {"name": key[:60]})
        for value in values:
            if len(value) > LONGEST or "\x00" in value:
                raise BadSearch(_("The value of %(name)s cannot be searched for.") % {"name": name})
            # A comma separates alternatives, unless a backslash stands before it.
            yield Asked(
                name, modifier, [part.replace("\\,", ",") for part in re.split(r"(?<!\\),", value) if part]
            )


def _count(said: str) -> int:
    if not said:
        return USUAL
    if not re.fullmatch(r"[0-9]{1,6}", said):
        raise BadSearch(_("_count is a number."))
    return int(said)


def matching(rows: Rows, search: Search, params: Params) -> Rows:
    """The rows that every filter lets through."""
    for asked in search.filters:
        if asked.values:
            rows = rows.filter(params[asked.name].apply(asked))
    return rows


def _any(asked: Asked, one: Callable[[str], Q]) -> Q:
    found = Q(pk=None)
    for value in asked.values:
        found |= one(value)
    return found


def words(column: str) -> Apply:
    """A name: words that begin so, without accents and case; :contains anywhere, :exact the whole."""

    def one(value: str, modifier: str) -> Q:
        if modifier == "exact":
            return Q(**{column: plain(value)})
        found = Q()
        for word in plain(value).split():
            anywhere = Q(**{f"{column}__contains": word if modifier == "contains" else f" {word}"})
            found &= anywhere if modifier == "contains" else anywhere | Q(**{f"{column}__startswith": word})
        return found

    return lambda asked: _any(asked, lambda value: one(value, asked.modifier))


def beginning(column: str) -> Apply:
    """The beginning of a short text, without accents and case; :contains anywhere, :exact the whole."""

    def one(value: str, modifier: str) -> Q:
        if modifier == "exact":
            return Q(**{column: value})
        kind = "contains" if modifier == "contains" else "startswith"
        return Q(_lookup(Plain(F(column)), kind, plain(value)))

    return lambda asked: _any(asked, lambda value: one(value, asked.modifier))


def name_part(column: str) -> Apply:
    """A part of a name that has a column of its own. The whole name's index finds the candidates."""

    def one(value: str, modifier: str) -> Q:
        said = plain(value)
        if modifier == "exact":
            return Q(**{column: value})
        part = Plain(F(column))
        begins = _lookup(part, "startswith", said) | _lookup(part, "contains", f" {said}")
        wanted = _lookup(part, "contains", said) if modifier == "contains" else begins
        return Q(search__contains=said) & wanted

    return lambda asked: _any(asked, lambda value: one(value, asked.modifier))


def _lookup(expression: Plain, kind: str, value: str) -> Q:
    lookup: Any = expression.get_lookup(kind)  # Any: Django does not type its lookups' classes
    return Q(lookup(expression, value))


def codes(column: str) -> Apply:
    """A token whose system goes without saying."""
    return lambda asked: Q(**{f"{column}__in": [value.rpartition("|")[2] for value in asked.values]})


def coded(prefix: str = "") -> Apply:
    """A token of a coded row: system|code, |code, code, or system| alone."""

    def one(value: str) -> Q:
        system, code = token(value)
        wanted = {f"{prefix}code": code} if code else {}
        if system is not None and (system or not code):
            wanted[f"{prefix}system"] = system
        return Q(**wanted)

    return lambda asked: _any(asked, one)


def mapped(column: str, known: Mapping[str, Sequence[str | bool] | str]) -> Apply:
    """A token of FHIR's that means some of our values of a column; one that means none finds nothing."""

    def one(value: str) -> Q:
        ours = known.get(value.rpartition("|")[2], ())
        return Q(**{f"{column}__in": [ours] if isinstance(ours, str) else list(ours)})

    return lambda asked: _any(asked, one)


def keys(column: str = "pk") -> Apply:
    """Ids of ours; one that cannot be ours finds nothing."""
    return lambda asked: Q(
        **{f"{column}__in": [found for value in asked.values if (found := uuid_of(value))]}
    )


def reference(column: str, type_: str) -> Apply:
    """A reference to one of ours: ID, Type/ID, or the whole address."""

    def one(value: str) -> Q:
        found = re.fullmatch(rf"(?:\S*/)?{type_}/([^/]+)|([^/]+)", value)
        id_ = uuid_of((found[1] or found[2]) if found else "")
        return Q(**{column: id_}) if id_ else Q(pk=None)

    return lambda asked: _any(asked, one)


def numbers(
    model: type[Model], owner: str, also: Callable[[str, str], Q | None] | None = None, **always: object
) -> Apply:
    """A token among the identifiers of the row: system|value, |value, value, or system| alone.

    `also` may find the row by a number that it keeps in a column of its own.
    """

    def one(value: str) -> Q:
        system, _bar, number = value.rpartition("|")
        wanted = {**always, **({"value": number} if number else {})}
        if system:
            wanted["system"] = ALIASES.get(system, system)
        elif not number:
            return Q(pk=None)
        found = having(model, owner, **wanted)
        own = also(system, number) if also else None
        return found if own is None else found | own

    return lambda asked: _any(asked, one)


def token(value: str) -> tuple[str | None, str]:
    """System (None: any) and value of a token."""
    system, bar, number = value.rpartition("|")
    return (system if bar else None), number


def dates(column: str) -> Apply:
    """A date as exact as it is said, with a prefix: ge1980, eq1980-05, lt1980-05-20."""

    def one(value: str) -> Q:
        prefix, first, after = _period(value)
        if prefix == "ne":
            return ~Q(**{f"{column}__gte": first, f"{column}__lt": after})
        return Q(**{f"{column}__{kind}": bound for kind, bound in COMPARE[prefix](first, after).items()})

    return lambda asked: _any(asked, one)


def moments(column: str) -> Apply:
    """A moment or a day, with a prefix."""

    def one(value: str) -> Q:
        prefix = value[:2] if value[:2] in {*COMPARE, "ne"} else ""
        said = value.removeprefix(prefix)
        if "T" in said:
            first = _moment(said)
            after = first + timedelta(seconds=1)
        else:
            _prefix, day, next_day = _period(said)
            first, after = (datetime(d.year, d.month, d.day, tzinfo=UTC) for d in (day, next_day))
        if prefix == "ne":
            return ~Q(**{f"{column}__gte": first, f"{column}__lt": after})
        return Q(
            **{f"{column}__{kind}": bound for kind, bound in COMPARE[prefix or "eq"](first, after).items()}
        )

    return lambda asked: _any(asked, one)


def _period(value: str) -> tuple[str, date, date]:
    """The prefix, the first day that is meant, and the day after the last."""
    prefix = value[:2] if value[:2] in {*COMPARE, "ne"} else ""
    said = partial_date(value.removeprefix(prefix))
    if said is None or said.last == date.max:
        raise BadSearch(_("%(value)s is no date.") % {"value": value[:40]})
    return prefix or "eq", said.day, said.last + timedelta(days=1)


def _moment(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadSearch(_("%(value)s is no date.") % {"value": said[:40]}) from error


def uuid_of(text: str) -> UUID | None:
    """The key that a text is; None for a text that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Sorts:
    """How a kind may be sorted: from FHIR's word to our columns, which end in the key."""

    allowed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    default: str = ""

    def order(self, word: str) -> Sequence[str]:
        if (word or self.default) not in self.allowed:
            known: Text = ", ".join(sorted(self.allowed))
            raise BadSearch(_("This can be sorted by: %(words)s.") % {"words": known})
        return self.allowed[word or self.default]
