"""One page of the rows of several tables, in one order and with one cursor."""

from collections.abc import Sequence
from itertools import chain
from typing import Any  # Any: rows of every model, and their keys

from hospital.core.pagination import PageQuery, Slice, paginate, seal, window

from .search import Rows


def paginate_all(tables: Sequence[Rows], query: PageQuery, *, order: Sequence[str]) -> Slice[Any]:
    """One page of the rows of all `tables`, which all have the columns of `order`: moments and keys only.

    Of each table one page is read, so that a page costs one query a table, however many rows they have.
    """
    if len(tables) == 1:
        return paginate(tables[0], query, order=order)
    found = list(chain.from_iterable(window(rows, query, order=order) for rows in tables))
    found.sort(key=lambda row: _key(row, order), reverse=order[0].startswith("-"))
    items = found[: query.limit]
    return Slice(items, seal(_key(items[-1], order)) if len(found) > query.limit else None, None)


def _key(row: Any, order: Sequence[str]) -> list[Any]:  # Any: see above
    return [getattr(row, name.lstrip("-")) for name in order]
