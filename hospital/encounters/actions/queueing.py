"""Queues at work: a place and a ticket, the call, called again, no answer, sent elsewhere."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, lock, move
from hospital.core.errors import Conflict, Invalid

from .. import order
from ..models import Call, Encounter, Queue, QueueEntry, Room, Step
from ..places import for_caller, passed_over, put
from ..steps import end_entry, held, require_unit, step, tell

What = Step.What
State = QueueEntry.State
WAITS = (Encounter.State.ARRIVED, Encounter.State.TRIAGED, Encounter.State.WAITING)


class NobodyWaits(Conflict):
    message = _("Nobody is waiting in this queue for you.")


class NotCalled(Conflict):
    message = _("This patient has not been called.")


class CalledAlready(Conflict):
    message = _("Somebody else has just called this patient.")


class PassedOver(Invalid):
    """Others of higher risk, or with priority by law, would be passed over: say why."""

    message = _("Somebody with more urgency is waiting. Call her first, or say why not.")


@transaction.atomic
def enqueue(
    encounter: Encounter, *, queue: Queue, by: User, facts: Sequence[str] = (), why: str = ""
) -> QueueEntry:
    """Give the patient a place in a queue of her department, and a ticket."""
    by.require("encounters.receive_patient")
    encounter = held(encounter, by=by)
    return put(encounter, queue, by=by, facts=facts, why=why)


@transaction.atomic
def call_next(queue: Queue, *, room: Room, by: User) -> QueueEntry:
    """Call whoever's turn it is: two who call at once call two patients. NobodyWaits when nobody is left."""
    by.require("encounters.call_patient")
    require_unit(queue.department, by=by)
    rows: QuerySet[QueueEntry] = for_caller(QueueEntry.objects.waiting().filter(queue=queue), by)
    free = rows.select_for_update(skip_locked=True, no_key=True, of=("self", "encounter"))
    entry = free.select_related("encounter").in_turn().first()  # type: ignore[attr-defined]  # our own query set
    if entry is None:
        raise NobodyWaits
    return _call(entry, room, what=What.CALL, by=by, jumped=0, why="")


@transaction.atomic
def call(entry: QueueEntry, *, room: Room, by: User, reason: str = "") -> QueueEntry:
    """Call a patient by choice. Whoever is passed over by risk or by law is counted, and a reason kept."""
    by.require("encounters.call_patient")
    held(entry.encounter, by=by)
    entry = lock(entry)
    if entry.state == State.CALLED:
        raise CalledAlready
    jumped = passed_over(entry, by=by)
    if jumped and not reason.strip():
        raise PassedOver(fields={"reason": [PassedOver.message]})
    return _call(entry, room, what=What.CALL, by=by, jumped=jumped, why=reason.strip() if jumped else "")


def _call(entry: QueueEntry, room: Room, *, what: Step.What, by: User, jumped: int, why: str) -> QueueEntry:
    _require_room(entry, room)
    moment = now()
    if entry.state == State.CALLED:
        change(entry, called_at=moment, called_by=by, room=room)
    else:
        move(entry, State.CALLED, called_at=moment, called_by=by, room=room)
    why = fitting(Call, {"jumped_because": why})["jumped_because"]
    Call(
        entry=entry, queue_id=entry.queue_id, room=room, ticket=entry.ticket, at=moment, by=by,
        is_again=what == What.RECALL, jumped=jumped, jumped_because=why,
    ).save(force_insert=True)  # fmt: skip
    encounter = entry.encounter
    step(encounter, what, by=by, before=encounter.state, why=why, note=f"{entry.ticket} · {room.name}")
    verb = "called_again" if what == What.RECALL else "called_out_of_turn" if jumped else "called"
    tell(
        verb, encounter, by=by, reason=why, queue=str(entry.queue_id), entry=str(entry.pk),
        room=str(room.pk), ticket=entry.ticket, jumped=jumped,
    )  # fmt: skip
    return entry


def _require_room(entry: QueueEntry, room: Room) -> None:
    if not room.is_active or room.department_id != entry.encounter.department_id:
        refuse({"room": [_("Choose a room of this department that is in use.")]})


@transaction.atomic
def recall(entry: QueueEntry, *, by: User, room: Room | None = None) -> QueueEntry:
    """Call the same patient again, to the same room or to another."""
    by.require("encounters.call_patient")
    held(entry.encounter, by=by)
    entry = lock(entry)
    if entry.state != State.CALLED or entry.room is None:
        raise NotCalled
    return _call(entry, room or entry.room, what=What.RECALL, by=by, jumped=0, why="")


@transaction.atomic
def no_show(entry: QueueEntry, *, by: User) -> QueueEntry:
    """She did not answer: back into the queue, behind those of the same risk and priority by law."""
    by.require("encounters.call_patient")
    encounter = held(entry.encounter, by=by)
    entry = lock(entry)
    if entry.state != State.CALLED:
        raise NotCalled
    equals = QueueEntry.objects.waiting().filter(
        queue=entry.queue_id, urgency=entry.urgency, legal_rank=entry.legal_rank
    )
    last = equals.aggregate(last=Max("deadline"))["last"] or entry.deadline
    behind = max(last + timedelta(seconds=1), entry.deadline, now())
    move(entry, State.WAITING, no_shows=entry.no_shows + 1, deadline=behind, room=None)
    step(encounter, What.NO_SHOW, by=by, before=encounter.state, note=entry.ticket)
    tell("did_not_answer", encounter, by=by, entry=str(entry.pk), times=entry.no_shows)
    return entry


@transaction.atomic
def transfer(encounter: Encounter, *, queue: Queue, by: User, reason: str = "") -> QueueEntry:
    """Send the patient to another queue of the department; she keeps her ticket and her priority by law."""
    by.require("encounters.receive_patient")
    encounter = held(encounter, by=by)
    before = end_entry(encounter, State.MOVED) or encounter.entries.filter(moved_to=None).order_by(
        "-entered_at", "-id"
    ).first()  # fmt: skip
    if before is not None and before.queue_id == queue.pk and before.state == State.MOVED:
        refuse({"queue": [_("She is in this queue already.")]})
    kept = before if before and before.day == localdate() else None
    return put(encounter, queue, by=by, why=reason.strip(), what=What.TRANSFER, before=kept)


@transaction.atomic
def set_facts(entry: QueueEntry, *, facts: Sequence[str], by: User, version: int | None = None) -> QueueEntry:
    """Correct what gives priority by law, as it is seen or told at the desk."""
    by.require("encounters.receive_patient")
    encounter = held(entry.encounter, by=by)
    entry = lock(entry, version=version)
    if entry.ended_at:
        raise NotCalled
    known = fitting(QueueEntry, {"facts": list(facts)})["facts"]
    kept = order.facts_of(known, encounter.patient.birth_date, localdate())
    if change(entry, facts=kept, legal_rank=order.legal_rank(kept)):
        tell("priority_changed", encounter, by=by, entry=str(entry.pk), rank=entry.legal_rank)
    return entry
