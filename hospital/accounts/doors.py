"""How a request says who it is: a bearer token, or the session of the workspace (with CSRF)."""

import hashlib
import time
from threading import Lock
from typing import Any  # Any: ninja's request is any HttpRequest

from django.http import HttpRequest
from django.utils.timezone import now
from ninja.security import APIKeyCookie, HttpBearer

from .models import Token, User

REMEMBERED_FOR = 3.0  # seconds; a revoked token or user must be refused within 5 s on every worker


def digest(key: str) -> str:
    """What is kept of a token: its SHA-256. The key itself has 256 random bits, so it needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


class Remembered:
    """Tokens seen a moment ago in this process, with their user's permissions already read."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[float, Token]] = {}
        self._lock = Lock()

    def find(self, key: str) -> Token | None:
        """The usable token of this key, from memory for REMEMBERED_FOR seconds."""
        hashed, at = digest(key), time.monotonic()
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
        if token.last_used_at is None or (moment - token.last_used_at).total_seconds() > 60:
            Token.objects.filter(pk=token.pk).update(last_used_at=moment)


def narrow(token: Token) -> None:
    """Leave the user only the permissions that the token's scopes name; no scopes means all of them."""
    allowed = token.user.permissions
    token.user.__dict__["permissions"] = allowed & frozenset(token.scopes) if token.scopes else allowed


remembered = Remembered()


class BearerToken(HttpBearer):
    """Authorization: Bearer <token>."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = remembered.find(token)
        if found is None:
            return None
        request.user = found.user
        request.token = found  # type: ignore[attr-defined]  # read by the routes that end the present token
        return found.user


class WorkspaceSession(APIKeyCookie):
    """The session cookie of a page; changes also need the CSRF token."""

    param_name = "session"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:  # Any: see above
        user = request.user
        return user if user.is_authenticated and not getattr(user, "must_change_password", False) else None


DOORS = [BearerToken(), WorkspaceSession()]
