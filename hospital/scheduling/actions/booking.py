"""A place in time for a patient: booked, or held for some minutes until she confirms."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.errors import Conflict
from hospital.patients.models import Patient

from ..finding import Place, places
from ..models import Appointment, Resource, Series, Service
from ..taking import (
    allocations,
    held_patient,
    held_resources,
    insert,
    overlaps,
    require_bookable,
    say,
    settle,
)

HELD_MINUTES = 10
LONGEST_HOLD = 7 * 24 * 60


class BookingData(TypedDict, total=False):
    """What an appointment says besides who, what, where and when."""

    payer_code: str
    channel: str
    notes: str
    description: str


class RequestReused(Conflict):
    message = _("This request was used already, for another appointment.")


@transaction.atomic
def book(
    patient: Patient, *, service: Service, resources: Sequence[Resource], starts_at: datetime, by: User,
    overbooked_because: str = "", request_id: str = "", series: Series | None = None,
    **data: Unpack[BookingData],
) -> Appointment:  # fmt: skip
    """Book all the resources for the patient, or none. The same `request_id` gives the same appointment.

    Full, Closed, ResourceAway, NotOffered, QuotaSpent and PatientElsewhere stand back when somebody who may
    overbook says why in `overbooked_because`.
    """
    by.require("scheduling.book_appointment")
    appointment = Appointment(
        service=service, starts_at=starts_at, booked_by=by, stepped_by=by, series=series
    )
    appointment.overbooked_because, appointment.request_id = overbooked_because, request_id
    return _make(appointment, patient, resources, data)


@transaction.atomic
def hold(
    patient: Patient, *, service: Service, resources: Sequence[Resource], starts_at: datetime, by: User,
    minutes: int = HELD_MINUTES, request_id: str = "", **data: Unpack[BookingData],
) -> Appointment:  # fmt: skip
    """Keep the time for the patient for some minutes; then it is given up unless somebody confirms."""
    by.require("scheduling.book_appointment")
    if not 1 <= minutes <= LONGEST_HOLD:
        refuse({"minutes": [_("A time is held for one minute to seven days.")]})
    appointment = Appointment(
        service=service, starts_at=starts_at, booked_by=by, stepped_by=by, state=Appointment.State.PROPOSED,
        expires_at=now() + timedelta(minutes=minutes),
    )  # fmt: skip
    appointment.request_id = request_id
    return _make(appointment, patient, resources, data)


def _make(
    appointment: Appointment, patient: Patient, resources: Sequence[Resource], data: BookingData
) -> Appointment:
    """Put the appointment into its places, or give the one that was made by this request before."""
    by, service = appointment.booked_by, appointment.service
    appointment.patient = held_patient(patient, by=by)
    rows = held_resources(resources, by=by)
    own = {name: getattr(appointment, name) for name in ("overbooked_because", "request_id")}
    for name, value in fitting(Appointment, {**own, **data}).items():
        setattr(appointment, name, value)
    if (before := _made_before(appointment, rows)) is not None:
        return before
    require_bookable(appointment.patient, service, appointment.starts_at, by=by)
    found = asked_places(appointment, rows)
    settle(appointment, found, primary=_primary(resources), by=by)
    with overlaps():
        appointment.save(force_insert=True)
        insert(allocations(appointment, found))
    is_held = appointment.state == Appointment.State.PROPOSED
    say(appointment, "scheduling.held" if is_held else "scheduling.booked", before="", by=by)
    return appointment


def asked_places(appointment: Appointment, resources: Sequence[Resource]) -> list[Place]:
    """What the locked resources say to the appointment's time; holds that have run out are given up first."""
    from .steps import give_up_expired

    def ask() -> list[Place]:
        return places(
            appointment.service, resources=resources, starts_at=appointment.starts_at,
            payer_code=appointment.payer_code, besides=appointment.pk,
        )  # fmt: skip

    found = ask()
    if any(place.obstacle == "full" for place in found) and give_up_expired(resources):
        found = ask()
    return found


def _primary(resources: Sequence[Resource]) -> UUID:
    """The resource whose department the appointment belongs to: the one that was named first."""
    key: UUID = resources[0].pk
    return key


def _made_before(appointment: Appointment, resources: Sequence[Resource]) -> Appointment | None:
    """What this request made already. RequestReused when that is something else."""
    if not appointment.request_id:
        return None
    before = Appointment.objects.filter(
        patient=appointment.patient, request_id=appointment.request_id
    ).first()
    if before is None:
        return None
    same = (before.service_id, before.starts_at) == (appointment.service_id, appointment.starts_at)
    taken = set(before.allocations.values_list("resource", flat=True))
    if not same or taken != {row.pk for row in resources}:
        raise RequestReused
    return before
