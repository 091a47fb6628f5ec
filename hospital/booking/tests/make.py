"""Waiting patients, freed times and visits for tests, made by the real actions."""

from datetime import timedelta
from typing import Any  # Any: whatever the actions take

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.booking import actions
from hospital.booking.models import Opening, Wish
from hospital.organization.models import today
from hospital.patients.models import Identifier, Patient
from hospital.patients.tests.make import cpf
from hospital.scheduling.actions import cancel
from hospital.scheduling.models import Appointment, Resource, Service
from hospital.scheduling.tests import make as scheduling
from hospital.scheduling.tests.make import (
    Api,
    agenda,
    appointment,
    at,
    browser,
    client,
    fresh,
    patient,
    practitioner,
    room,
    service,
    user,
    week,
)  # fmt: skip

__all__ = [
    "Api",
    "agenda",
    "appointment",
    "at",
    "browser",
    "client",
    "cpf",
    "desk",
    "freed",
    "fresh",
    "opening",
    "patient",
    "practitioner",
    "room",
    "service",
    "user",
    "visit",
    "week",
    "wish",
]  # fmt: skip

LIST = ("booking.view_wish", "booking.manage_wish", "booking.tell_code")


def desk(*more: str, **fields: Any) -> User:  # Any: see above
    """Somebody at reception, who keeps the waiting list, with these permissions besides."""
    return scheduling.desk(*LIST, *more, **fields)


def wish(of: Service, **fields: Any) -> Wish:  # Any: see above
    """Somebody who waits for a service in the next two weeks, with whoever is free."""
    values: dict[str, Any] = {  # Any: see above
        "starts_on": today(), "ends_on": today() + timedelta(days=14), "by": system(),
    } | fields  # fmt: skip
    return actions.add_wish(values.pop("patient", None) or patient(), service=of, **values)


def freed(doctor: Resource, of: Service, hour: int = 8, days: int = 2) -> Appointment:
    """An appointment that was booked and given back."""
    booked = appointment(doctor, service=of, starts_at=at(hour, days=days))
    return cancel(booked, reason="cannot come", by=system())


def opening(doctor: Resource, hour: int = 8, days: int = 2) -> Opening:
    """A time on offer; there must be somebody who waits for it."""
    made = actions.open_time(doctor, starts_at=at(hour, days=days), by=system())
    assert made is not None
    return made


def identified(**fields: Any) -> tuple[Patient, str]:  # Any: see above
    """A patient with a CPF, and the CPF."""
    who = patient(cpf=cpf(), **fields)
    return who, Identifier.objects.get(patient=who, kind="cpf").value


def visit(of: Patient | None = None) -> tuple[Patient, str]:
    """A patient who has shown her code, and the token that her browser has."""
    who = of or identified()[0]
    number = Identifier.objects.get(patient=who, kind="cpf").value
    assert who.birth_date
    code = actions.ask_code(cpf=number, birth_date=who.birth_date, by=system())
    told = actions.tell_code(code, by=system())
    return who, actions.enter(code.pk, code=told, by=system()).token
