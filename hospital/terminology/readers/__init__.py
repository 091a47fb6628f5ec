"""One reader for each kind of file; each makes books of it, or raises BadFile for the line that is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ..books import Book
from ..sources import Source, Tell
from ..systems import Known
from . import cid10, sigtap, tables


@dataclass(frozen=True)
class Order:
    """What whoever loads a file says of it; empty where the file says it itself."""

    system: Known | None = None
    edition_name: str = ""
    starts_on: date | None = None


def read(kind: str, source: Source, order: Order, tell: Tell) -> list[Book]:
    """The books of a file of the kind; `tell` hears how many lines are read, of how many."""
    books = READERS[kind](source, order.system, tell)
    for book in books:
        book.edition_name = (order.edition_name or book.edition_name)[:80]
        book.starts_on = order.starts_on or book.starts_on
    return books


READERS: dict[str, Callable[[Source, Known | None, Tell], list[Book]]] = {
    "cid10": cid10.read,
    "sigtap": sigtap.read,
    "cbo": tables.read_cbo,
    "tuss": tables.read_tuss,
    "csv": tables.read_list,
}
