"""A bed is taken out of use, and comes back: blocked, in maintenance, closed."""

from django.db import transaction
from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.core.checks import said
from hospital.core.db import move
from hospital.core.errors import InvalidTransition

from ..models import Bed, Cleaning
from ..steps import held_bed, soil, step

State = Bed.State
BLOCK = "beds.block_bed"


@transaction.atomic
def block(bed: Bed, *, because: str, by: User, version: int | None = None) -> Bed:
    """Nobody is put in this bed for a while: staff is short, a neighbour is infectious."""
    by.require(BLOCK)
    return _out(bed, State.BLOCKED, because=because, by=by, version=version)


@transaction.atomic
def send_to_maintenance(bed: Bed, *, because: str, by: User, version: int | None = None) -> Bed:
    """Something of it is broken. It is cleaned before anybody lies in it again."""
    by.require(BLOCK)
    return _out(bed, State.MAINTENANCE, because=because, by=by, version=version)


@transaction.atomic
def release(bed: Bed, *, by: User, because: str = "", version: int | None = None) -> Bed:
    """Give a blocked bed back as it was, clean or dirty; one that was mended is dirty."""
    by.require(BLOCK)
    bed = held_bed(bed, by=by, version=version)
    if bed.state not in (State.BLOCKED, State.MAINTENANCE):
        raise InvalidTransition
    if bed.state == State.BLOCKED and bed.is_clean:
        step(bed, State.FREE, by=by, because=because)
    else:
        soil(bed, by=by, because=because)
    return bed


@transaction.atomic
def close_bed(bed: Bed, *, because: str, by: User, version: int | None = None) -> Bed:
    """Take the bed away for good; its statement stays."""
    by.require("beds.manage_bed")
    bed = _out(bed, State.CLOSED, because=because, by=by, version=version)
    for cleaning in bed.cleanings.filter(state__in=("asked", "started")).select_for_update():
        move(cleaning, Cleaning.State.CANCELLED, because="bed closed")
    return bed


@transaction.atomic
def reopen_bed(bed: Bed, *, by: User, because: str = "", version: int | None = None) -> Bed:
    """Put a closed bed up again; it is cleaned first."""
    by.require("beds.manage_bed")
    bed = held_bed(bed, by=by, version=version)
    if bed.state != State.CLOSED:
        raise InvalidTransition
    soil(bed, by=by, because=because)
    return bed


def _out(bed: Bed, state: str, *, because: str, by: User, version: int | None) -> Bed:
    because = said(because, "because")
    bed = held_bed(bed, by=by, version=version)
    soiled = now() if state == State.MAINTENANCE else bed.vacated_at
    step(bed, state, by=by, because=because, vacated_at=soiled)
    return bed
