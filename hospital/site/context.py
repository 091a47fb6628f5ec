"""What every page of the workspace knows."""

from typing import Any  # Any: a template context

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from hospital import config
from hospital.core.origin import origin

from . import menu

THEMES = ("light", "dark", "system")
PHONE_PLACES = 4


def shell(request: HttpRequest) -> dict[str, Any]:  # Any: see above
    """Product and hospital name, version, menu, theme, idle lock, and the reference of the request."""
    return {
        "product_version": settings.VERSION,
        "hospital_name": SimpleLazyObject(_hospital_name),
        "languages": settings.LANGUAGES,
        "theme": theme_of(request),
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "lock": SimpleLazyObject(lambda: _lock(request)),
        "reference": origin().request_id,
    }


def theme_of(request: HttpRequest) -> str:
    """The theme the person chose on this browser."""
    chosen = request.COOKIES.get("theme", "system")
    return chosen if chosen in THEMES else "system"


def _hospital_name() -> str:
    """As the hospital calls itself; the page that says the database is down must not need the database."""
    try:
        return str(config.value("hospital.name"))
    except DatabaseError:
        return "Hospital"


def _menu(request: HttpRequest) -> dict[str, Any]:  # Any: see above
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"groups": [], "phone": [], "go": [], "account": []}
    groups = menu.visible_to(user, request.path)
    items = [item for group in groups for item in group.items]
    phone = sorted(items, key=lambda item: not item.phone)[:PHONE_PLACES]
    return {
        "groups": groups,
        "phone": phone,
        "go": [item for item in items if item.key],
        "account": menu.ACCOUNT,
    }


def _lock(request: HttpRequest) -> dict[str, Any] | None:  # Any: see above
    """Where the idle lock asks; None when this installation has none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        places = {name: reverse(name) for name in ("lock", "unlock", "touch")}
    except NoReverseMatch:
        return None
    return {**places, "minutes": config.value("session.idle_minutes")}
