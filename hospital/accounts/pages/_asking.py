"""What all pages of accounts need: who asks, and where she came from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page that `next` names, when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    # Only a path: redirect() takes anything else for the name of an address.
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else otherwise


def shown_once(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A page that holds a secret: no browser and no proxy keeps it."""
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def status_of(form_is_bound: bool) -> int:
    """422 for a form that comes back, 200 for one that is shown first."""
    return 422 if form_is_bound else 200
