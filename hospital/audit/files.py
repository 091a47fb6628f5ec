"""The trail as a file: CSV for people, NDJSON for programs. Row by row, so that any length fits in memory."""

import csv
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any  # Any: cells are of every type

import orjson
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import StreamingHttpResponse
from django.utils.timezone import localtime, now

from .models import Access, Change, Event, Origin, Trail

Cells = dict[str, Any]  # Any: see above

CHUNK = 2000


def download(
    rows: QuerySet[Event] | QuerySet[Access] | QuerySet[Change], *, kind: str, form: str
) -> StreamingHttpResponse:
    """The rows as an attachment; every line says which system and version wrote it (NGS1 01.01)."""
    write, content_type = FORMS[form]
    found = _in_stretches(rows)
    first = list(islice(found, 1))  # asked before the answer begins, so that a refusal still is one
    lines = write(_cells(row) for row in chain(first, found))
    response = StreamingHttpResponse(lines, content_type=content_type)
    name = f"audit-{kind}-{localtime(now()):%Y%m%d-%H%M}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _in_stretches(rows: QuerySet[Any]) -> Iterator[Any]:  # Any: one of the three kinds of rows
    """The rows, oldest first, a stretch at a time by key.

    Not by a cursor of the server: an answer that nobody reads to its end would close it whenever the garbage
    collector comes by, in the middle of another query of the same connection, and wait for itself for ever.
    """
    ordered = rows.order_by("at", "id")
    part = list(ordered[:CHUNK])
    while part:
        yield from part
        last = part[-1]
        behind = Q(at__gt=last.at) | Q(at=last.at, id__gt=last.id)
        part = list(ordered.filter(behind, at__gte=last.at)[:CHUNK]) if len(part) == CHUNK else []


def _cells(row: Trail) -> Cells:
    """A row by column name, moments as RFC 3339 in the hospital's time zone (NGS1 09.02)."""
    names = [field.attname for field in row._meta.concrete_fields]
    cells = {name: getattr(row, name) for name in names} | {"at": localtime(row.at).isoformat()}
    if isinstance(row, Origin):
        cells["by_username"] = row.by.username if row.by else ""
    return cells | {"system": f"Hospital {settings.VERSION}"}


def as_csv(rows: Iterator[Cells]) -> Iterator[str]:
    """Lines with a head; text that a spreadsheet would run as a formula gets a quote before it."""
    writer = csv.writer(Echo())
    for number, cells in enumerate(rows):
        if number == 0:
            yield writer.writerow(cells)
        yield writer.writerow([_safe(value) for value in cells.values()])


def as_ndjson(rows: Iterator[Cells]) -> Iterator[bytes]:
    """One JSON object per line."""
    for cells in rows:
        yield orjson.dumps(cells, default=str) + b"\n"


FORMS: dict[str, tuple[Callable[[Iterator[Cells]], Iterator[Any]], str]] = {  # Any: lines of text or bytes
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "ndjson": (as_ndjson, "application/x-ndjson"),
}


class Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _safe(value: Any) -> str:  # Any: see above
    if isinstance(value, dict):
        value = orjson.dumps(value, default=str).decode()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
