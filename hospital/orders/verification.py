"""Whether a paper is genuine, for whoever holds it. Nothing of the patient is told."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Absent, Conflict

from .models import Issue

TRIES, MINUTES = 20, 10  # from one address


class NoSuchPaper(Absent):
    message = _("No paper was issued here with this code. Check the letters, or ask the hospital.")


class TooManyTries(Conflict):
    message = _("Too many tries from this place. Wait ten minutes.")


@dataclass(frozen=True)
class Verified:
    """What the holder may know."""

    code: str
    kind: str
    title: str
    number: int
    issued_at: datetime
    author: str
    licence: str
    digest: str
    is_signed: bool
    is_cancelled: bool


def verify(code: str, *, address: str) -> Verified:
    """What is known of the paper with this code. Raises NoSuchPaper, TooManyTries."""
    _count(address)
    issue = Issue.objects.to_verify(written(code)).first()
    if issue is None:
        raise NoSuchPaper
    return Verified(
        code=issue.code, kind=issue.paper.kind, title=str(issue.paper.get_kind_display()),
        number=issue.number,
        issued_at=issue.issued_at, author=issue.issued_by.civil_name, licence=str(issue.licence),
        digest=issue.digest, is_signed=issue.is_signed, is_cancelled=issue.cancelled_at is not None,
    )  # fmt: skip


def written(code: str) -> str:
    """A code as it is kept, however it was typed."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())[:32]
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def is_the_file(content: bytes, digest: str) -> bool:
    """Whether a file is the one that was issued, bit by bit."""
    return hashlib.sha256(content).hexdigest() == digest


def _count(address: str) -> None:
    """Count a try; the cache is shared by all workers."""
    key = f"papers:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    if cache.add(key, 1, MINUTES * 60):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if tries > TRIES:
        raise TooManyTries
