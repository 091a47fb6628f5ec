"""Planned shifts."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.db import conflicts, lock
from hospital.core.errors import Conflict, Invalid

from ..models import Department, Employee, Leave, Shift, days
from ..models.periods import sensible
from ..models.work import LONGEST_SHIFT
from ..steps import require_own_unit, withdraw
from .memberships import require_employed, require_open


class OnAnotherShift(Conflict):
    message = _("This person is on another shift at that time.")


class OnLeave(Conflict):
    message = _("This person is on leave at that time.")


class BadTimes(Invalid):
    message = _("A shift ends after it starts and lasts 36 hours at most.")


@transaction.atomic
def plan_shift(
    employee: Employee,
    *,
    department: Department,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    note: str = "",
) -> Shift:
    """Plan a person's work in a department; refused while she is on another shift or on approved leave."""
    by.require("organization.plan_shift")
    require_own_unit(department, by)
    _require_times(starts_at, ends_at)
    employee, department = lock(employee), lock(department)
    _require_free(employee, department, localdate(starts_at), localdate(ends_at - timedelta(microseconds=1)))
    shift = Shift(
        employee=employee, department=department, during=DateTimeTZRange(starts_at, ends_at),
        **fitting(Shift, {"note": note}),
    )  # fmt: skip
    with conflicts(nobody_is_on_two_shifts_at_once=OnAnotherShift):
        shift.save(force_insert=True)
    audit.record(
        "organization.shift_planned", shift, by=by, employee=str(employee.pk), department=str(department.pk)
    )
    return shift


@transaction.atomic
def cancel_shift(shift: Shift, *, reason: str, by: User) -> Shift:
    """Take a planned shift back, and say why."""
    by.require("organization.plan_shift")
    require_own_unit(shift.department, by)
    return withdraw(lock(shift), reason=reason, by=by)


def _require_free(employee: Employee, department: Department, first: date, last: date) -> None:
    """The person works here and is not away, and the department is open, on the days the shift touches."""
    for day in (first, last):
        require_employed(employee, day)
    require_open(department, first, last)
    if Leave.objects.approved().filter(employee=employee, during__overlap=days(first, last)).exists():
        raise OnLeave


def _require_times(starts_at: datetime, ends_at: datetime) -> None:
    for name, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        sensible(name, moment.date())
    if not timedelta(0) < ends_at - starts_at <= LONGEST_SHIFT:
        raise BadTimes(fields={"ends_at": [BadTimes.message]})
