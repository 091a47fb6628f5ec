"""The JSON dialect of a refusal: application/problem+json (RFC 9457), in the language of the client."""

from collections.abc import Callable
from http import HTTPStatus

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _, gettext_noop
from ninja import Schema

from .errors import Absent, Conflict, Denied, DomainError, FieldFaults, Invalid, Stale, VersionMissing
from .origin import origin

STATUS: dict[type[DomainError], int] = {
    VersionMissing: 428, Stale: 412, Denied: 403, Absent: 404, Conflict: 409, Invalid: 422, DomainError: 409,
}  # fmt: skip

# How a door that speaks something else than problem+json says a status and its reason. Its app puts it here.
DIALECTS: dict[str, Callable[[int, str], HttpResponse]] = {}


class Problem(Schema):
    """One body for every refusal. `type` is stable; `reference` finds the request in the logs."""

    type: str
    title: str
    status: int
    detail: str = ""
    fields: dict[str, list[str]] = {}
    reference: str


def status_of(error: DomainError) -> int:
    """The HTTP status of the kind of refusal this is."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def problem(
    status: int, code: str, detail: str = "", fields: FieldFaults | None = None, **headers: str
) -> HttpResponse:
    """A refusal in the dialect of the door it leaves by; header names are given with underscores."""
    title = _(TITLES.get(status, "")) or HTTPStatus(status).phrase
    if origin().face in DIALECTS:
        return _with(DIALECTS[origin().face](status, detail or title), headers)
    body = {
        "type": code,
        "title": title,
        "status": status,
        "detail": detail,
        "fields": {name: [str(line) for line in lines] for name, lines in (fields or {}).items()},
        "reference": str(origin().request_id),
    }
    return _with(
        HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json"), headers
    )


def _with(response: HttpResponse, headers: dict[str, str]) -> HttpResponse:
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def refusal(error: DomainError) -> HttpResponse:
    """The response a domain error becomes."""
    return problem(status_of(error), error.code, str(error), error.fields)


TITLES = {
    400: gettext_noop("The request could not be read."),
    401: gettext_noop("Sign in first."),
    403: gettext_noop("Not allowed."),
    404: gettext_noop("Not found."),
    405: gettext_noop("This address does not take this method."),
    409: gettext_noop("Not possible now."),
    412: gettext_noop("Changed by somebody else."),
    413: gettext_noop("Too large."),
    415: gettext_noop("Unknown kind of content."),
    422: gettext_noop("Some of the data is not valid."),
    428: gettext_noop("Say which version you are changing."),
    429: gettext_noop("Too many tries. Wait a little."),
    500: gettext_noop("Something failed on our side. It was recorded."),
    503: gettext_noop("The system is not ready. Try again in a moment."),
}
