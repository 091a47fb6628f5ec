"""Seen: care begins, pauses, and ends with where the patient goes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse
from hospital.core.db import change
from hospital.organization.models import Employee
from hospital.patients import actions as patients, care
from hospital.scheduling import actions as scheduling
from hospital.scheduling.models import Appointment

from ..models import Encounter, QueueEntry, Step
from ..steps import employee_of, end_entry, go, held, tell, text

State = Encounter.State
What = Step.What


@transaction.atomic
def start(
    encounter: Encounter, *, by: User, practitioner: Employee | None = None,
    at: datetime | None = None, version: int | None = None,
) -> Encounter:  # fmt: skip
    """Begin to see the patient, or see her again after she waited; by oneself unless somebody is named."""
    by.require("encounters.treat_patient")
    encounter = held(encounter, by=by, version=version)
    care.require(encounter.patient, by=by)
    moment = moment_of(at)
    who = practitioner or employee_of(by) or encounter.practitioner
    what = What.RESUME if encounter.started_at else What.START
    go(
        encounter, State.IN_PROGRESS, what, by=by, at=moment, note=who.name if who else "",
        started_at=encounter.started_at or moment, practitioner=who,
    )  # fmt: skip
    entry = end_entry(encounter, QueueEntry.State.SERVED, at=moment)
    _begin_appointment(encounter.appointment, by=by)
    tell(
        "started", encounter, by=by, practitioner=text(who.pk if who else None),
        entry=text(entry.pk if entry else None),
    )  # fmt: skip
    return encounter


@transaction.atomic
def hold(encounter: Encounter, *, by: User, reason: str = "", version: int | None = None) -> Encounter:
    """Wait for something, a result or a bed, with the patient still in one's hands."""
    by.require("encounters.treat_patient")
    encounter = held(encounter, by=by, version=version)
    care.require(encounter.patient, by=by)
    go(encounter, State.ON_HOLD, What.HOLD, by=by, why=reason.strip())
    tell("put_on_hold", encounter, by=by, reason=reason.strip())
    return encounter


@transaction.atomic
def finish(
    encounter: Encounter, *, disposition: str, by: User, description: str = "",
    at: datetime | None = None, version: int | None = None,
) -> Encounter:  # fmt: skip
    """End the encounter and say where the patient goes. Who died of it is registered as deceased."""
    by.require("encounters.treat_patient")
    encounter = held(encounter, by=by, version=version)
    care.require(encounter.patient, by=by)
    moment = moment_of(at)
    said = fitting(Encounter, {"disposition": disposition, "description": description})
    if not said["disposition"]:
        refuse({"disposition": [_("Say how the encounter ended.")]})
    if not said["description"]:
        said["description"] = encounter.description
    go(
        encounter, State.FINISHED, What.FINISH, by=by, at=moment, ended_at=moment, **said,
        note=str(Encounter.Disposition(said["disposition"]).value),
    )  # fmt: skip
    end_entry(encounter, QueueEntry.State.SERVED)
    _end_appointment(encounter.appointment, by=by)
    if disposition == Encounter.Disposition.DECEASED and not encounter.patient.is_deceased:
        patients.mark_deceased(encounter.patient, at=encounter.ended_at, by=by)
    tell("finished", encounter, by=by, disposition=said["disposition"])
    return encounter


@transaction.atomic
def reassign(encounter: Encounter, *, practitioner: Employee | None, by: User, version: int) -> Encounter:
    """Say who is to see the patient, or that anybody may."""
    by.require("encounters.receive_patient")
    encounter = held(encounter, by=by, version=version)
    if change(encounter, practitioner=practitioner):
        tell("assigned", encounter, by=by, practitioner=text(practitioner.pk if practitioner else None))
    return encounter


def _begin_appointment(appointment: Appointment | None, *, by: User) -> None:
    if appointment and appointment.state == Appointment.State.CHECKED_IN:
        scheduling.start(appointment, by=by)


def _end_appointment(appointment: Appointment | None, *, by: User) -> None:
    if appointment and appointment.state == Appointment.State.IN_PROGRESS:
        scheduling.finish(appointment, by=by)
