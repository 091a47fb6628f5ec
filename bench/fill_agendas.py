"""Agendas that are full: 50 doctors with 40 visits a day for 60 days, written by COPY like the patients."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any  # Any: see fill

from django.db import connection, transaction
from django.utils.timezone import get_current_timezone, localdate

from hospital.accounts.actions import system
from hospital.organization import actions as organization
from hospital.organization.models import Department
from hospital.patients.models import Patient
from hospital.scheduling import actions
from hospital.scheduling.models import Allocation, Appointment, Resource, Service

DOCTORS, VISITS, DAYS = 50, 40, 60
FREE_FROM = date(2031, 1, 1)  # for the bookings of the benchmark: open day and night
TABLES = ("scheduling_appointment", "scheduling_allocation")


def fill_agendas() -> None:
    """Put them into a database that has patients and no agendas yet."""
    if Resource.objects.exists():
        return
    doctors, service = staff()
    people = cycle(Patient.objects.order_by("id").values_list("id", flat=True)[:20_000])
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        rows = list(visits(doctors, service, people))
        from .fill import copy

        copy(Appointment, (row for row, _place in rows))
        copy(Allocation, (place for _row, place in rows))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


def staff() -> tuple[list[Resource], Service]:
    """The doctors of one department, whose agendas are open all day, and what patients come for."""
    by, since = system(), localdate() - timedelta(days=400)
    place = Department.objects.first() or organization.open_department(
        code="AMB", name="Ambulatório", opened_on=since, by=by
    )
    doctors = []
    for number in range(DOCTORS):
        person = organization.hire(given_name="Médica", family_name=f"Número {number}", hired_on=since, by=by)
        doctor = actions.add_resource(department=place, employee=person, by=by)
        agenda = actions.open_agenda(doctor, starts_on=since, week=week(8, 19), by=by)
        actions.set_week(agenda, week=week(0, 23), from_day=FREE_FROM, by=by)
        doctors.append(doctor)
    return doctors, actions.add_service(code="CONS", name="Consulta", duration=5, by=by)


def week(opens: int, closes: int) -> list[Any]:  # Any: see above
    """The same hours every day."""
    hours = {"opens_at": time(opens), "closes_at": time(closes, 59), "slot_minutes": 15}
    return [{"weekday": day, **hours} for day in range(1, 8)]


def visits(
    doctors: list[Resource], service: Service, people: Iterator[Any]
) -> Iterator[tuple[Appointment, Allocation]]:  # Any: see above
    """Every doctor's days from 30 days ago on, a visit each quarter of an hour from 8:00."""
    by, zone = system(), get_current_timezone()
    for day in range(DAYS):
        first = datetime.combine(localdate() + timedelta(days=day - 30), time(8), zone)
        for place in range(VISITS):
            starts_at = first + timedelta(minutes=15 * place)
            ends_at = starts_at + timedelta(minutes=5)
            for doctor in doctors:
                row = Appointment(
                    patient_id=next(people), service=service, department_id=doctor.department_id,
                    starts_at=starts_at, ends_at=ends_at, booked_by=by, stepped_by=by,
                )  # fmt: skip
                yield row, Allocation(appointment=row, resource=doctor, starts_at=starts_at, ends_at=ends_at)
