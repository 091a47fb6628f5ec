"""What the actions of an encounter have in common: held, asked, moved, and the step written down."""

from datetime import datetime
from typing import Any  # Any: column values are of every type
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import conflicts, lock, move
from hospital.core.errors import Conflict, Denied, Invalid
from hospital.organization.models import Department, Employee

from .models import Encounter, QueueEntry, Step


class NotYourUnit(Denied):
    message = _("This patient is in a department where you do not work.")


class AlreadyHere(Conflict):
    message = _("This patient already has an open encounter in this department.")


class AlreadyArrived(Conflict):
    message = _("There is an encounter for this appointment already.")


class EncounterWithdrawn(Conflict):
    message = _("This encounter was recorded in error and takes no more steps.")


class NotInQueue(Conflict):
    message = _("This patient is in no queue now.")


TIMES = {
    "encounter_begins_after_arrival": Invalid,
    "encounter_ends_after_it_began": Invalid,
    "one_open_encounter_per_patient_and_department": AlreadyHere,
    "one_encounter_per_appointment": AlreadyArrived,
}


def held(encounter: Encounter, *, by: User, version: int | None = None) -> Encounter:
    """The encounter, locked, for who works in its department."""
    encounter = lock(encounter, version=version)
    if not Encounter.objects.visible_to(by).filter(pk=encounter.pk).exists():
        raise NotYourUnit
    if encounter.is_withdrawn:
        raise EncounterWithdrawn
    return encounter


def require_unit(department: Department, *, by: User) -> None:
    """Raise NotYourUnit for who neither works in the department nor sees every one."""
    if by.has_perm("encounters.view_every_unit"):
        return
    if not Department.objects.units_of(by).filter(pk=department.pk).exists():
        raise NotYourUnit


def step(
    encounter: Encounter, what: Step.What, *, by: User, before: str = "", at: datetime | None = None,
    why: str = "", note: str = "",
) -> Step:  # fmt: skip
    """Write down what happened; the encounter is in its new state already."""
    made = Step(
        encounter=encounter, what=what, before=before, after=encounter.state, at=at or now(), by=by,
        why=why[:400], note=note[:200],
    )  # fmt: skip
    made.save(force_insert=True)
    return made


def go(
    encounter: Encounter, state: str, what: Step.What, *, by: User, why: str = "", note: str = "",
    at: datetime | None = None, **values: Any,  # Any: see above
) -> None:  # fmt: skip
    """Move the locked encounter and write the step, or raise InvalidTransition and what the database says."""
    before = str(encounter.state)
    with conflicts(**TIMES):
        move(encounter, state, **values)
    step(encounter, what, by=by, before=before, why=why, note=note, at=at)


def tell(
    verb: str, encounter: Encounter, *, by: User | None, reason: str = "", **particulars: Any
) -> None:  # Any: JSON scalars
    """Record it in the trail, with the patient and the department."""
    audit.record(
        f"encounters.{verb}", encounter, by=by, patient_id=encounter.patient_id, reason=reason,
        department=text(encounter.department_id), **particulars,
    )  # fmt: skip


def text(key: UUID | None) -> str | None:
    """A key as the trail writes it."""
    return str(key) if key else None


def standing(encounter: Encounter) -> QueueEntry:
    """The entry of the encounter that stands in a queue, locked. NotInQueue when there is none."""
    entry = entries(encounter).first()
    if entry is None:
        raise NotInQueue
    return entry


def entries(encounter: Encounter) -> "QuerySet[QueueEntry]":
    """The entries of the encounter that stand in a queue, locked: at most one."""
    rows: QuerySet[QueueEntry] = QueueEntry.objects.standing()
    return rows.filter(encounter=encounter).select_for_update(of=("self",)).order_by("pk")


def end_entry(encounter: Encounter, state: str, *, at: datetime | None = None) -> QueueEntry | None:
    """Take the patient out of the queue where she stands, if she stands in one."""
    entry = entries(encounter).first()
    if entry is not None:
        move(entry, state, ended_at=max(at or now(), entry.entered_at))
    return entry


def employee_of(user: User) -> Employee | None:
    """The person behind the key, if she works here."""
    return Employee.objects.filter(user_id=user.pk).first()
