"""The end of somebody's work here, in one transaction."""

from datetime import date, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts import actions as accounts
from hospital.accounts.models import User
from hospital.core.checks import said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid

from ..models import Employee, Leave, today
from ..models.periods import sensible
from ..steps import end, withdraw
from .employees import LeftBeforeHired


class AlreadyLeft(Conflict):
    message = _("This person has left already.")


class StillHere(Conflict):
    message = _("This person works here.")


class HiredBeforeLeaving(Invalid):
    message = _("The new first day comes after the last day of work.")


class DismissedAhead(Invalid):
    message = _("A dismissal is registered on the last day of work or after it.")


@transaction.atomic
def dismiss(employee: Employee, *, reason: str, by: User, on: date | None = None) -> Employee:
    """End an employment with a last day (today): nothing of the past changes.

    Memberships end with that day, shifts and leave that have not begun are cancelled, departments lose their
    head, and the linked user is deactivated, which ends every session and token at once.
    """
    by.require("organization.manage_employee")
    reason = said(reason)
    employee = lock(employee)
    on = sensible("on", on or today())
    if on > today():
        raise DismissedAhead(fields={"on": [DismissedAhead.message]})
    if employee.left_on:
        raise AlreadyLeft
    with conflicts(employee_leaves_after_hiring=LeftBeforeHired):
        change(employee, left_on=on)
    ended = _end_memberships(employee, on)
    shifts = _cancel_shifts(employee, reason, by)
    leaves = _cancel_leaves(employee, on, reason, by)
    headless = _leave_headless(employee)
    _close_account(employee, reason, by)
    audit.record(
        "organization.employee_dismissed", employee, by=by, reason=reason, on=on.isoformat(),
        memberships=ended, shifts=shifts, leaves=leaves, departments_without_head=headless,
    )  # fmt: skip
    return employee


@transaction.atomic
def rehire(employee: Employee, *, by: User, on: date | None = None) -> Employee:
    """Take somebody who left back from a day (today) on; departments and the user's way in are given anew."""
    by.require("organization.manage_employee")
    employee = lock(employee)
    on = sensible("on", on or today())
    if employee.left_on is None:
        raise StillHere
    if on <= employee.left_on:
        raise HiredBeforeLeaving(fields={"on": [HiredBeforeLeaving.message]})
    left_on = employee.left_on
    change(employee, hired_on=on, left_on=None)
    audit.record(
        "organization.employee_rehired", employee, by=by, on=on.isoformat(), had_left_on=left_on.isoformat()
    )
    return employee


def _end_memberships(employee: Employee, on: date) -> int:
    """Let none hold after the last day; those that had not begun by then never were."""
    ended = 0
    for membership in employee.memberships.not_over(on).select_for_update():
        if membership.starts_on > on:
            membership.delete()
            ended += 1
        elif membership.ends_on != on:
            change(membership, during=DateRange(membership.starts_on, on + timedelta(days=1)))
            ended += 1
    return ended


def _cancel_shifts(employee: Employee, reason: str, by: User) -> int:
    shifts = employee.shifts.planned().filter(during__startswith__gte=now()).select_for_update()
    for shift in shifts:
        withdraw(shift, reason=reason, by=by)
    return len(shifts)


def _cancel_leaves(employee: Employee, on: date, reason: str, by: User) -> int:
    undecided = Q(state=Leave.State.REQUESTED) | Q(during__startswith__gt=on)
    leaves = employee.leaves.open().filter(undecided).select_for_update()
    for leave in leaves:
        end(leave, Leave.State.CANCELLED, reason=reason, by=by)
    return len(leaves)


def _leave_headless(employee: Employee) -> int:
    departments = employee.heads.select_for_update()
    for department in departments:
        change(department, head=None)
    return len(departments)


def _close_account(employee: Employee, reason: str, by: User) -> None:
    """Who may dismiss need not manage users: then the system closes the account on her behalf."""
    if employee.user and employee.user.is_active:
        closer = by if by.has_perm("accounts.manage_user") else accounts.system()
        accounts.deactivate_user(employee.user, reason=reason, by=closer)
