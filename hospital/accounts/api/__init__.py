"""The accounts' part of the JSON API."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router

from hospital.core.problems import problem

from .. import actions
from . import me, roles, sessions, tokens, users

ROUTERS: dict[str, Router] = {
    "/users": users.router,
    "/roles": roles.router,
    "/permissions": roles.permissions,
    "/sessions": sessions.router,
    "/password-changes": sessions.changes,
    "/web-sessions": sessions.browsers,
    "/tokens": tokens.router,
    "/me": me.router,
}


def mount(api: NinjaAPI) -> None:
    """Put the accounts' routes and the two refusals only they have on the API."""
    for prefix, router in ROUTERS.items():
        api.add_router(prefix, router)
    api.exception_handler(actions.Unproven)(_unproven)
    api.exception_handler(actions.LockedOut)(_locked_out)


def _unproven(request: HttpRequest, error: actions.Unproven | type[actions.Unproven]) -> HttpResponse:
    assert isinstance(error, actions.Unproven)
    return problem(401, error.code, str(error), WWW_Authenticate="Bearer")


def _locked_out(request: HttpRequest, error: actions.LockedOut | type[actions.LockedOut]) -> HttpResponse:
    assert isinstance(error, actions.LockedOut)
    return problem(429, error.code, str(error), Retry_After=str(error.retry_after))
