"""Memberships: who works in which department, and since when."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict

from ..models import Department, Employee, Membership, days, today


class DepartmentNotOpen(Conflict):
    message = _("The department is not open on that day.")


class NotEmployed(Conflict):
    message = _("This person does not work here on that day.")


class AlreadyMember(Conflict):
    message = _("This person belongs to the department on some of these days already.")


class PrimaryTaken(Conflict):
    message = _("This person has another primary department on some of these days.")


class MembershipData(TypedDict, total=False):
    """What can be said of a membership beside its days."""

    role: str
    is_primary: bool


@transaction.atomic
def assign(
    employee: Employee, *, department: Department, by: User, starts_on: date | None = None,
    ends_on: date | None = None, **data: Unpack[MembershipData],
) -> Membership:  # fmt: skip
    """Place an employee in a department from a day (today) through a last day, or without end."""
    by.require("organization.manage_employee")
    employee, department = lock(employee), lock(department)
    period = days(starts_on or today(), ends_on)
    require_employed(employee, period.lower)
    require_open(department, period.lower, ends_on)
    with conflicts(
        one_membership_per_department_and_day=AlreadyMember, one_primary_department_per_day=PrimaryTaken
    ):
        membership = Membership.objects.create(
            employee=employee, department=department, during=period, **fitting(Membership, data)
        )
    audit.record(
        "organization.employee_assigned",
        employee,
        by=by,
        department=str(department.pk),
        membership=str(membership.pk),
    )
    return membership


@transaction.atomic
def change_membership(
    membership: Membership, *, by: User, version: int | None = None, **data: Unpack[MembershipData]
) -> Membership:
    """Correct the role in the department, or which department is the primary one."""
    by.require("organization.manage_employee")
    membership = lock(membership, version=version)
    with conflicts(one_primary_department_per_day=PrimaryTaken):
        changed = change(membership, **fitting(Membership, data))
    if changed:
        audit.record(
            "organization.membership_changed",
            membership.employee,
            by=by,
            membership=str(membership.pk),
            fields=changed,
        )
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User, ends_on: date | None = None) -> Membership:
    """Let the membership hold through a last day (today)."""
    by.require("organization.manage_employee")
    membership = lock(membership)
    period = days(membership.starts_on, ends_on or today())
    require_open(membership.department, period.lower, ends_on or today())
    with conflicts(
        one_membership_per_department_and_day=AlreadyMember, one_primary_department_per_day=PrimaryTaken
    ):
        change(membership, during=period)
    audit.record(
        "organization.membership_ended", membership.employee, by=by, membership=str(membership.pk),
        ends_on=membership.ends_on and membership.ends_on.isoformat(),
    )  # fmt: skip
    return membership


def require_employed(employee: Employee, day: date | None = None) -> None:
    """Raise NotEmployed unless the person works here on a day (today)."""
    if not employee.is_active(day):
        raise NotEmployed


def require_open(department: Department, first: date, last: date | None) -> None:
    """Raise DepartmentNotOpen unless the department is open on all these days."""
    closes = department.closed_on
    if not department.is_open(first) or (closes is not None and (last is None or last >= closes)):
        raise DepartmentNotOpen
