"""What was proposed for an absence, done: many actions, each in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import change, lock, move as step_to
from hospital.core.errors import DomainError

from .actions import NothingToMove, move
from .models import Absence, Rebooking


@dataclass(frozen=True)
class Outcome:
    """What came of confirming one rebooking."""

    rebooking: Rebooking
    is_moved: bool
    problem: str = ""


def confirm_absence(absence: Absence, *, by: User, because: str = "") -> list[Outcome]:
    """Move everyone as proposed, each in a transaction of her own; who cannot be moved stays, and is told of.

    Each move is an event of its own (`scheduling.moved`), for whoever tells the patients.
    """
    by.require("scheduling.block_agenda")
    by.require("scheduling.book_appointment")
    waiting = list(
        Rebooking.objects.visible_to(by)
        .filter(absence=absence, state=Rebooking.State.PROPOSED)
        .select_related("appointment__patient", "appointment__service", "to_resource")
        .order_by("to_starts_at", "pk")
    )
    if not waiting:
        raise NothingToMove
    outcomes = [_confirm(row, because or absence.reason, by=by) for row in waiting]
    _finish(absence, outcomes, by=by)
    return outcomes


@transaction.atomic
def _finish(absence: Absence, outcomes: Sequence[Outcome], *, by: User) -> None:
    absence = lock(absence)
    change(absence, rebooked_at=now())
    audit.record(
        "scheduling.rebooked", absence, by=by, reason=absence.reason, resource=str(absence.resource_id),
        moved=sum(outcome.is_moved for outcome in outcomes),
        failed=sum(not outcome.is_moved for outcome in outcomes),
    )  # fmt: skip


def _confirm(row: Rebooking, because: str, *, by: User) -> Outcome:
    """Move one appointment and mark its rebooking; a refusal is written down instead."""
    try:
        with transaction.atomic():
            held = lock(row)
            if held.state != Rebooking.State.PROPOSED:
                return Outcome(held, held.state == Rebooking.State.MOVED, "AlreadyDone")
            assert row.to_resource  # a_proposed_time_is_whole
            assert row.to_starts_at  # as above
            others = row.appointment.allocations.exclude(resource=row.absence.resource_id)
            resources = [row.to_resource, *(place.resource for place in others.select_related("resource"))]
            move(row.appointment, starts_at=row.to_starts_at, resources=resources, because=because, by=by)
            step_to(held, Rebooking.State.MOVED, problem="")
            return Outcome(held, is_moved=True)
    except DomainError as error:
        return Outcome(_failed(row, error.code), is_moved=False, problem=str(error))


@transaction.atomic
def _failed(row: Rebooking, problem: str) -> Rebooking:
    held = lock(row)
    if held.state == Rebooking.State.PROPOSED:
        step_to(held, Rebooking.State.FAILED, problem=problem[:60])
    return held
