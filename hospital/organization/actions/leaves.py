"""Leave: asked for, approved or refused, cancelled; and the shifts that are in its way."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.days import midnight
from hospital.core.db import conflicts, lock, move
from hospital.core.errors import Conflict, Denied

from ..models import Department, Employee, Leave, Shift, days
from ..steps import end, withdraw
from .memberships import require_employed


class LeaveOverlaps(Conflict):
    message = _("This person has leave on some of these days already.")


class OwnLeave(Denied):
    message = _("Nobody approves her own leave.")


class ShiftsInTheWay(Conflict):
    """Planned shifts fall on the days of the leave; `fields` lists them."""

    message = _("There are planned shifts on these days. Cancel them together with the approval, or first.")


@transaction.atomic
def request_leave(
    employee: Employee, *, kind: str, starts_on: date, ends_on: date, by: User, note: str = ""
) -> Leave:
    """Ask for days away, first and last included: for oneself, or (who approves leave) for somebody else."""
    if employee.user_id != by.pk:
        by.require("organization.approve_leave")
    employee = lock(employee)
    period = days(starts_on, ends_on)
    require_employed(employee, starts_on)
    leave = Leave(employee=employee, during=period, **fitting(Leave, {"kind": kind, "note": note}))
    with conflicts(no_overlapping_leave=LeaveOverlaps):
        leave.save(force_insert=True)
    audit.record("organization.leave_requested", leave, by=by, employee=str(employee.pk))
    return leave


@transaction.atomic
def approve_leave(leave: Leave, *, by: User, cancel_shifts: bool = False) -> Leave:
    """Grant the leave. Planned shifts in its way are refused by name, or cancelled with it when asked to."""
    by.require("organization.approve_leave")
    # The person before the leave: planning a shift waits for her too, and then meets the approved leave.
    employee, leave = lock(leave.employee), lock(leave)
    if employee.user_id == by.pk:
        raise OwnLeave
    shifts = _in_the_way(leave)
    if shifts and not cancel_shifts:
        raise ShiftsInTheWay(fields={"cancel_shifts": _named(shifts)})
    move(leave, Leave.State.APPROVED, approved_at=now(), approved_by=by)
    for shift in shifts:
        withdraw(shift, reason=str(_("Leave approved")), by=by)
    audit.record(
        "organization.leave_approved",
        leave,
        by=by,
        employee=str(employee.pk),
        shifts=[str(s.pk) for s in shifts],
    )
    return leave


@transaction.atomic
def refuse_leave(leave: Leave, *, reason: str, by: User) -> Leave:
    """Say no to a leave that was asked for, and why."""
    by.require("organization.approve_leave")
    if leave.employee.user_id == by.pk:
        raise OwnLeave
    return end(lock(leave), Leave.State.REFUSED, reason=reason, by=by)


@transaction.atomic
def cancel_leave(leave: Leave, *, reason: str, by: User) -> Leave:
    """Take a leave back: the person herself before it is approved, who approves leave at any time."""
    leave = lock(leave)
    if leave.employee.user_id != by.pk or leave.state == Leave.State.APPROVED:
        by.require("organization.approve_leave")
    return end(leave, Leave.State.CANCELLED, reason=reason, by=by)


def _in_the_way(leave: Leave) -> list[Shift]:
    starts_at, ends_at = midnight(leave.starts_on), midnight(leave.ends_on or leave.starts_on, 1)
    rows = Shift.objects.planned().between(starts_at, ends_at).filter(employee=leave.employee)
    return list(rows.select_for_update().order_by("during", "id"))


def _named(shifts: list[Shift]) -> list[str]:
    units = {
        row.pk: row.name
        for row in Department.objects.named().filter(pk__in=[s.department_id for s in shifts])
    }
    return [
        f"{date_format(localtime(shift.starts_at), 'SHORT_DATETIME_FORMAT')} {units[shift.department_id]}"
        for shift in shifts
    ]
