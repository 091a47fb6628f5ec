"""The screen in the waiting room: a device with a token, no person and no names."""

import hashlib
from typing import Any  # Any: JSON

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone_name, localdate
from django.utils.translation import override

from hospital.core.access import ANYONE, page

from .. import lists
from ..models import Panel


@page(ANYONE)
def panel(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the television shows; it asks `calls` every two seconds."""
    context = {"panel": _panel(token), "token": token, "zone": get_current_timezone_name()}
    with override(settings.LANGUAGE_CODE):  # the language of the waiting room, not of the television
        response = render(request, "encounters/panel.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@page(ANYONE)
def calls(request: HttpRequest, token: str) -> HttpResponse:
    """The last calls, tickets and rooms only. 304 while nothing has changed; 404 once it is revoked."""
    shown = _panel(token)
    told = {
        "spoken": shown.is_spoken, "day": str(localdate()),
        "calls": [_told(call) for call in lists.panel_calls(shown)],
    }  # fmt: skip
    mark = f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == mark:
        response: HttpResponse = HttpResponse(status=304)
    else:
        response = JsonResponse(told)
    response["ETag"] = mark
    response["Cache-Control"] = "no-cache"
    return response


def _panel(token: str) -> Panel:
    found = lists.panel_of(token)
    if found is None:
        raise Http404
    return found


def _told(call: Any) -> dict[str, Any]:  # Any: see above
    return {
        "id": str(call.pk), "ticket": call.ticket, "room": call.room.name,
        "spoken": call.room.spoken or call.room.name, "at": call.at.isoformat(), "again": call.is_again,
        "service": call.queue.name,
    }  # fmt: skip
