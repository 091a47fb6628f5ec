"""A POST to the API with an Idempotency-Key is done once, however often it is sent (docs/decisions/0006)."""

import hashlib
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError

from hospital.core.errors import Conflict, DomainError, Invalid
from hospital.core.middleware import face_of
from hospital.core.problems import problem, refusal

from .doors import who
from .models import KeptResponse, User

LONGEST_KEY = 255
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
Handler = Callable[[HttpRequest], HttpResponse]


class InFlight(Conflict):
    message = _("The same request is being carried out right now. Ask again in a moment.")


class ShownOnce(Conflict):
    message = _("This was done. Its answer held a secret that is shown only once and is not kept.")


class KeyReused(Invalid):
    message = _("This Idempotency-Key was used for a request with another content.")


class KeyTooLong(Invalid):
    message = _("An Idempotency-Key has 1 to 255 characters.")


def answer_once(get_response: Handler) -> Handler:
    """Carry out a keyed POST together with the keeping of its answer, or give the answer that was kept.

    Only signed-in requests have an answer to keep; a sign-in itself is never kept, and neither is a refusal.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method != "POST" or face_of(request.path) != "api":
            return get_response(request)
        if not 0 < len(key) <= LONGEST_KEY:
            return refusal(KeyTooLong())
        try:
            user, content = who(request), request.META.get("QUERY_STRING", "").encode() + b"\n" + request.body
        except RequestDataTooBig:
            return problem(413, "TooLarge")
        except (DomainError, HttpError):
            user, content = None, b""  # the route itself will say what is wrong
        if user is None:
            return get_response(request)
        return _once(request, get_response, user, key, hashlib.sha256(content).hexdigest())

    return middleware


@transaction.atomic
def _once(request: HttpRequest, get_response: Handler, user: User, key: str, digest: str) -> HttpResponse:
    route = request.path[:300]
    if not _alone(f"{user.pk} {route} {key}"):
        return refusal(InFlight())
    kept = KeptResponse.objects.filter(user_id=user.pk, key=key, route=route).first()
    if kept is not None:
        return _again(kept, digest)
    response = get_response(request)
    if 200 <= response.status_code < 300 and not response.streaming:
        _keep(response, user=user, key=key, route=route, digest=digest)
    elif response.status_code >= 500:
        transaction.set_rollback(True)  # whoever asks again must find nothing half done
    return response


def _alone(request: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [request])
        row = cursor.fetchone()
    return bool(row and row[0])


def _keep(response: HttpResponse, *, user: User, key: str, route: str, digest: str) -> None:
    is_secret = "no-store" in response.get("Cache-Control", "")
    KeptResponse.objects.create(
        user_id=user.pk, key=key, route=route, body_digest=digest, status=response.status_code,
        is_secret=is_secret, headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=b"" if is_secret else response.content,
    )  # fmt: skip


def _again(kept: KeptResponse, digest: str) -> HttpResponse:
    if kept.body_digest != digest:
        return refusal(KeyReused())
    if kept.is_secret:
        return refusal(ShownOnce())
    response = HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)
    response["Idempotency-Replayed"] = "true"
    return response
