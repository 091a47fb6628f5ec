"""The lists of the API and of the pages: the same filters, the same orders."""

from collections.abc import Sequence
from datetime import date
from typing import Any  # Any: what a prefetch is of is of no matter

from django.db.models import F, Prefetch, Q

from hospital.accounts.models import User
from hospital.core.days import midnight
from hospital.core.pagination import PageQuery, Slice, paginate, sorted_by

from .models import Department, Employee, Leave, Licence, Membership, Shift, today
from .schemas import DepartmentQuery, EmployeeQuery, LicenceQuery, ShiftQuery

DEPARTMENT_SORTS: dict[str, Sequence[str]] = {
    "code": ("code", "id"), "-code": ("-code", "-id"),
    "name": ("plain_name", "id"), "-name": ("-plain_name", "-id"),
}  # fmt: skip
EMPLOYEE_SORTS: dict[str, Sequence[str]] = {
    "name": ("search", "id"), "-name": ("-search", "-id"),
    "registration_number": ("registration_number", "id"),
    "-registration_number": ("-registration_number", "-id"),
}  # fmt: skip


def departments(query: DepartmentQuery, *, by: User) -> Slice[Department]:
    """Departments of a day (today), with the names and places of that day."""
    day = query.as_of or today()
    rows = Department.objects.visible_to(by).named(day).select_related("head")
    if not query.with_closed:
        rows = rows.open(day)
    if query.parent_id:
        rows = rows.under(query.parent_id)
    if query.q:
        rows = rows.called(query.q)
    return paginate(rows, query, order=sorted_by(query.sort, DEPARTMENT_SORTS, "code"))


def employees(query: EmployeeQuery, *, by: User) -> Slice[Employee]:
    """Who works here, with today's departments."""
    rows = Employee.objects.visible_to(by).filter(is_external=query.external).with_departments()
    if query.q:
        rows = rows.found(query.q, by=by)
    if query.active is not None:
        rows = rows.active() if query.active else rows.gone()
    if query.department_id:
        rows = rows.working_in(query.department_id, today())
    if query.council:
        rows = rows.with_licence(query.council)
    if query.licence_expiring_in is not None:
        rows = rows.with_licence_expiring(query.licence_expiring_in)
    return paginate(rows, query, order=sorted_by(query.sort, EMPLOYEE_SORTS, "name"))


def licences(query: LicenceQuery, *, by: User) -> Slice[Licence]:
    """Licences; those that end soon first when asked for, by council and number otherwise."""
    rows = Licence.objects.visible_to(by).select_related("employee")
    if query.council:
        rows = rows.filter(council=query.council)
    if query.expiring_in is not None:
        return paginate(rows.expiring(query.expiring_in), query, order=("valid_until", "id"))
    return paginate(rows, query, order=("council", "number", "id"))


def licences_of(employee: Employee, query: PageQuery, *, by: User) -> Slice[Licence]:
    rows = Licence.objects.visible_to(by).filter(employee=employee)
    return paginate(rows, query, order=("council", "number", "id"))


def memberships_of(employee: Employee, query: PageQuery, *, by: User) -> Slice[Membership]:
    """Where somebody works and worked, the newest first."""
    rows = Membership.objects.visible_to(by).filter(employee=employee).prefetch_related(named_departments())
    return paginate(rows.since(), query, order=("-since", "-id"))


def leaves_of(employee: Employee, query: PageQuery, *, by: User) -> Slice[Leave]:
    """Somebody's leave, the newest first."""
    rows = Leave.objects.visible_to(by).filter(employee=employee).select_related("employee")
    return paginate(rows.since(), query, order=("-since", "-id"))


def shifts_of(employee: Employee, query: ShiftQuery, *, by: User) -> Slice[Shift]:
    """Somebody's shifts, in the order they begin."""
    return _shifts(query, Q(employee=employee), by)


def shifts_in(department: Department, query: ShiftQuery, *, by: User) -> Slice[Shift]:
    """The shifts of a department, in the order they begin."""
    return _shifts(query, Q(department=department), by)


def _shifts(query: ShiftQuery, whose: Q, by: User) -> Slice[Shift]:
    rows = Shift.objects.visible_to(by).filter(whose).select_related("employee")
    if not query.with_cancelled:
        rows = rows.planned()
    if query.starts_on:
        rows = rows.filter(during__endswith__gt=midnight(query.starts_on))
    if query.ends_on:
        rows = rows.filter(during__startswith__lt=midnight(query.ends_on, 1))
    rows = rows.annotate(begins=F("during__startswith")).prefetch_related(named_departments())
    return paginate(rows, query, order=("begins", "id"))


def named_departments(day: date | None = None) -> "Prefetch[Any]":  # Any: see above
    """The departments of the rows, with their names of a day (today)."""
    return Prefetch("department", Department.objects.named(day))


def named_parents(day: date | None = None) -> "Prefetch[Any]":  # Any: see above
    """The departments above, with their names of a day (today)."""
    return Prefetch("parent", Department.objects.named(day))
