"""Agendas and appointments for tests, made by the real actions. For the apps above scheduling too."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any  # Any: whatever the actions take

from django.utils.timezone import get_current_timezone

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests.make import Api, browser, client, fresh, user
from hospital.organization.models import Department, today
from hospital.organization.tests.make import LONG_AGO, department, employee, membership, person
from hospital.patients.tests.make import patient
from hospital.scheduling import actions
from hospital.scheduling.models import Agenda, Appointment, Resource, Service

__all__ = [
    "Api", "agenda", "appointment", "at", "browser", "client", "department", "desk", "employee", "fresh",
    "manager", "membership", "monday", "patient", "person", "practitioner", "practitioner_user", "room",
    "service", "user", "week",
]  # fmt: skip

SEES = ("scheduling.view_agenda", "scheduling.view_appointment", "patients.view_patient")
DESK = (
    *SEES, "scheduling.view_every_agenda", "scheduling.book_appointment", "scheduling.attend_appointment",
    "scheduling.block_agenda",
)  # fmt: skip
MANAGES = (
    "scheduling.view_agenda", "scheduling.view_every_agenda", "scheduling.manage_agenda",
    "scheduling.manage_holiday", "scheduling.block_agenda",
)  # fmt: skip
_count = itertools.count(1)


def desk(*more: str, **fields: Any) -> User:  # Any: see above
    """Somebody at reception, who books everything, with these permissions besides."""
    return user(*DESK, *more, **fields)


def manager(**fields: Any) -> User:  # Any: see above
    """Somebody who sets agendas up and sees no appointment."""
    return user(*MANAGES, **fields)


def practitioner_user(of: Resource, *more: str) -> User:
    """The user of a practitioner: she sees her own agenda and moves the states."""
    from hospital.organization.actions import link_user

    made = user(*SEES, "scheduling.attend_appointment", *more)
    assert of.employee  # a practitioner is one
    link_user(of.employee, user=made, by=system())
    return fresh(made)


def practitioner(of: Department | None = None, **fields: Any) -> Resource:  # Any: see above
    """Somebody with an agenda to fill, working in a department."""
    where = of or department()
    return actions.add_resource(department=where, employee=employee(where), by=system(), **fields)


def room(of: Department | None = None, **fields: Any) -> Resource:  # Any: see above
    """A room without hours of its own."""
    values: dict[str, Any] = {"kind": "room", "name": f"Sala {next(_count)}"} | fields  # Any: see above
    return actions.add_resource(department=of or department(), by=system(), **values)


def service(**fields: Any) -> Service:  # Any: see above
    """A consultation of 30 minutes."""
    number = next(_count)
    values: dict[str, Any] = {"code": f"S{number}", "name": f"Consulta {number}", "duration": 30} | fields
    return actions.add_service(by=system(), **values)


def week(
    opens: int = 8, closes: int = 12, days: Sequence[int] = range(1, 8), **fields: Any
) -> list[Any]:  # Any: see above
    """Hours of each of the weekdays, every day unless said otherwise."""
    return [
        {"weekday": day, "opens_at": time(opens), "closes_at": time(closes), "slot_minutes": 30} | fields
        for day in days
    ]


def agenda(resource: Resource | None = None, **fields: Any) -> Agenda:  # Any: see above
    """An agenda open every day from 8 to 12, since LONG_AGO."""
    values: dict[str, Any] = {"starts_on": LONG_AGO, "week": week()} | fields  # Any: see above
    return actions.open_agenda(resource or practitioner(), by=system(), **values)


def at(hour: int, minute: int = 0, *, days: int = 1, day: date | None = None) -> datetime:
    """A time of a day so many days from today, by the hospital's clock."""
    when = day or today() + timedelta(days=days)
    return datetime.combine(when, time(hour, minute), get_current_timezone())


def monday(weeks: int = 1) -> date:
    """The Monday so many weeks after this week's."""
    return today() - timedelta(days=today().weekday()) + timedelta(weeks=weeks)


def appointment(resource: Resource | None = None, **fields: Any) -> Appointment:  # Any: see above
    """Tomorrow at 8, with somebody whose agenda is open then."""
    if resource is None:
        resource = agenda().resource
    values: dict[str, Any] = {  # Any: see above
        "resources": [resource], "starts_at": at(8), "by": system(),
    } | fields  # fmt: skip
    values["patient"] = values.get("patient") or patient()
    values["service"] = values.get("service") or service()
    return actions.book(values.pop("patient"), **values)
