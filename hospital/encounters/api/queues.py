"""/queues and /rooms: who waits for what, in which order, and the calls."""

from typing import Any  # Any: rows with what the lists add
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, paginate
from hospital.core.versions import IfMatch, version_of
from hospital.organization.models import Department

from .. import actions, lists
from ..models import Queue, QueueEntry, Room
from ..schemas import (
    CallIn,
    ChoiceIn,
    EntryOut,
    FactsIn,
    QueueChange,
    QueueIn,
    QueueOut,
    RoomIn,
    RoomOut,
    RoomQuery,
)

router = Router(tags=["queues"])
rooms = Router(tags=["queues"])


@router.get("", response=PageOut[QueueOut])
@allow("encounters.view_encounter")
def list_queues(request: HttpRequest, query: Query[PageQuery]) -> Any:  # Any: see above
    """The queues of the departments one works in, with how many wait."""
    return paginate(lists.queues(by=asker(request)), query, order=("name", "id"))


@router.post("", response={201: QueueOut})
@allow("encounters.manage_queue")
def open_queue(request: HttpRequest, data: QueueIn) -> Any:  # Any: see above
    """Open a queue in a department."""
    told = data.dict(exclude={"department_id"})
    department = named(request, Department, data.department_id, "department_id")
    return Status(201, _one(request, actions.open_queue(department=department, by=asker(request), **told).pk))


@router.get("/{uuid:id}", response=QueueOut)
@allow("encounters.view_encounter")
def get_queue(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """One queue."""
    return _one(request, id)


@router.patch("/{uuid:id}", response=QueueOut)
@allow("encounters.manage_queue")
def change_queue(
    request: HttpRequest, id: UUID, data: QueueChange, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Change a queue; what is not sent stays."""
    version, queue = version_of(if_match), row(request, Queue, id)
    actions.change_queue(queue, version=version, by=asker(request), **data.dict(exclude_unset=True))
    return _one(request, id)


@router.post("/{uuid:id}/closure", response=QueueOut)
@allow("encounters.manage_queue")
def close_queue(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Take no more patients into it."""
    actions.close_queue(row(request, Queue, id), by=asker(request))
    return _one(request, id)


@router.get("/{uuid:id}/entries", response=list[EntryOut])
@allow("encounters.view_encounter")
@transaction.atomic
def list_entries(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Who waits, in the order of the calls, each with why she stands there; then who was called."""
    queue, by = row(request, Queue, id), asker(request)
    places = lists.in_turn(queue, by=by)
    called = lists.called(queue, by=by)
    actions.listed(by=by, found=len(places) + len(called), what="encounters.entries")
    waiting = [_entry(place.entry, position=place.number, why=place.why) for place in places]
    return [*waiting, *(_entry(entry) for entry in called)]


@router.post("/{uuid:id}/calls", response={201: EntryOut})
@allow("encounters.call_patient")
def call_next(request: HttpRequest, id: UUID, data: CallIn) -> Any:  # Any: see above
    """Call whoever's turn it is to a room. Two who ask at once get two patients."""
    queue = row(request, Queue, id)
    room = named(request, Room, data.room_id, "room_id")
    return Status(201, _entry(actions.call_next(queue, room=room, by=asker(request))))


@router.post("/{uuid:id}/entries/{uuid:entry_id}/calls", response={201: EntryOut})
@allow("encounters.call_patient")
def call(request: HttpRequest, id: UUID, entry_id: UUID, data: ChoiceIn) -> Any:  # Any: see above
    """Call this patient, or call her again. `reason` when somebody of more urgency is passed over."""
    entry = row(request, QueueEntry, entry_id, queue=id)
    room = named(request, Room, data.room_id, "room_id")
    if entry.state == QueueEntry.State.CALLED or room is None:
        return Status(201, _entry(actions.recall(entry, room=room, by=asker(request))))
    return Status(201, _entry(actions.call(entry, room=room, reason=data.reason, by=asker(request))))


@router.post("/{uuid:id}/entries/{uuid:entry_id}/absence", response=EntryOut)
@allow("encounters.call_patient")
def no_show(request: HttpRequest, id: UUID, entry_id: UUID) -> Any:  # Any: see above
    """She did not answer the call: back into the queue."""
    return _entry(actions.no_show(row(request, QueueEntry, entry_id, queue=id), by=asker(request)))


@router.put("/{uuid:id}/entries/{uuid:entry_id}/facts", response=EntryOut)
@allow("encounters.receive_patient")
def set_facts(
    request: HttpRequest, id: UUID, entry_id: UUID, data: FactsIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Correct what gives priority by law. Ages come from the record."""
    version, entry = version_of(if_match), row(request, QueueEntry, entry_id, queue=id)
    return _entry(actions.set_facts(entry, facts=data.facts, version=version, by=asker(request)))


@rooms.get("", response=PageOut[RoomOut])
@allow("encounters.view_encounter")
def list_rooms(request: HttpRequest, query: Query[RoomQuery]) -> Any:  # Any: see above
    """Where patients are called to."""
    found = Room.objects.visible_to(asker(request)).active()
    if query.department_id:
        found = found.filter(department=query.department_id)
    return paginate(found, query, order=("name", "id"))


@rooms.post("", response={201: RoomOut})
@allow("encounters.manage_queue")
def open_room(request: HttpRequest, data: RoomIn) -> Any:  # Any: see above
    """A room or a desk of a department."""
    department = named(request, Department, data.department_id, "department_id")
    return Status(
        201, actions.open_room(department=department, name=data.name, spoken=data.spoken, by=asker(request))
    )


@rooms.post("/{uuid:id}/closure", response=RoomOut)
@allow("encounters.manage_queue")
def close_room(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Call nobody to it any more."""
    return actions.close_room(row(request, Room, id), by=asker(request))


def _one(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    return get_object_or_404(lists.queues(by=asker(request), with_closed=True), pk=id)


def _entry(entry: QueueEntry, **place: Any) -> dict[str, Any]:  # Any: see above
    told = {
        name: getattr(entry, name)
        for name in (
            "id", "version", "ticket", "state", "encounter_id", "urgency", "legal_rank", "facts", "deadline",
            "arrived_at", "entered_at", "called_at", "no_shows",
        )
    }  # fmt: skip
    return told | {
        "patient": entry.encounter.patient, "colour": entry.triage.colour.code if entry.triage else None,
        "room": entry.room.name if entry.room else None, **place,
    }  # fmt: skip
