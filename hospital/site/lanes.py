"""Two lanes: what only a browser needs is not done for a machine that shows a key.

A request to the API with an Authorization header has no cookie to read, no form to protect and no page to
guard, so the middleware for these steps aside: it was 40 % of the processor's time of reading one patient.
"""

from collections.abc import Callable
from typing import Any  # Any: what Django hands to middleware

from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django_htmx.middleware import HtmxMiddleware

from hospital.core.middleware import face_of

Handler = Callable[[HttpRequest], HttpResponseBase]


def shows_a_key(request: HttpRequest) -> bool:
    """Whether this is the API asked by a machine; whether the key opens anything, the doors find out."""
    return "HTTP_AUTHORIZATION" in request.META and face_of(request.path) != "page"


class ForBrowsers:
    """Mixed into a middleware, it lets requests that show a key pass by."""

    get_response: Any  # Any: each middleware declares its own

    def __call__(self, request: HttpRequest) -> Any:  # Any: see above
        if shows_a_key(request):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]  # the middleware it is mixed into


class Policy(ForBrowsers, CSPMiddleware):
    pass


class Sessions(ForBrowsers, SessionMiddleware):
    """Reads the session; where a key is shown there is one in memory only, which nobody keeps."""

    def __call__(self, request: HttpRequest) -> Any:  # Any: see above
        if shows_a_key(request):
            request.session = self.SessionStore()
        return super().__call__(request)


class Forgery(ForBrowsers, CsrfViewMiddleware):
    """Views of the API are exempt from this check; their cookie door makes it itself."""


class Person(ForBrowsers, AuthenticationMiddleware):
    """Who the session says it is; nobody yet, where a key is shown."""

    def __call__(self, request: HttpRequest) -> Any:  # Any: see above
        if shows_a_key(request):
            request.user = AnonymousUser()
        return super().__call__(request)


class Messages(ForBrowsers, MessageMiddleware):
    pass


class Frames(ForBrowsers, XFrameOptionsMiddleware):
    pass


def fragments(get_response: Handler) -> Handler:
    """htmx's request headers."""
    inner: Any = HtmxMiddleware(get_response)  # Any: it may be asynchronous; ours is not

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer: HttpResponseBase = get_response(request) if shows_a_key(request) else inner(request)
        return answer

    return middleware
