"""Around every page: an idle workspace is locked, and who must change her password does nothing else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from hospital.core.middleware import face_of

from . import actions
from .models import User
from .sessions import LOCKED, SessionStore

BY_ITSELF = "X-Background"  # the header of what a page asks without anybody touching it

ALWAYS = ("account_logout", "set_language", "touch")
WHEN_LOCKED = ("lock", "unlock", *ALWAYS)
WHEN_NEW = ("account_change_password", *ALWAYS)


def keep_watch(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send a locked session to the lock, a password that must change to its page; the API refuses both."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, User):
            return get_response(request)
        is_locked = _watch(request, request.user)
        if face_of(request.path) == "page":
            _speak(request, request.user)
            if is_locked and not _is_one_of(request, WHEN_LOCKED):
                return _to(request, "lock", back=True)
            if (
                not is_locked
                and actions.needs_new_password(request.user)
                and not _is_one_of(request, WHEN_NEW)
            ):
                return _to(request, "account_change_password", back=False)
        return get_response(request)

    return middleware


def _watch(request: HttpRequest, user: User) -> bool:
    """Whether the session is locked; one found idle for too long is locked now."""
    session = request.session
    assert isinstance(session, SessionStore)
    if not session.touch(alive=BY_ITSELF not in request.headers):
        return False
    if not session.get(LOCKED) and session.row is not None:
        session[LOCKED] = True
        actions.lock_session(session.row.id, by=user)
    return True


def _speak(request: HttpRequest, user: User) -> None:
    """The language of the person, unless this browser was told another."""
    if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(user.language)
        request.LANGUAGE_CODE = user.language


def _is_one_of(request: HttpRequest, names: tuple[str, ...]) -> bool:
    return request.path in {reverse(name) for name in names}


def _to(request: HttpRequest, name: str, *, back: bool) -> HttpResponse:
    """Send there, and afterwards back; a fragment's request makes the whole page go."""
    is_fragment = "HX-Request" in request.headers
    query = QueryDict(mutable=True)
    if back:
        here = request.headers.get("HX-Current-URL", "/") if is_fragment else request.get_full_path()
        query["next"] = here if request.method == "GET" else request.headers.get("Referer", "/")
    address = f"{reverse(name)}?{query.urlencode()}" if query else reverse(name)
    return HttpResponse(status=204, headers={"HX-Redirect": address}) if is_fragment else redirect(address)
