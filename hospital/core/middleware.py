"""Around every request: an id that joins its log and audit rows, and refusals in the face's dialect."""

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from .errors import Absent, Denied, DomainError
from .origin import Origin, current, origin
from .problems import problem, refusal, status_of

Handler = Callable[[HttpRequest], HttpResponse]


def keep_origin(get_response: Handler) -> Handler:
    """Remember the door and the address while the request is served, and show its id to the client."""

    def middleware(request: HttpRequest) -> HttpResponse:
        here = Origin(face=face_of(request.path), address=request.META.get("REMOTE_ADDR", ""))
        mark = current.set(here)
        try:
            response = get_response(request)
            if response.status_code == 405 and here.face != "page":
                response = problem(405, "WrongMethod", Allow=response.get("Allow", ""))
        finally:
            current.reset(mark)
        response["X-Request-Id"] = str(here.request_id)
        return response

    return middleware


def face_of(path: str) -> str:
    """The door that a path belongs to."""
    for face in ("api", "fhir"):
        if path.startswith(f"/{face}/"):
            return face
    return "page"


class show_refusals:  # noqa: N801  # named like its neighbour: settings list middleware by what it does
    """Turn a domain error that a page did not handle into the page that says so."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refuse(request, error) if isinstance(error, DomainError) else None


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal in the dialect of the face: problem+json, or the page that says what to do next."""
    if face_of(request.path) != "page":
        return refusal(error)
    status = status_of(error)
    usual = {403: "403.html", 404: "404.html", 412: "412.html"}.get(status, "409.html")
    context = {"message": str(error), "refusal": error, "reference": origin().request_id}
    return render(request, error.template or usual, context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours, or too old: 403 in the dialect of the face."""
    return refuse(request, FormTooOld())


class FormTooOld(Denied):
    message = _("This form is no longer valid. Go back, reload the page and send it again.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address, or no such row for this user."""
    return refuse(request, Absent())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself refuses: a suspicious host, a malformed body."""
    return _plainly(request, 400, "BadRequest")


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours, found in the log by its reference; or a database that is away for a moment: 503."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _plainly(request, 503, "DatabaseAway")
        response["Retry-After"] = "2"
        return response
    return _plainly(request, 500, "Failed")


def _plainly(request: HttpRequest, status: int, code: str) -> HttpResponse:
    if face_of(request.path) != "page":
        return problem(status, code)
    return render(request, f"{status}.html", {"reference": origin().request_id}, status=status)
