"""What the actions of an operation have in common: held, asked, moved, and the step written down."""

from datetime import datetime, timedelta
from typing import Any  # Any: column values are of every type
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import change, conflicts, lock, move
from hospital.core.errors import Conflict, Denied, Invalid, InvalidTransition
from hospital.organization.models import Department
from hospital.patients import care

from .models import Step, Surgery


class NotYourUnit(Denied):
    message = _("This operation is of a department where you do not work.")


class SurgeryWithdrawn(Conflict):
    message = _("This operation was recorded in error and takes no more steps.")


class TheatreOccupied(Conflict):
    message = _("There is another patient in this theatre.")


class PatientInTheatre(Conflict):
    message = _("This patient is in another theatre.")


class NoTimeOut(Conflict):
    message = _("Sign in and time out come before the incision.")


class NoSignIn(Conflict):
    message = _("The sign in comes before anaesthesia.")


class NoSignOut(Conflict):
    message = _("Sign out and counts come before the patient leaves the theatre.")


class OutOfOrder(Invalid):
    message = _("This time does not fit the times of the other steps.")

    def __init__(self) -> None:
        super().__init__(fields={"at": [self.message]})


RULES = {
    "one_patient_in_a_theatre_at_a_time": TheatreOccupied,
    "a_patient_is_in_one_theatre_at_a_time": PatientInTheatre,
    "moments_of_a_surgery_are_in_order": OutOfOrder,
    "anaesthesia_begins_after_the_sign_in": NoSignIn,
    "incision_comes_after_the_time_out": NoTimeOut,
    "nobody_leaves_before_the_sign_out_and_the_counts": NoSignOut,
}


def held(surgery: Surgery, *, by: User, version: int | None = None) -> Surgery:
    """The operation, locked, for who sees it."""
    surgery = lock(surgery, version=version)
    if not Surgery.objects.visible_to(by).filter(pk=surgery.pk).exists():
        raise NotYourUnit
    if surgery.is_withdrawn:
        raise SurgeryWithdrawn
    return surgery


def held_in_care(surgery: Surgery, *, by: User, version: int | None = None) -> Surgery:
    """The same, for who has the patient in care."""
    surgery = held(surgery, by=by, version=version)
    care.require(surgery.patient, by=by)
    return surgery


def require_state(surgery: Surgery, *states: str) -> None:
    """Raise InvalidTransition unless the locked operation is in one of the states."""
    if surgery.state not in states:
        raise InvalidTransition


def require_unit(department: Department, *, by: User) -> None:
    """Raise NotYourUnit for who neither works in the department nor sees every one."""
    if by.has_perm("surgery.view_every_unit"):
        return
    if not Department.objects.units_of(by).filter(pk=department.pk).exists():
        raise NotYourUnit


def step(
    surgery: Surgery, what: Step.What, *, by: User, before: str = "", at: datetime | None = None,
    why: str = "", was_at: datetime | None = None,
) -> Step:  # fmt: skip
    """Write down what happened; the operation is in its new state already."""
    made = Step(
        surgery=surgery, what=what, before=before, after=surgery.state, at=at or now(), by=by,
        why=why[:400], was_at=was_at,
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def go(
    surgery: Surgery, state: str, what: Step.What, *, by: User, why: str = "", at: datetime | None = None,
    was_at: datetime | None = None, **values: Any,  # Any: see above
) -> None:  # fmt: skip
    """Move the locked operation and write the step, or raise InvalidTransition and what the database says."""
    before = str(surgery.state)
    stepped = {"stepped_at": at or now(), "stepped_by": by, "stepped_because": why[:400]}
    with conflicts(**RULES):
        move(surgery, state, **stepped, **values)
    step(surgery, what, by=by, before=before, why=why, at=at, was_at=was_at)


def note(
    surgery: Surgery, what: Step.What, *, by: User, at: datetime | None = None, why: str = "",
    was_at: datetime | None = None, **values: Any,  # Any: see above
) -> None:  # fmt: skip
    """Write a moment of the locked operation, which stays in its state, and the step."""
    with conflicts(**RULES):
        change(surgery, **values)
    step(surgery, what, by=by, before=str(surgery.state), at=at, why=why, was_at=was_at)


def tell(
    verb: str, surgery: Surgery, *, by: User | None, reason: str = "", **particulars: Any
) -> None:  # Any: JSON scalars
    """Record it in the trail, with the patient and the department."""
    audit.record(
        f"surgery.{verb}", surgery, by=by, patient_id=surgery.patient_id, reason=reason,
        department=text(surgery.department_id), **particulars,
    )  # fmt: skip


def tell_of(
    verb: str, row: Any, surgery: Surgery, *, by: User, reason: str = "", **particulars: Any
) -> None:  # Any: a row of the operation; JSON scalars
    """Record what became of something that belongs to the operation."""
    audit.record(
        f"surgery.{verb}", row, by=by, patient_id=surgery.patient_id, reason=reason,
        surgery=text(surgery.pk), **particulars,
    )  # fmt: skip


def text(key: UUID | None) -> str | None:
    """A key as the trail writes it."""
    return str(key) if key else None


def tell_theatre_time(surgery: Surgery, *, by: User) -> None:
    """How long the theatre was in use, planned and actual, for whoever counts and bills it."""
    assert surgery.in_room_at
    assert surgery.out_of_room_at
    used = surgery.out_of_room_at - surgery.in_room_at
    planned = (
        surgery.planned_end - surgery.planned_begin
        if surgery.planned_end and surgery.planned_begin
        else timedelta()
    )  # fmt: skip
    tell(
        "theatre_time", surgery, by=by, theatre=text(surgery.theatre_id),
        minutes=round(used.total_seconds() / 60), planned=round(planned.total_seconds() / 60),
        began_at=surgery.in_room_at.isoformat(), ended_at=surgery.out_of_room_at.isoformat(),
    )  # fmt: skip
