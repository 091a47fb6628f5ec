"""Pages by key, not by offset: page 100,000 costs what page 1 costs.

A cursor is the key of the last row seen, sealed in base64; lists are ordered and end in the primary key.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar  # Any: keys are of any column type

import orjson
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

from .errors import Invalid

M = TypeVar("M", bound=Model)
T = TypeVar("T")

COUNT_CAP = 10_000


class BadCursor(Invalid):
    message = _("This page address is no longer valid. Start again from the first page.")


class BadSort(Invalid):
    message = _("This list cannot be sorted like that.")


class PageQuery(Schema):
    """What a client may ask of any list."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=1000)
    count: bool = Field(False, description=f"Also count the rows, up to {COUNT_CAP + 1}.")


class PageOut(Schema, Generic[T]):
    """One page of a list; `next` is the cursor of the page after it, `total` is there when asked for."""

    items: list[T]
    next: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class Slice(Generic[T]):
    """The rows of one page, the cursor of the next, and the total (capped) when asked for."""

    items: list[T]
    next: str | None
    total: int | None


def sorted_by(sort: str, allowed: dict[str, Sequence[str]], default: str) -> Sequence[str]:
    """The ordering that a sort word stands for; only words of the allow-list are known (CVE-2026-24908)."""
    key = sort or default
    if key not in allowed:
        raise BadSort(fields={"sort": [_("Use one of: %(words)s.") % {"words": ", ".join(sorted(allowed))}]})
    return allowed[key]


def paginate(rows: QuerySet[M], query: PageQuery, *, order: Sequence[str]) -> Slice[M]:
    """One page of `rows` in `order` (columns without nulls, the last one unique; a leading - descends)."""
    total = counted(rows, query)
    found = list(window(rows, query, order=order))
    more = len(found) > query.limit
    items = found[: query.limit]
    return Slice(items, seal(_key(items[-1], order)) if more else None, total)


def counted(rows: QuerySet[M], query: PageQuery) -> int | None:
    """How many rows there are, up to COUNT_CAP + 1, when the client asks."""
    return rows[: COUNT_CAP + 1].count() if query.count else None


def window(rows: QuerySet[M], query: PageQuery, *, order: Sequence[str]) -> QuerySet[M]:
    """The rows of one page in order, and one more, which says that there is a next page."""
    ordered = rows.order_by(*order)
    if query.cursor:
        ordered = ordered.filter(_after(order, unsealed(query.cursor, order)))
    return ordered[: query.limit + 1]


def _after(order: Sequence[str], key: Sequence[Any]) -> Q:  # Any: see above
    """Rows behind the key: a > x, or a = x and b > y, … with a >= x first so that the index is used."""
    head = order[0].lstrip("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    behind, equal = Q(), Q()
    for name, value in zip(order, key, strict=True):
        column, step = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        behind |= equal & Q(**{f"{column}__{step}": value})
        equal &= Q(**{column: value})
    return Q(**{f"{head}__{bound}": key[0]}) & behind


def _key(row: Model, order: Sequence[str]) -> list[Any]:  # Any: see above
    values = []
    for name in order:
        value: Any = row
        for step in name.lstrip("-").split("__"):
            value = getattr(value, step)
        values.append(value)
    return values


def seal(key: Sequence[Any]) -> str:  # Any: see above
    """The cursor of a row with this key."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key), default=str)).decode().rstrip("=")


def unsealed(cursor: str, order: Sequence[str]) -> list[Any]:  # Any: see above
    """The key that a cursor holds, for an order of as many columns. Raises BadCursor."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadCursor from error
    if (
        not isinstance(key, list)
        or len(key) != len(order)
        or any(isinstance(v, list | dict) or v is None for v in key)
    ):
        raise BadCursor
    return key
