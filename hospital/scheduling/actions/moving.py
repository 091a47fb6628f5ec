"""An appointment goes to another time, or to somebody else, as the same appointment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict

from ..finding import Place
from ..models import Allocation, Appointment, Resource
from ..taking import (
    Full,
    PatientElsewhere,
    allocations,
    held_patient,
    held_resources,
    require_bookable,
    say,
    settle,
)
from .booking import asked_places

MOVABLE = (Appointment.State.PROPOSED, Appointment.State.BOOKED)


class NotMovable(Conflict):
    message = _("Only an appointment that is held or booked can be moved.")


@transaction.atomic
def move(
    appointment: Appointment, *, starts_at: datetime, by: User, resources: Sequence[Resource] = (),
    because: str = "", overbooked_because: str = "", version: int | None = None,
) -> Appointment:  # fmt: skip
    """Take the appointment to another time, with the same resources unless others are named.

    It gives its old places back and takes the new ones in one transaction; refused, it stays where it was.
    """
    by.require("scheduling.book_appointment")
    patient = held_patient(appointment.patient, by=by)
    named = list(resources) or list(
        Resource.objects.filter(allocations__appointment=appointment).order_by("kind", "pk")
    )
    rows = held_resources(named, by=by)
    appointment = lock(appointment, version=version)
    if appointment.state not in MOVABLE:
        raise NotMovable
    require_bookable(patient, appointment.service, starts_at, by=by)
    was_at, before = appointment.starts_at, str(appointment.state)
    after = Appointment.objects.get(pk=appointment.pk)
    after.starts_at, after.overbooked_because = starts_at, overbooked_because.strip()[:300]
    found = asked_places(after, rows)
    settle(after, found, primary=_first(named, resources, appointment), by=by)
    with conflicts(
        no_two_appointments_in_one_place=Full, a_patient_is_not_in_two_places_at_once=PatientElsewhere
    ):
        _write(appointment, after, found, by=by, because=because)
    say(appointment, "scheduling.moved", before=before, by=by, because=because.strip(), was_at=was_at)
    return appointment


def _first(named: Sequence[Resource], asked: Sequence[Resource], appointment: Appointment) -> Any:
    """The resource that gives the department: the first one asked for, or the one of the same department."""
    if not asked:
        same = [row.pk for row in named if row.department_id == appointment.department_id]
        if same:
            return same[0]
    return named[0].pk


def _write(
    appointment: Appointment, after: Appointment, found: Sequence[Place], *, by: User, because: str
) -> None:
    """The appointment at its new time, and its places: rows are used again, what is left over goes."""
    change(
        appointment, starts_at=after.starts_at, ends_at=after.ends_at, department_id=after.department_id,
        is_overbooked=after.is_overbooked, is_double_booked=after.is_double_booked,
        overbooked_because=after.overbooked_because, stepped_at=now(), stepped_by=by,
        stepped_because=because.strip()[:300],
    )  # fmt: skip
    wanted = {place.resource_id: place for place in allocations(appointment, found)}
    old = list(Allocation.objects.select_for_update().filter(appointment=appointment).order_by("pk"))
    spare = [row for row in old if row.resource_id not in wanted]
    by_resource = {row.resource_id: row for row in old}
    for resource_id, place in wanted.items():
        row = by_resource.get(resource_id) or (spare.pop() if spare else None)
        if row is None:
            place.save(force_insert=True)
            continue
        change(
            row, resource_id=resource_id, seat=place.seat, capacity=place.capacity,
            starts_at=place.starts_at, ends_at=place.ends_at, is_overbooked=place.is_overbooked,
        )  # fmt: skip
    for row in spare:
        row.delete()
