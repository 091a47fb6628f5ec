"""Every route says who may call it; one that does not fails the build (tests/test_authorization.py)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar  # Any: a view may return any response type

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url

from .actors import Actor

P = ParamSpec("P")
R = TypeVar("R")

ANYONE = "anyone"
SIGNED_IN = "signed in"


def declared_permissions() -> dict[str, str]:
    """Every permission of the system with its label, as declared in the models' Meta.permissions."""
    return {
        f"{model._meta.app_label}.{codename}": str(label)
        for model in apps.get_models()
        if model.__module__.startswith("hospital.")
        for codename, label in model._meta.permissions
    }


def allow(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare who may call an API route: a permission, SIGNED_IN or ANYONE. Others get Denied."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if permission not in (ANYONE, SIGNED_IN):
                actor(args[0]).require(permission)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the authorization matrix
        return guarded

    return decorate


Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def page(permission: str) -> Callable[[Page[P]], Page[P]]:
    """Declare who may open a page; whoever is not signed in is sent to sign in and comes back."""

    def decorate(view: Page[P]) -> Page[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if permission != ANYONE and not request.user.is_authenticated:
                return to_sign_in(request)
            if permission not in (ANYONE, SIGNED_IN):
                actor(request).require(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the authorization matrix
        return guarded  # type: ignore[return-value]  # a view with wraps() is that view to Django

    return decorate


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, which leads back; a fragment's request makes the whole page go there."""
    back = QueryDict(mutable=True)
    if "HX-Request" in request.headers:
        back["next"] = request.headers.get("HX-Current-URL", "/")
        return HttpResponse(
            status=204, headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{back.urlencode()}"}
        )
    back["next"] = request.get_full_path()
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{back.urlencode(safe='/')}")


def actor(request: Any) -> Actor:  # Any: the user model lives in a higher layer
    """Who asks, for the layers below the user model."""
    return request.user  # type: ignore[no-any-return]  # see above
