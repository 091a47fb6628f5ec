"""A patient goes away from her bed for a while, with leave, and comes back."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse, said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Absent, Conflict

from .. import live
from ..models import Leave, Stay
from ..placing import PLACE
from ..steps import NotInThisBed, held_beds, require_after, seen_stay


class OnLeaveAlready(Conflict):
    message = _("The patient is on leave already.")


class LeaveOver(Conflict):
    message = _("This leave is over.")


@transaction.atomic
def give_leave(
    stay: Stay, *, expected_at: datetime, because: str, by: User, left_at: datetime | None = None
) -> Leave:
    """The patient goes away and is expected back; the bed stays hers."""
    by.require(PLACE)
    moment, because = moment_of(left_at), said(because, "because")
    row = _held(stay, by=by)
    if row.state != Stay.State.PRESENT:
        raise NotInThisBed
    require_after(moment, row.begins_at)
    if expected_at <= moment:
        refuse({"expected_at": [_("She comes back after she left.")]})
    values = fitting(Leave, {"because": because})
    leave = Leave(stay=row, left_at=moment, expected_at=expected_at, given_by=by, **values)
    with conflicts(one_open_leave_per_stay=OnLeaveAlready):
        leave.save(force_insert=True)
    _say("leave_given", leave, by=by, reason=because)
    return leave


@transaction.atomic
def return_from_leave(leave: Leave, *, by: User, at: datetime | None = None) -> Leave:
    """The patient is back in her bed."""
    by.require(PLACE)
    moment = moment_of(at)
    leave = _open(leave, by=by)
    if moment < leave.left_at:
        refuse({"at": [_("She comes back after she left.")]})
    change(leave, returned_at=moment, ended_at=moment, ended_by=by)
    _say("leave_returned", leave, by=by)
    return leave


@transaction.atomic
def cancel_leave(leave: Leave, *, because: str, by: User) -> Leave:
    """She did not go, or it was written down in error."""
    by.require(PLACE)
    because = said(because, "because")
    leave = _open(leave, by=by)
    change(leave, ended_at=max(now(), leave.left_at), ended_by=by, ended_because=because[:300])
    _say("leave_cancelled", leave, by=by, reason=because)
    return leave


def _held(stay: Stay, *, by: User) -> Stay:
    """The stay, locked after its bed."""
    stay = seen_stay(stay, by=by)
    held_beds([stay.bed_id])
    return lock(stay)


def _open(leave: Leave, *, by: User) -> Leave:
    if not Leave.objects.visible_to(by).filter(pk=leave.pk).exists():
        raise Absent
    _held(leave.stay, by=by)
    leave = lock(leave)
    if leave.ended_at:
        raise LeaveOver
    return leave


def _say(verb: str, leave: Leave, *, by: User, reason: str = "") -> None:
    stay = leave.stay
    audit.record(
        f"beds.{verb}", leave, by=by, patient_id=stay.patient_id, reason=reason, stay=str(stay.pk),
        bed=str(stay.bed_id), ward=str(stay.bed.ward_id),
    )  # fmt: skip
    live.tell(stay.bed.ward_id)
