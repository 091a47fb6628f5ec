"""The FHIR face as one API: its content type, its body, and every refusal as an OperationOutcome."""

import logging
import zlib
from collections.abc import Iterator
from typing import Any  # Any: JSON values, options of NinjaAPI

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _, gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError as BadInput

from hospital import config
from hospital.core.errors import Absent, Denied, DomainError, Invalid

from .outcome import plain, refusal
from .wire import JSON, dump, parse

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/fhir+json"
READABLE = {MEDIA_TYPE, "application/json", "application/json+fhir", "text/json"}
FORMATS = {*READABLE, "json", ""}
CHUNK = 1024 * 256


class TooLarge(Invalid):
    message = gettext_lazy("The body is larger than this hospital takes at once.")
    status = 413


class NotJSON(Invalid):
    message = gettext_lazy("Send application/fhir+json.")
    status = 415


class OnlyJSON(Invalid):
    message = gettext_lazy("Only application/fhir+json can be answered.")
    status = 406


class BadBody(Invalid):
    message = gettext_lazy("The content is not readable JSON.")
    status = 400


def answer(body: JSON, status: int = 200, **headers: str) -> HttpResponse:
    """A resource as a response; header names are given with underscores."""
    response = HttpResponse(dump(body), status=status, content_type=f"{MEDIA_TYPE}; fhirVersion=4.0")
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


class FhirAPI(NinjaAPI):
    """A NinjaAPI that refuses in OperationOutcomes."""

    def __init__(self, **options: Any) -> None:  # Any: see above
        super().__init__(openapi_url=None, docs_url=None, **options)
        self.exception_handler(DomainError)(lambda request, error: _refused(error))
        self.exception_handler(Http404)(lambda request, error: _refused(Absent()))
        self.exception_handler(AuthorizationError)(lambda request, error: _refused(Denied()))
        self.exception_handler(AuthenticationError)(
            lambda request, error: answer(plain(401, _("Sign in first.")), 401, WWW_Authenticate="Bearer")
        )
        self.exception_handler(HttpError)(
            lambda request, error: answer(plain(error.status_code, str(error)), error.status_code)
        )
        self.exception_handler(BadInput)(lambda request, error: _refused(Invalid()))
        self.exception_handler(ValidationError)(
            lambda request, error: _refused(Invalid("; ".join(error.messages)))
        )
        self.exception_handler(DataError)(
            lambda request, error: _refused(Invalid(_("A value is out of range.")))
        )
        self.exception_handler(RequestDataTooBig)(lambda request, error: _refused(TooLarge()))
        for kind in (UnreadablePostError, SuspiciousOperation, BadRequest):
            self.exception_handler(kind)(lambda request, error: _refused(BadBody()))
        for away in (OperationalError, InterfaceError):
            self.exception_handler(away)(_away)
        self.exception_handler(Exception)(_failed)


def dialect(status: int, text: str) -> HttpResponse:
    """What is refused before or outside this API, such as an address that does not exist."""
    return answer(plain(status, text), status)


def _refused(error: DomainError) -> HttpResponse:
    status, body = refusal(error)
    return answer(body, status)


def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("The database is away", exc_info=error)
    text = _("The system is not ready. Try again in a moment.")
    return answer(plain(503, text), 503, Retry_After="2")


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("FHIR request failed", exc_info=error)
    return answer(plain(500, _("Something failed on our side. It was recorded.")), 500)


def check_answerable(request: HttpRequest) -> None:
    """OnlyJSON unless the client takes JSON, by `_format` or by Accept."""
    said = request.GET.get("_format")
    if said is not None:
        # A plus in a query is a space to whoever reads it.
        if said.partition(";")[0].strip().replace(" ", "+").lower() not in FORMATS:
            raise OnlyJSON
    elif not any(request.accepts(kind) for kind in (MEDIA_TYPE, "application/json", "text/json")):
        raise OnlyJSON


def body_of(request: HttpRequest) -> Any:  # Any: see above
    """The JSON that was sent, at most `fhir.max_megabytes` of it, gzipped or not."""
    if (request.content_type or "").lower() not in READABLE:
        raise NotJSON
    most = most_bytes()
    said = request.headers.get("Content-Length") or "0"
    if said.isdecimal() and int(said[:20]) > most:
        raise TooLarge
    packed = request.headers.get("Content-Encoding", "identity").lower()
    if packed not in ("identity", "gzip"):
        raise NotJSON
    chunks = iter(lambda: request.read(CHUNK), b"")
    try:
        return parse(bounded(unpacked(chunks) if packed == "gzip" else chunks, most))
    except Invalid as error:
        raise error if isinstance(error, TooLarge) else BadBody(str(error)) from error


def most_bytes() -> int:
    """How large a delivery may be, unpacked."""
    return int(config.value("fhir.max_megabytes")) * 1024 * 1024


def bounded(chunks: Iterator[bytes], most: int) -> bytes:
    """All of it; TooLarge when it is more than `most` bytes."""
    whole = bytearray()
    for chunk in chunks:
        whole += chunk
        if len(whole) > most:
            raise TooLarge
    return bytes(whole)


def unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What gzip packed, a bounded piece at a time, so that a small file cannot fill the memory."""
    gzip = zlib.decompressobj(wbits=31)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                yield gzip.decompress(rest, CHUNK)
                rest = gzip.unconsumed_tail
        yield gzip.flush()
    except zlib.error as error:
        raise BadBody from error
