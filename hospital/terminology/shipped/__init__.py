"""Common codes that come with the system, in the hospital's own words: no publisher's table is copied here.

Titles are how people on a ward say it; a published edition puts its own in their place and keeps ours to be
found by. Each list is a CSV: code; meaning; synonyms (a bar between them); sex.
"""

from collections.abc import Callable
from pathlib import Path

from ..books import Book, known
from ..models import Edition
from ..readers.tables import lines_in

HERE = Path(__file__).parent
EDITION = "Hospital"
SYSTEMS = ("allergens", "cid10", "cvx", "loinc", "ucum")  # in the order every load takes them
NOBODY: Callable[[int, int], None] = lambda done, total: None  # noqa: E731  # hears how far it is


def core_books() -> list[Book]:
    """A book for each list."""
    books = []
    for alias in SYSTEMS:
        lines = lines_in((HERE / f"{alias}.csv").read_text(encoding="utf-8"), f"{alias}.csv", NOBODY)
        books.append(Book(known(alias), f"{alias}.csv", lines, Edition.Rank.CORE, EDITION))
    return books
