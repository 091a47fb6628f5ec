"""How a request says who it is: a bearer token, or the session of the workspace (with CSRF)."""

from typing import Any  # Any: ninja's request is any HttpRequest

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from . import actions
from .keys import remembered
from .models import User
from .sessions import LOCKED


class BearerToken(HttpBearer):
    """Authorization: Bearer <token>."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = remembered.find(token)
        if found is None:
            return None
        if actions.needs_new_password(found.user):
            raise actions.PasswordChangeNeeded
        request.user = found.user
        request.token = found  # type: ignore[attr-defined]  # read by the routes that end the present token
        return found.user


class WorkspaceSession(APIKeyCookie):
    """The session cookie of a page; changes also need the CSRF token. A locked session is nobody's."""

    param_name = "session"

    def __call__(self, request: HttpRequest) -> Any:  # Any: see above
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        user = request.user
        if not isinstance(user, User) or request.session.get(LOCKED):
            return None
        if actions.needs_new_password(user):
            raise actions.PasswordChangeNeeded
        return user


DOORS = [BearerToken(), WorkspaceSession()]


def who(request: HttpRequest) -> User | None:
    """Who asks at the API, told as its routes tell it. Raises what they raise."""
    for door in DOORS:
        found = door(request)
        if found:
            return found  # type: ignore[no-any-return]  # ninja's doors return Any
    return None
