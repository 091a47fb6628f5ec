"""At the door: planned, arrived with an appointment or without, not even a name; gone, or a mistake."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, said
from hospital.core.db import conflicts
from hospital.core.errors import Conflict
from hospital.organization.models import Department, Employee
from hospital.patients import actions as patients
from hospital.patients.actions.identity import held as held_patient
from hospital.patients.models import Patient
from hospital.scheduling import actions as scheduling
from hospital.scheduling.models import Appointment

from ..models import Encounter, Queue, QueueEntry, Step, Triage
from ..places import put
from ..steps import TIMES, end_entry, go, held, require_unit, step, tell
from .triaging import Classification, classify

State = Encounter.State
What = Step.What


class DepartmentClosed(Conflict):
    message = _("This department is not open.")


class PatientDied(Conflict):
    message = _("This patient is registered as deceased.")


class EncounterData(TypedDict, total=False):
    """What is said of an encounter at the door."""

    kind: str
    priority: str
    reason: str
    description: str
    practitioner: Employee | None


@transaction.atomic
def plan(
    patient: Patient, *, department: Department, at: datetime, by: User,
    appointment: Appointment | None = None, **data: Unpack[EncounterData],
) -> Encounter:  # fmt: skip
    """Expect a patient: a visit at home, a stay, whatever is not an appointment or comes from one."""
    by.require("encounters.receive_patient")
    require_unit(department, by=by)
    encounter = _new(patient, department, by=by, occurred_at=at, appointment=appointment, **data)
    step(encounter, What.PLAN, by=by)
    tell("planned", encounter, by=by)
    return encounter


@transaction.atomic
def arrive(
    encounter: Encounter, *, by: User, queue: Queue | None = None, facts: Sequence[str] = (),
    version: int | None = None,
) -> Encounter:  # fmt: skip
    """The expected patient is here."""
    by.require("encounters.receive_patient")
    encounter = held(encounter, by=by, version=version)
    moment = now()
    go(
        encounter, State.ARRIVED, What.ARRIVE, by=by, at=moment, arrived_at=moment, occurred_at=moment
    )  # fmt: skip
    if encounter.appointment:
        _check_in(encounter.appointment, by=by)
    return _received(encounter, queue, facts, by=by)


@transaction.atomic
def receive(
    patient: Patient, *, department: Department, by: User, queue: Queue | None = None,
    facts: Sequence[str] = (), at: datetime | None = None, **data: Unpack[EncounterData],
) -> Encounter:  # fmt: skip
    """Somebody walks in, or did at a time before now. AlreadyHere when she is here in the department."""
    by.require("encounters.receive_patient")
    require_unit(department, by=by)
    moment = moment_of(at)
    encounter = _new(
        patient, department, by=by, occurred_at=moment, arrived_at=moment, state=State.ARRIVED, **data
    )
    step(encounter, What.ARRIVE, by=by, at=moment)
    return _received(encounter, queue, facts, by=by, at=at)


@transaction.atomic
def receive_appointment(
    appointment: Appointment, *, by: User, queue: Queue | None = None, facts: Sequence[str] = (),
    **data: Unpack[EncounterData],
) -> Encounter:  # fmt: skip
    """The patient comes for her appointment: it is checked in, and her encounter begins to wait."""
    by.require("encounters.receive_patient")
    require_unit(appointment.department, by=by)
    appointment = _check_in(appointment, by=by)
    moment = now()
    values: EncounterData = {"reason": appointment.description, "practitioner": whom(appointment), **data}
    encounter = _new(
        appointment.patient, appointment.department, by=by, appointment=appointment, occurred_at=moment,
        arrived_at=moment, state=State.ARRIVED, **values,
    )  # fmt: skip
    step(encounter, What.ARRIVE, by=by, at=moment)
    return _received(encounter, queue, facts, by=by)


class Unregistered(NamedTuple):
    """What came of a triage without registration."""

    patient: Patient
    encounter: Encounter
    triage: Triage
    entry: QueueEntry | None


@transaction.atomic
def triage_unregistered(
    *, department: Department, by: User, sex: str = Patient.Sex.UNKNOWN, years: int | None = None,
    description: str = "", queue: Queue | None = None, **asked: Unpack[Classification],
) -> Unregistered:  # fmt: skip
    """From the door to a colour in one step, for somebody nobody has registered."""
    by.require("encounters.classify_patient")
    patient = patients.register_unidentified(sex=sex, years=years, description=description, by=by)
    require_unit(department, by=by)
    moment = now()
    encounter = _new(
        patient, department, by=by, kind=Encounter.Kind.EMERGENCY, occurred_at=moment, arrived_at=moment,
        state=State.ARRIVED, reason=asked["complaint"],
    )  # fmt: skip
    step(encounter, What.ARRIVE, by=by, at=moment)
    tell("arrived", encounter, by=by)
    triage = classify(encounter, queue=queue, by=by, **asked)
    encounter.refresh_from_db()
    return Unregistered(patient, encounter, triage, encounter.entries.filter(ended_at=None).first())


@transaction.atomic
def leave(encounter: Encounter, *, by: User, reason: str = "", version: int | None = None) -> Encounter:
    """She went away before anybody saw her."""
    by.require("encounters.receive_patient")
    encounter = held(encounter, by=by, version=version)
    go(
        encounter, State.LEFT, What.LEAVE, by=by, why=reason.strip(), ended_at=now(),
        disposition=Encounter.Disposition.LEFT,
    )  # fmt: skip
    end_entry(encounter, QueueEntry.State.LEFT)
    tell("left", encounter, by=by, reason=reason.strip())
    return encounter


@transaction.atomic
def cancel(encounter: Encounter, *, reason: str, by: User, version: int | None = None) -> Encounter:
    """The encounter does not take place, or was opened by mistake."""
    by.require("encounters.receive_patient")
    encounter = held(encounter, by=by, version=version)
    why = said(reason)
    go(encounter, State.CANCELLED, What.CANCEL, by=by, why=why, ended_at=now())
    end_entry(encounter, QueueEntry.State.LEFT)
    tell("cancelled", encounter, by=by, reason=why)
    return encounter


def whom(appointment: Appointment) -> Employee | None:
    """The professional of an appointment, when one of its resources is a person."""
    places = appointment.allocations.filter(resource__employee__isnull=False)
    place = places.select_related("resource__employee").order_by("resource_id").first()
    return place.resource.employee if place else None


def _check_in(appointment: Appointment, *, by: User) -> Appointment:
    if appointment.state == Appointment.State.CHECKED_IN:
        return appointment
    if appointment.state == Appointment.State.MISSED:
        appointment = scheduling.arrive(appointment, by=by)
    return scheduling.check_in(appointment, by=by)


def _received(
    encounter: Encounter, queue: Queue | None, facts: Sequence[str], *, by: User, at: datetime | None = None
) -> Encounter:
    tell("arrived", encounter, by=by, appointment=_key(encounter.appointment_id))
    if queue is not None:
        put(encounter, queue, by=by, facts=facts, at=at)
    return encounter


def _new(
    patient: Patient, department: Department, *, by: User, **values: Any  # Any: see above
) -> Encounter:  # fmt: skip
    """A new encounter of a living patient in an open department."""
    patient = held_patient(patient)
    if patient.is_deceased:
        raise PatientDied
    if not department.is_open():
        raise DepartmentClosed
    told = fitting(Encounter, {k: v for k, v in values.items() if k in EncounterData.__annotations__})
    encounter = Encounter(
        patient=patient, department=department, recorded_by=by, **{**values, **told}
    )  # fmt: skip
    with conflicts(**TIMES):
        encounter.save(force_insert=True)
    return encounter


def _key(key: object) -> str | None:
    return str(key) if key else None
