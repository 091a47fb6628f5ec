"""Queues live: who waits and why there, who was called, the call."""

from typing import Any  # Any: rooms and queues with what the lists add
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker, row
from hospital.core.access import page
from hospital.core.errors import Conflict, Invalid

from .. import actions, lists
from ..forms import CallForm
from ..models import Encounter, Queue, QueueEntry, Room
from ._asking import ask, carried_out, encounter_of


@page("encounters.view_encounter")
def queues(request: HttpRequest) -> HttpResponse:
    """The queues of one's own departments, with how many wait in each."""
    return render(request, "encounters/queues.html", {"queues": lists.queues(by=asker(request))})


@page("encounters.view_encounter")
@transaction.atomic
def queue(request: HttpRequest, id: UUID) -> HttpResponse:
    """One queue: whose turn it is, who was called, who is being seen, and the figures of the day."""
    by = asker(request)
    shown = get_object_or_404(lists.queues(by=by, with_closed=True), pk=id)
    places, called = lists.in_turn(shown, by=by), lists.called(shown, by=by)
    actions.listed(by=by, found=len(places) + len(called), what="encounters.entries")
    rooms = list(lists.rooms(shown.department_id, by=by))
    context = {
        "queue": shown, "places": places, "called": called, "rooms": rooms, "room": _room(request, rooms),
        "figures": lists.figures(shown.department_id, localdate(), by=by), "today": localdate(), "now": now(),
        "in_care": lists.in_care(shown.department_id, by=by), "calls": lists.last_calls(shown),
        "breached": sum(place.entry.deadline < now() for place in places),
    }  # fmt: skip
    return render(request, "encounters/queue.html", context)


@require_POST
@page("encounters.call_patient")
def call_next(request: HttpRequest, id: UUID) -> HttpResponse:
    """Call whoever's turn it is."""
    shown = row(request, Queue, id)
    rooms = list(lists.rooms(shown.department_id, by=asker(request)))
    room = _room(request, rooms, request.POST.get("room", ""))
    if room is None:
        messages.error(request, _("Choose the room first."))
        return redirect(shown)
    try:
        entry = actions.call_next(shown, room=room, by=asker(request))
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    else:
        told = {"ticket": entry.ticket, "room": room.name}
        messages.success(request, _("%(ticket)s called to %(room)s.") % told)
    return redirect(f"{shown.get_absolute_url()}?room={room.pk}")


@page("encounters.call_patient")
def call(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """Call somebody by choice; a reason when somebody more urgent is passed over."""
    by, entry = asker(request), row(request, QueueEntry, entry_id, queue=id)
    jumped = actions.passed_over(entry, by=by)
    rooms = lists.rooms(entry.queue.department_id, by=by)
    form = CallForm(request.POST or None, rooms=rooms, jumps=bool(jumped), initial=request.GET)
    if request.method == "POST":
        made = form.attempt(actions.call, entry, by=by)
        if made:
            return redirect(_back(entry.queue, made.room))
    encounter = encounter_of(request, entry.encounter_id)
    return ask(
        request, encounter, form, title=_("Call %(ticket)s") % {"ticket": entry.ticket}, jumped=jumped,
        submit=_("Call"), template="encounters/call.html", back=entry.queue.get_absolute_url(),
    )  # fmt: skip


@require_POST
@page("encounters.call_patient")
def recall(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """Once more."""
    entry = row(request, QueueEntry, entry_id, queue=id)
    said = _("%(ticket)s called again.") % {"ticket": entry.ticket}
    return carried_out(request, _back(entry.queue, entry.room), said, actions.recall, entry)


@require_POST
@page("encounters.call_patient")
def no_show(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """No answer: back into the queue."""
    entry = row(request, QueueEntry, entry_id, queue=id)
    said = _("%(ticket)s goes back into the queue.") % {"ticket": entry.ticket}
    return carried_out(request, _back(entry.queue, entry.room), said, actions.no_show, entry)


@require_POST
@page("encounters.treat_patient")
def begin(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """She is at the door: begin, and open her encounter."""
    entry = row(request, QueueEntry, entry_id, queue=id)
    one: Encounter = entry.encounter
    return carried_out(request, one.get_absolute_url(), _("The encounter has begun."), actions.start, one)


def _back(queue: Queue, room: Room | None) -> str:
    return reverse("encounters:queue", args=[queue.pk]) + (f"?room={room.pk}" if room else "")


def _room(request: HttpRequest, rooms: list[Any], sent: str | None = None) -> Any:  # Any: see above
    """The room that the person said is hers, or the only one there is."""
    wanted = request.GET.get("room", "") if sent is None else sent
    only = rooms[0] if len(rooms) == 1 else None
    return next((room for room in rooms if str(room.pk) == wanted), only)
