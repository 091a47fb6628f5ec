"""The stay in a bed as an encounter: expected, begun, gone over to another department, ended.

Who may do so is said by the app that admits; here it is asked whether she receives patients at all.
"""

from datetime import datetime
from typing import Unpack

from django.db import transaction

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, said
from hospital.core.db import change, conflicts, lock
from hospital.organization.models import Department, Employee
from hospital.patients.models import Patient

from ..models import Encounter, QueueEntry, Step
from ..steps import TIMES, end_entry, go, step, tell, text
from .arriving import EncounterData, _new

State = Encounter.State
What = Step.What


@transaction.atomic
def expect_stay(
    patient: Patient, *, department: Department, at: datetime, by: User, **data: Unpack[EncounterData]
) -> Encounter:
    """Expect a patient in a bed of a department, also one where the asker does not work."""
    by.require("encounters.receive_patient")
    encounter = _new(
        patient, department, by=by, occurred_at=at, **{**data, "kind": Encounter.Kind.INPATIENT}
    )  # fmt: skip
    step(encounter, What.PLAN, by=by)
    tell("planned", encounter, by=by)
    return encounter


@transaction.atomic
def begin_stay(
    encounter: Encounter, *, by: User, at: datetime | None = None, practitioner: Employee | None = None,
    department: Department | None = None,
) -> Encounter:  # fmt: skip
    """The patient is in the bed: she arrived, and her care has begun."""
    by.require("encounters.receive_patient")
    encounter, moment = lock(encounter), moment_of(at)
    where = department or encounter.department
    go(
        encounter, State.ARRIVED, What.ARRIVE, by=by, at=moment, arrived_at=moment, occurred_at=moment,
        department=where,
    )  # fmt: skip
    who = practitioner or encounter.practitioner
    go(
        encounter, State.IN_PROGRESS, What.START, by=by, at=moment, started_at=moment, practitioner=who,
        note=who.name if who else "",
    )  # fmt: skip
    tell("started", encounter, by=by, practitioner=text(who.pk if who else None), entry=None)
    return encounter


@transaction.atomic
def move_stay(
    encounter: Encounter, *, department: Department, reason: str, by: User, at: datetime | None = None
) -> Encounter:
    """The patient lies in a bed of another department from now on. AlreadyHere if she is open there too."""
    by.require("encounters.receive_patient")
    encounter, moment = lock(encounter), moment_of(at)
    with conflicts(**TIMES):
        moved = change(encounter, department=department)
    if moved:
        step(
            encounter, What.TRANSFER, by=by, before=str(encounter.state), why=said(reason), at=moment,
            note=department.name,
        )  # fmt: skip
        tell("moved", encounter, by=by, reason=reason)
    return encounter


@transaction.atomic
def end_stay(
    encounter: Encounter, *, disposition: str, by: User, at: datetime | None = None, description: str = ""
) -> Encounter:
    """The patient has gone, or is admitted to a bed from where she was being seen."""
    by.require("encounters.receive_patient")
    encounter, moment = lock(encounter), moment_of(at)
    told = fitting(Encounter, {"disposition": disposition, "description": description})
    told["description"] = told["description"] or encounter.description
    begun = encounter.started_at or moment
    if encounter.state not in (State.IN_PROGRESS, State.ON_HOLD):
        go(encounter, State.IN_PROGRESS, What.START, by=by, at=moment, started_at=begun)
    go(
        encounter, State.FINISHED, What.FINISH, by=by, at=moment, ended_at=moment, **told,
        note=str(told["disposition"]),
    )  # fmt: skip
    end_entry(encounter, QueueEntry.State.SERVED)
    tell("finished", encounter, by=by, disposition=told["disposition"])
    return encounter


@transaction.atomic
def call_off_stay(encounter: Encounter, *, reason: str, by: User) -> Encounter:
    """The expected stay does not take place."""
    by.require("encounters.receive_patient")
    encounter = lock(encounter)
    why = said(reason)
    go(encounter, State.CANCELLED, What.CANCEL, by=by, why=why, ended_at=moment_of(None))
    tell("cancelled", encounter, by=by, reason=why)
    return encounter
