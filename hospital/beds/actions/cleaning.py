"""How a bed becomes clean: asked for, begun, finished, and looked at."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import refuse, said
from hospital.core.db import change, lock, move
from hospital.core.errors import Absent, InvalidTransition
from hospital.encounters.steps import employee_of
from hospital.organization.models import Employee

from .. import live
from ..models import Bed, Cleaning
from ..steps import CleaningAsked, held_bed, held_beds, new_cleaning, step

CLEAN, INSPECT = "beds.clean_bed", "beds.inspect_bed"
State = Cleaning.State


@transaction.atomic
def ask_for_cleaning(
    bed: Bed, *, kind: str, by: User, due_at: datetime | None = None, assignee: Employee | None = None,
    because: str = "",
) -> Cleaning:  # fmt: skip
    """Ask housekeeping for a cleaning; a bed that is to be cleaned terminally is free no more."""
    by.require("beds.place_patient")
    if kind not in Cleaning.Kind.values:
        refuse({"kind": [_("A cleaning is concurrent or terminal.")]})
    bed = held_bed(bed, by=by)
    if bed.state == Bed.State.CLOSED:
        raise InvalidTransition
    if kind == Cleaning.Kind.TERMINAL:
        if _open_terminal(bed):
            raise CleaningAsked
        if bed.state not in (Bed.State.FREE, Bed.State.DIRTY):
            raise InvalidTransition
        if bed.state == Bed.State.FREE:
            step(bed, Bed.State.DIRTY, by=by, because=because, vacated_at=now())
    return new_cleaning(bed, kind, by=by, due_at=due_at, assignee=assignee, because=because.strip()[:300])


@transaction.atomic
def assign_cleaning(
    cleaning: Cleaning, *, assignee: Employee | None, by: User, version: int | None = None
) -> Cleaning:
    """Say who cleans, or nobody in particular."""
    by.require(CLEAN)
    cleaning, _bed = _held(cleaning, by=by, version=version)
    if cleaning.state not in (State.ASKED, State.STARTED):
        raise InvalidTransition
    if change(cleaning, assignee=assignee):
        _say("assigned", cleaning, by=by)
    return cleaning


@transaction.atomic
def begin_cleaning(cleaning: Cleaning, *, by: User, at: datetime | None = None) -> Cleaning:
    """Somebody is at the bed and cleans it; unless it was given to somebody, it is her task."""
    by.require(CLEAN)
    cleaning, bed = _held(cleaning, by=by)
    who = cleaning.assignee or employee_of(by)
    move(cleaning, State.STARTED, started_at=_moment(at, cleaning.asked_at), started_by=by, assignee=who)
    if cleaning.kind == Cleaning.Kind.TERMINAL:
        step(bed, Bed.State.CLEANING, by=by, cleaning=cleaning)
    _say("started", cleaning, by=by)
    return cleaning


@transaction.atomic
def finish_cleaning(cleaning: Cleaning, *, by: User, at: datetime | None = None) -> Cleaning:
    """It is done: the bed is free, or waits for who inspects it."""
    by.require(CLEAN)
    cleaning, bed = _held(cleaning, by=by)
    begun = cleaning.started_at or cleaning.asked_at
    move(cleaning, State.FINISHED, finished_at=_moment(at, begun), finished_by=by)
    _say("finished", cleaning, by=by)
    if cleaning.kind == Cleaning.Kind.TERMINAL and not cleaning.is_inspection_needed:
        step(bed, Bed.State.FREE, by=by, cleaning=cleaning, cleaned_at=cleaning.finished_at)
    return cleaning


@transaction.atomic
def inspect(cleaning: Cleaning, *, is_ok: bool, by: User, because: str = "") -> Cleaning:
    """Look at what was cleaned: the bed is free, or it is cleaned again and the reason said."""
    by.require(INSPECT)
    because = because.strip() if is_ok else said(because, "because")
    cleaning, bed = _held(cleaning, by=by)
    if cleaning.state == State.FINISHED and not cleaning.is_inspection_needed:
        raise InvalidTransition
    verb = State.INSPECTED if is_ok else State.REFUSED
    moment = now()
    move(cleaning, verb, inspected_at=moment, inspected_by=by, because=because[:300])
    _say(verb, cleaning, by=by, reason=because)
    if cleaning.kind == Cleaning.Kind.TERMINAL and is_ok:
        step(bed, Bed.State.INSPECTED, by=by, cleaning=cleaning, cleaned_at=cleaning.finished_at)
        step(bed, Bed.State.FREE, by=by, cleaning=cleaning)
    elif not is_ok:
        _again(cleaning, bed, by=by, because=because)
    return cleaning


def _again(cleaning: Cleaning, bed: Bed, *, by: User, because: str) -> None:
    """The same task once more, for who did it."""
    if cleaning.kind == Cleaning.Kind.TERMINAL:
        step(bed, Bed.State.DIRTY, by=by, because=because, cleaning=cleaning)
    new_cleaning(bed, cleaning.kind, by=by, assignee=cleaning.assignee)


def _open_terminal(bed: Bed) -> bool:
    return bed.cleanings.filter(kind=Cleaning.Kind.TERMINAL).open().exists()


def _held(cleaning: Cleaning, *, by: User, version: int | None = None) -> tuple[Cleaning, Bed]:
    """The cleaning that the user sees, locked after its bed."""
    if not Cleaning.objects.visible_to(by).filter(pk=cleaning.pk).exists():
        raise Absent
    bed = held_beds([cleaning.bed_id])[cleaning.bed_id]
    return lock(cleaning, version=version), bed


def _moment(at: datetime | None, begin: datetime) -> datetime:
    """When it was done: now, or a time before now and after `begin`."""
    moment = now()
    if at is not None and not begin <= at <= moment:
        refuse({"at": [_("This is before it began, or still to come.")]})
    return max(at or moment, begin)


def _say(verb: str, cleaning: Cleaning, *, by: User, reason: str = "") -> None:
    audit.record(
        f"beds.cleaning_{verb}", cleaning, by=by, reason=reason, bed=str(cleaning.bed_id), kind=cleaning.kind,
        assignee=str(cleaning.assignee_id) if cleaning.assignee_id else None,
    )  # fmt: skip
    live.tell(cleaning.bed.ward_id)
