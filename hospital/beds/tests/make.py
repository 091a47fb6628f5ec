"""Wards, beds and who lies in them, made by the real actions. For the apps above beds too."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any  # Any: whatever the actions take

from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests.make import Api, browser, client, fresh, user
from hospital.beds import actions
from hospital.beds.models import Bed, BedRequest, Cleaning, Room, Stay, Ward
from hospital.encounters import actions as encounters
from hospital.encounters.models import Encounter
from hospital.organization.models import Department
from hospital.organization.tests.make import department, employee, licence, membership, person
from hospital.patients.models import Patient
from hospital.patients.tests.make import newborn, patient

__all__ = [
    "Api", "bed", "browser", "cleaned", "cleaner", "client", "department", "employee", "encounter", "fresh",
    "hours", "licence", "membership", "newborn", "nurse", "patient", "person", "regulator", "request",
    "reserved", "room", "stay", "user", "ward",
]  # fmt: skip

SEES = (
    "patients.view_patient", "patients.view_chart", "beds.view_bed", "encounters.view_encounter",
    "organization.view_department",
)  # fmt: skip
PLACES = (*SEES, "beds.place_patient", "beds.isolate_patient", "beds.request_bed", "beds.block_bed")
_count = itertools.count(1)


def nurse(of: Department, *more: str) -> User:
    """A nurse of the department, who puts patients in its beds."""
    return person(of, *PLACES, *more)


def regulator(*more: str) -> User:
    """Somebody of the NIR: sees every ward, answers requests, and overrides."""
    return user(*PLACES, "beds.view_every_ward", "beds.regulate", "patients.open_any_chart", *more)


def cleaner(of: Department | None = None, *more: str) -> User:
    """Somebody of housekeeping: cleans every bed and sees no patient."""
    return person(of or department(), "beds.view_bed", "beds.view_every_ward", "beds.clean_bed", *more)


def ward(of: Department | None = None, **fields: Any) -> Ward:  # Any: see above
    """A clinical ward for anybody."""
    number = next(_count)
    values: dict[str, Any] = {"code": f"W{number}", "name": f"Ala {number}"} | fields  # Any: see above
    return actions.open_ward(department=of or department(), by=system(), **values)


def room(of: Ward | None = None, **fields: Any) -> Room:  # Any: see above
    values: dict[str, Any] = {"number": str(100 + next(_count))} | fields  # Any: see above
    return actions.open_room(of or ward(), by=system(), **values)


def bed(of: Room | Ward | None = None, **fields: Any) -> Bed:  # Any: see above
    """A clean, free bed, in a room of its own unless one is given."""
    where = of if isinstance(of, Room) else room(of)
    values: dict[str, Any] = {"name": f"L{next(_count)}"} | fields  # Any: see above
    return actions.add_bed(where, by=system(), **values)


def encounter(of: Department, who: Patient | None = None) -> Encounter:
    """A hospital stay that the department expects."""
    return encounters.plan(
        who or patient(), department=of, at=now(), kind=Encounter.Kind.INPATIENT, by=system()
    )


def stay(where: Bed | None = None, who: Patient | None = None, **fields: Any) -> Stay:  # Any: see above
    """A patient in a bed since just now."""
    where = where or bed()
    who = who or patient()
    values: dict[str, Any] = {"by": system()} | fields  # Any: see above
    visit = values.pop("encounter", None) or encounter(where.ward.department, who)
    return actions.occupy(where, patient=who, encounter=visit, **values)


def reserved(where: Bed | None = None, who: Patient | None = None, **fields: Any) -> Stay:  # Any: see above
    """A bed that is reserved for a patient for two hours."""
    values: dict[str, Any] = {"until": hours(2), "by": system()} | fields  # Any: see above
    return actions.reserve(where or bed(), patient=who or patient(), **values)


def request(who: Patient | None = None, **fields: Any) -> BedRequest:  # Any: see above
    values: dict[str, Any] = {"reason": "Pneumonia", "by": system()} | fields  # Any: see above
    return actions.ask_for_bed(who or patient(), **values)


def cleaned(where: Bed) -> Bed:
    """The dirty bed after housekeeping was there."""
    task = Cleaning.objects.open().get(bed=where, kind="terminal")
    actions.begin_cleaning(task, by=system())
    actions.finish_cleaning(task, by=system())
    return Bed.objects.get(pk=where.pk)


def hours(count: float) -> datetime:
    """So many hours from now."""
    return now() + timedelta(hours=count)


def adult(**fields: Any) -> Patient:  # Any: see above
    """A woman born in 1980."""
    values: dict[str, Any] = {"birth_date": date(1980, 5, 1)} | fields  # Any: see above
    return patient(**values)
