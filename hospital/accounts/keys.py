"""What a token's key opens: found by its digest, and remembered for a moment (docs/decisions/0008)."""

import hashlib
import time
from collections.abc import Callable
from threading import Lock

from django.utils.timezone import now

from .models import Token

REMEMBERED_FOR = 3.0  # seconds; a revoked token or user must be refused within 5 s on every worker
USED_EVERY = 60  # seconds between two writings of last_used_at


def digest(key: str) -> str:
    """What is kept of a token: its SHA-256. The key itself has 256 random bits, so it needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


class Remembered:
    """Tokens seen a moment ago in this process, with their user's permissions already read."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, tuple[float, Token]] = {}
        self._lock = Lock()

    def find(self, key: str) -> Token | None:
        """The usable token of this key, from memory for REMEMBERED_FOR seconds."""
        hashed, at = digest(key), self._clock()
        known = self._seen.get(hashed)
        if known and known[0] > at and known[1].expires_at > now():
            return known[1]
        token = Token.objects.usable().select_related("user").filter(digest=hashed).first()
        if token is None:
            return None
        narrow(token)
        with self._lock:
            if len(self._seen) > 10_000:
                self._seen.clear()
            self._seen[hashed] = (at + REMEMBERED_FOR, token)
        self._mark_used(token)
        return token

    def forget(self) -> None:
        """Ask the database again at the next request of every token."""
        with self._lock:
            self._seen.clear()

    def _mark_used(self, token: Token) -> None:
        moment = now()
        if token.last_used_at is None or (moment - token.last_used_at).total_seconds() > USED_EVERY:
            Token.objects.filter(pk=token.pk).update(last_used_at=moment)


def narrow(token: Token) -> None:
    """Leave the user only the permissions that the token's scopes name; a sign-in keeps all of hers."""
    allowed = token.user.permissions
    if token.kind != Token.Kind.SESSION:
        token.user.__dict__["permissions"] = allowed & frozenset(token.scopes)


remembered = Remembered()
