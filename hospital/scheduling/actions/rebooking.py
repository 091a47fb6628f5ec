"""When somebody is away: a new time is proposed for each of her patients, and then they are moved."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import change, lock

from ..finding import Slot, find_slots
from ..models import Absence, Appointment, Rebooking, Resource, Service
from .absences import AlreadyWithdrawn, block
from .moving import MOVABLE

LOOK_AHEAD = timedelta(days=60)
MOST_SLOTS = 2000


@transaction.atomic
def propose_absence(
    resource: Resource, *, starts_at: datetime, ends_at: datetime, reason: str, by: User,
    among: Sequence[Resource] = (), look_ahead: timedelta = LOOK_AHEAD,
) -> Absence:  # fmt: skip
    """Block the time and look for a new one for each patient in it, with one of `among` or with the resource.

    Nobody is moved yet: `confirming.confirm_absence` does.
    """
    by.require("scheduling.book_appointment")
    absence = block(
        resource, starts_at=starts_at, ends_at=ends_at, reason=reason, kind=Absence.Kind.ABSENCE, by=by
    )
    return _propose(absence, among, look_ahead, by=by)


@transaction.atomic
def propose_again(
    absence: Absence, *, by: User, among: Sequence[Resource] = (), look_ahead: timedelta = LOOK_AHEAD
) -> Absence:
    """Look again for those who are not moved yet, for example after some could not be."""
    by.require("scheduling.block_agenda")
    by.require("scheduling.book_appointment")
    absence = lock(absence)
    if absence.state == Absence.State.WITHDRAWN:
        raise AlreadyWithdrawn
    return _propose(absence, among, look_ahead, by=by)


def _propose(absence: Absence, among: Sequence[Resource], look_ahead: timedelta, *, by: User) -> Absence:
    """Write a proposal for each appointment of the stretch that is still to be moved."""
    candidates = list(among) or [absence.resource]
    begin = max(now(), absence.starts_at)
    waiting = _waiting(absence, by)
    used: list[tuple[UUID, datetime, datetime]] = []
    for service, appointments in _by_service(waiting):
        slots = find_slots(
            service, resources=candidates, from_=begin, until=begin + look_ahead, limit=MOST_SLOTS, by=by
        )
        for appointment in appointments:
            slot = _first_unused(slots, used, service)
            if slot:
                used.append((slot.resource_id, slot.starts_at, slot.ends_at))
            _write(absence, appointment, slot)
    audit.record(
        "scheduling.rebooking_proposed", absence, by=by, reason=absence.reason,
        resource=str(absence.resource_id), patients=len(waiting), found=len(used),
    )  # fmt: skip
    return absence


def _waiting(absence: Absence, by: User) -> list[Appointment]:
    """Those who are booked with the resource in the stretch, the earliest first."""
    rows = Appointment.objects.visible_to(by).with_resource(absence.resource).filter(state__in=MOVABLE)
    rows = rows.filter(starts_at__lt=absence.ends_at, ends_at__gt=absence.starts_at)
    return list(rows.select_related("service").in_order())


def _by_service(rows: Iterable[Appointment]) -> list[tuple[Service, list[Appointment]]]:
    found: dict[UUID, tuple[Service, list[Appointment]]] = {}
    for row in rows:
        found.setdefault(row.service_id, (row.service, []))[1].append(row)
    return list(found.values())


def _first_unused(
    slots: Sequence[Slot], used: Sequence[tuple[UUID, datetime, datetime]], service: Service
) -> Slot | None:
    """The earliest slot with a place that an earlier proposal of this run does not need."""
    before, after = timedelta(minutes=service.buffer_before), timedelta(minutes=service.buffer_after)
    for slot in slots:
        first, last = slot.starts_at - before, slot.ends_at + after
        needed = sum(key == slot.resource_id and a < last and b > first for key, a, b in used)
        if needed < slot.places:
            return slot
    return None


def _write(absence: Absence, appointment: Appointment, slot: Slot | None) -> None:
    row = Rebooking.objects.filter(absence=absence, appointment=appointment).first()
    to = {"to_resource_id": slot.resource_id, "to_starts_at": slot.starts_at} if slot else {}
    state = Rebooking.State.PROPOSED if slot else Rebooking.State.NO_SLOT
    if row is None:
        Rebooking(
            absence=absence, appointment=appointment, was_at=appointment.starts_at, state=state, **to
        ).save(force_insert=True)
    elif row.state != Rebooking.State.MOVED:
        change(row, state=state, problem="", **to)
