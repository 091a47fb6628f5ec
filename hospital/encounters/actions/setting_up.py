"""Queues, rooms and panels: opened, changed, closed."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import NamedTuple, TypedDict, Unpack

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict
from hospital.organization.models import Department

from ..models import Panel, PanelQueue, Queue, Room


class PrefixTaken(Conflict):
    message = _("Another queue in use has these letters on its tickets.")


class RoomNameTaken(Conflict):
    message = _("Another room of this department has this name.")


class PeopleWait(Conflict):
    message = _("People are waiting in this queue. Send them elsewhere first.")


class AlreadyClosed(Conflict):
    message = _("It is not in use any more.")


class AlreadyRevoked(Conflict):
    message = _("This panel was revoked already.")


class QueueData(TypedDict, total=False):
    """What can be said of a queue."""

    name: str
    prefix: str
    purpose: str
    kinds: list[str]
    target_minutes: int


@transaction.atomic
def open_queue(*, department: Department, by: User, **data: Unpack[QueueData]) -> Queue:
    """A queue of a department; its letters begin its tickets."""
    by.require("encounters.manage_queue")
    queue = Queue(department=department, **_clean({"name": "", "prefix": "", **data}))
    with conflicts(one_queue_per_ticket_prefix=PrefixTaken):
        queue.save(force_insert=True)
    audit.record("encounters.queue_opened", queue, by=by, department=str(department.pk))
    return queue


@transaction.atomic
def change_queue(queue: Queue, *, by: User, version: int | None = None, **data: Unpack[QueueData]) -> Queue:
    """Change what a queue is called and takes; tickets that were given stay."""
    by.require("encounters.manage_queue")
    queue = _in_use(lock(queue, version=version))
    with conflicts(one_queue_per_ticket_prefix=PrefixTaken):
        changed = change(queue, **_clean(data))
    if changed:
        audit.record("encounters.queue_changed", queue, by=by, fields=changed)
    return queue


@transaction.atomic
def close_queue(queue: Queue, *, by: User, version: int | None = None) -> Queue:
    """Take no more patients into it. PeopleWait while somebody stands in it."""
    by.require("encounters.manage_queue")
    queue = _in_use(lock(queue, version=version))
    if queue.entries.filter(state__in=("waiting", "called")).exists():
        raise PeopleWait
    change(queue, is_active=False)
    audit.record("encounters.queue_closed", queue, by=by)
    return queue


def _clean(data: QueueData) -> QueueData:
    raw = dict(data)
    if "prefix" in raw:
        raw["prefix"] = letters = str(raw["prefix"]).strip().upper()
        if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
            refuse({"prefix": [_("One to three letters.")]})
    if "target_minutes" in raw and not 1 <= int(str(raw["target_minutes"])) <= 1440:
        refuse({"target_minutes": [_("From 1 to 1440 minutes.")]})
    return fitting(Queue, raw)  # type: ignore[return-value]  # the same keys


def _in_use(queue: Queue) -> Queue:
    if not queue.is_active:
        raise AlreadyClosed
    return queue


@transaction.atomic
def open_room(*, department: Department, name: str, by: User, spoken: str = "") -> Room:
    """A room or a desk to which patients are called."""
    by.require("encounters.manage_queue")
    room = Room(department=department, **fitting(Room, {"name": name, "spoken": spoken}))
    with conflicts(one_room_per_name_and_department=RoomNameTaken):
        room.save(force_insert=True)
    audit.record("encounters.room_opened", room, by=by, department=str(department.pk))
    return room


@transaction.atomic
def close_room(room: Room, *, by: User) -> Room:
    """Call nobody to it any more."""
    by.require("encounters.manage_queue")
    room = lock(room)
    if not room.is_active:
        raise AlreadyClosed
    change(room, is_active=False)
    audit.record("encounters.room_closed", room, by=by)
    return room


class Installed(NamedTuple):
    """A panel and the token of its device, which is shown now or never."""

    panel: Panel
    token: str


@transaction.atomic
def add_panel(*, name: str, queues: Iterable[Queue], by: User, is_spoken: bool = True) -> Installed:
    """A screen that shows the calls of some queues; its address holds its token."""
    by.require("encounters.manage_queue")
    shown = list(queues)
    if not shown:
        refuse({"queues": [_("Choose at least one queue.")]})
    token = secrets.token_urlsafe(24)
    panel = Panel(digest=digest(token), is_spoken=is_spoken, **fitting(Panel, {"name": name}))
    panel.save(force_insert=True)
    PanelQueue.objects.bulk_create(PanelQueue(panel=panel, queue=queue) for queue in shown)
    audit.record("encounters.panel_added", panel, by=by, queues=[str(queue.pk) for queue in shown])
    return Installed(panel, token)


@transaction.atomic
def revoke_panel(panel: Panel, *, by: User) -> Panel:
    """End the panel's token: the screen shows nothing from its next question on."""
    by.require("encounters.manage_queue")
    panel = lock(panel)
    if panel.revoked_at:
        raise AlreadyRevoked
    change(panel, revoked_at=now())
    audit.record("encounters.panel_revoked", panel, by=by)
    return panel


def digest(token: str) -> bytes:
    """What is kept of a panel's token."""
    return hashlib.sha256(token.encode()).digest()
