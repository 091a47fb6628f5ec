"""The pages that belong to no app: the first page, the command bar, preferences, what it is made of."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, override
from django.views.decorators.http import require_POST

from hospital.accounts.models import User
from hospital.core.access import ANYONE, SIGNED_IN, page

from . import cards, finds, menu
from .context import THEMES
from .libraries import IN_THE_BROWSER, LICENCE, libraries

A_YEAR = 365 * 24 * 3600


@page(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """What is worth knowing at the start of a shift, by what the user may do."""
    user, moment = request.user, localtime()
    assert isinstance(user, User)
    context = {
        "figures": cards.figures(user), "opened": cards.opened_last(user), "starts": menu.actions_for(user),
        "now": moment, "greeting": _greeting(moment.hour),
    }  # fmt: skip
    return render(request, "home.html", context)


def _greeting(hour: int) -> str:
    if 5 <= hour < 12:
        return _("Good morning")
    return _("Good afternoon") if 12 <= hour < 18 else _("Good evening")


@page(SIGNED_IN)
def search(request: HttpRequest) -> HttpResponse:
    """Everything that answers to a few letters: a fragment for the command bar, or a page of its own."""
    words = request.GET.get("q", "").strip()[:100]
    assert isinstance(request.user, User)
    groups = finds.groups(request.user, words)
    context = {"words": words, "groups": groups, "nothing": not any(group.hits for group in groups)}
    whole = "HX-Request" not in request.headers
    response = render(request, "search.html" if whole else "_hits.html", context)
    response["Cache-Control"] = "no-store"
    return response


@page(SIGNED_IN)
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants to see the system."""
    return render(request, "preferences.html")


@require_POST
@page(ANYONE)
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep theme and language on this browser; also before anybody has signed in."""
    response = redirect(_back(request))
    theme, language = request.POST.get("theme"), request.POST.get("language")
    if theme in THEMES:
        _keep(response, "theme", theme)
    if language in dict(settings.LANGUAGES):
        with override(language):
            messages.success(request, _("Language changed."))
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SECURE_COOKIES)


def _back(request: HttpRequest) -> str:
    """The page the form was sent from, when it is one of ours."""
    wanted = request.POST.get("next", "")
    # Only a path: redirect() takes anything else for the name of an address.
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "preferences"


@page(ANYONE)
def about(request: HttpRequest) -> HttpResponse:
    """Product, version, and the libraries it stands on, with their licences (NGS1 01.01)."""
    shape = "about.html" if request.user.is_authenticated else "about_outside.html"
    return render(request, shape, {"libraries": libraries(), "browser": IN_THE_BROWSER, "licence": LICENCE})
