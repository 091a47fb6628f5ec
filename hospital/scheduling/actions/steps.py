"""The course of an appointment: confirmed, arrived, checked in, in progress, done; cancelled, or missed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.core.checks import said
from hospital.core.db import change, conflicts, lock, move as step_to
from hospital.core.errors import Conflict

from ..models import Allocation, Appointment, Resource
from ..taking import Full, PatientElsewhere, say

State = Appointment.State
EXPIRED = "expired"


class HoldExpired(Conflict):
    message = _("The time was held no longer and was given up.")


class TooEarly(Conflict):
    message = _("The appointment is on another day.")


@transaction.atomic
def confirm(appointment: Appointment, *, by: User, version: int | None = None) -> Appointment:
    """Make a held time a booked one, unless it was held no longer."""
    by.require("scheduling.book_appointment")
    appointment = lock(appointment, version=version)
    if appointment.expires_at and appointment.expires_at <= now():
        raise HoldExpired
    return _step(appointment, State.BOOKED, "scheduling.confirmed", by=by)


@transaction.atomic
def arrive(appointment: Appointment, *, by: User, version: int | None = None) -> Appointment:
    """The patient is here. Who was marked as missed and comes late takes her place again if it is free."""
    by.require("scheduling.attend_appointment")
    appointment = lock(appointment, version=version)
    _require_its_day(appointment)
    return _step(appointment, State.ARRIVED, "scheduling.arrived", by=by)


@transaction.atomic
def check_in(appointment: Appointment, *, by: User, version: int | None = None) -> Appointment:
    """Her papers are in order and she waits to be called."""
    by.require("scheduling.attend_appointment")
    appointment = lock(appointment, version=version)
    _require_its_day(appointment)
    return _step(appointment, State.CHECKED_IN, "scheduling.checked_in", by=by)


@transaction.atomic
def start(appointment: Appointment, *, by: User, version: int | None = None) -> Appointment:
    """She is being seen."""
    by.require("scheduling.attend_appointment")
    appointment = lock(appointment, version=version)
    _require_its_day(appointment)
    return _step(appointment, State.IN_PROGRESS, "scheduling.started", by=by)


@transaction.atomic
def finish(appointment: Appointment, *, by: User, version: int | None = None) -> Appointment:
    """What she came for is done."""
    by.require("scheduling.attend_appointment")
    return _step(lock(appointment, version=version), State.DONE, "scheduling.finished", by=by)


@transaction.atomic
def cancel(appointment: Appointment, *, reason: str, by: User, version: int | None = None) -> Appointment:
    """Give the time back, and say why."""
    by.require("scheduling.book_appointment")
    appointment = lock(appointment, version=version)
    return _step(appointment, State.CANCELLED, "scheduling.cancelled", by=by, because=said(reason))


@transaction.atomic
def miss(appointment: Appointment, *, by: User, reason: str = "", version: int | None = None) -> Appointment:
    """She did not come. Only once the appointment has begun."""
    by.require("scheduling.attend_appointment")
    appointment = lock(appointment, version=version)
    if appointment.starts_at > now():
        raise TooEarly
    return _step(appointment, State.MISSED, "scheduling.missed", by=by, because=reason.strip())


@transaction.atomic
def release_expired(*, by: User, most: int = 500) -> int:
    """Give up what was held for too long; returns how many. Rows that somebody is at work with wait."""
    by.require("scheduling.book_appointment")
    rows = Appointment.objects.filter(state=State.PROPOSED, expires_at__lte=now()).order_by("expires_at")
    expired = list(rows.select_for_update(skip_locked=True, of=("self",))[:most])
    for appointment in expired:
        _give_up(appointment, by=by)
    return len(expired)


def give_up_expired(resources: Sequence[Resource]) -> int:
    """The same for what stands in the way of a booking: the caller holds the resources."""
    rows = Appointment.objects.filter(
        state=State.PROPOSED, expires_at__lte=now(), allocations__resource__in=resources
    )
    keys = list(rows.values_list("pk", flat=True).distinct())
    expired = list(Appointment.objects.filter(pk__in=keys).select_for_update(skip_locked=True))
    for appointment in expired:
        _give_up(appointment, by=system())
    return len(expired)


def _give_up(appointment: Appointment, *, by: User) -> None:
    if appointment.state == State.PROPOSED:
        _step(appointment, State.CANCELLED, "scheduling.hold_expired", by=by, because=EXPIRED)


def _step(appointment: Appointment, state: str, event: str, *, by: User, because: str = "") -> Appointment:
    """Write the locked appointment in its new state, its places with it, and the step."""
    before, held = appointment.state, appointment.holds
    values: dict[str, Any] = {  # Any: see above
        "stepped_at": now(), "stepped_by": by, "stepped_because": because[:300], "expires_at": None,
    }  # fmt: skip
    with conflicts(
        no_two_appointments_in_one_place=Full, a_patient_is_not_in_two_places_at_once=PatientElsewhere
    ):
        step_to(appointment, state, **values)
        if appointment.holds != held:
            for place in Allocation.objects.select_for_update().filter(appointment=appointment):
                change(place, holds=appointment.holds)
    say(appointment, event, before=str(before), by=by, because=because)
    return appointment


def _require_its_day(appointment: Appointment) -> None:
    """Nobody arrives on another day than hers; half a day around midnight is as good as hers."""
    if localdate(appointment.starts_at) != localdate() and abs(appointment.starts_at - now()) > timedelta(
        hours=12
    ):
        raise TooEarly
