"""A theatre and everybody an operation needs, booked at once: at any hour, and nobody twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.errors import Absent
from hospital.patients.models import Patient

from ..finding import Place
from ..models import Appointment, Resource, Service
from ..taking import OBSTACLES, allocations, held_patient, insert, overlaps, require_bookable, say, settle
from .booking import asked_places
from .resources import ServiceCodeTaken, add_service

STEP = 5  # minutes


@transaction.atomic
def book_theatre(
    patient: Patient, *, theatre: Resource, besides: Sequence[Resource], starts_at: datetime, minutes: int,
    by: User, description: str = "",
) -> Appointment:  # fmt: skip
    """Book the theatre, and everybody and everything `besides`, or none of them.

    Operations are not bound to the hours of agendas, so those do not stand in the way; blocks, absences and
    what is booked already do. Who is asked for need not be in a department of `by`.
    """
    by.require("scheduling.book_appointment")
    if minutes % STEP or not STEP <= minutes <= 1440:
        refuse({"minutes": [_("A multiple of five minutes, of a day at most.")]})
    appointment = Appointment(service=_service(minutes), starts_at=starts_at, booked_by=by, stepped_by=by)
    appointment.description = fitting(Appointment, {"description": description})["description"]
    appointment.patient = held_patient(patient, by=by)
    rows = _held([theatre, *besides])
    require_bookable(appointment.patient, appointment.service, starts_at, by=by)
    found = [replace(place, is_always_open=True) for place in asked_places(appointment, rows)]
    _require_free(found, rows)
    settle(appointment, found, primary=theatre.pk, by=by)
    with overlaps():
        appointment.save(force_insert=True)
        insert(allocations(appointment, found))
    say(appointment, "scheduling.booked", before="", by=by)
    return appointment


def _held(resources: Sequence[Resource]) -> list[Resource]:
    """The resources, locked in the order of their keys, so that no two bookings wait for each other."""
    keys = {row.pk for row in resources}
    rows = Resource.objects.filter(pk__in=keys).order_by("pk")
    found = list(rows.select_for_update(of=("self",), no_key=True))
    if len(found) < len(keys):
        raise Absent
    return found


def _require_free(found: Sequence[Place], rows: Sequence[Resource]) -> None:
    """Refuse with the names of all that stand in the way."""
    names = {row.pk: row.name for row in rows}
    faults = [place for place in found if place.obstacle]
    if faults:
        kind = OBSTACLES[faults[0].obstacle]
        lines = [
            f"{names[place.resource_id]}: {OBSTACLES[place.obstacle].message}" for place in faults
        ]  # fmt: skip
        raise kind(" ".join(lines), fields={"starts_at": lines})


def _service(minutes: int) -> Service:
    """The service that lasts so long; the first operation of that length adds it."""
    code = f"CC{minutes:04d}"
    found = Service.objects.filter(code=code).first()
    if found is not None:
        return found
    try:
        return add_service(
            code=code, name=_("Operating theatre, %(n)s minutes") % {"n": minutes}, duration=minutes,
            by=system(),
        )  # fmt: skip
    except ServiceCodeTaken:
        return Service.objects.get(code=code)
