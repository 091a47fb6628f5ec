"""Code systems, for every app above: `terminology.lookup("cid10", "J18.9")`, `terminology.search("pneu")`."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .meaning import Coding
    from .models import Concept


def lookup(system: str, code: str, at: date | None = None) -> "Concept | None":
    """What the code means on the day (today), with or without its dots; None for one that is not loaded."""
    from .meaning import lookup as look

    return look(system, code, at)


def search(
    words: str, systems: str | Iterable[str] = (), at: date | None = None, limit: int = 20, sex: str = ""
) -> "list[Concept]":
    """The codes of the systems (all) that begin as typed or have every word, the likeliest first."""
    from .meaning import search as find

    return find(words, systems, at, limit, sex)


def settle(*, system: str, code: str, display: str = "", at: date | None = None) -> "Coding":
    """What to store (system, code, display) of what a form or a message says."""
    from .meaning import settle as settled

    return settled(system=system, code=code, display=display, at=at)


def fits(concept: "Concept", sex: str) -> bool:
    """Whether the code can be said of a person of this sex ("female", "male"; others are never refused)."""
    from .meaning import fits as fitting

    return fitting(concept, sex)
