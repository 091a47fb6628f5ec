"""Booking's part of the JSON API: the waiting list for the staff, and the patients' own door."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from hospital.core.problems import problem

from ..actions import TooManyCodes
from . import door, waiting


def mount(api: NinjaAPI) -> None:
    """Put booking's routes, and the one refusal only they have, on the API."""
    api.add_router("/waiting-list", waiting.router)
    api.add_router("/booking", door.router)
    api.exception_handler(TooManyCodes)(_too_many)


def _too_many(request: HttpRequest, error: TooManyCodes | type[TooManyCodes]) -> HttpResponse:
    assert isinstance(error, TooManyCodes)
    return problem(429, error.code, str(error), Retry_After=str(error.retry_after))
