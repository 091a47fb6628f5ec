"""Departments and people for tests, made by the real actions. For the apps above organization too."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any  # Any: whatever the actions take

from django.utils.timezone import localtime

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests import make as accounts
from hospital.organization import actions
from hospital.organization.models import Department, Employee, Leave, Licence, Membership, Shift, today

LONG_AGO = date(2015, 1, 1)
STAFF = ("organization.view_department", "organization.view_colleague")
_count = itertools.count(1)


def department(
    name: str = "", *, parent: Department | None = None, **fields: Any
) -> Department:  # Any: see above
    """A department, open since LONG_AGO."""
    number = next(_count)
    values: dict[str, Any] = {"code": f"D{number}", "opened_on": LONG_AGO} | fields
    return actions.open_department(name=name or f"Setor {number}", parent=parent, by=system(), **values)


def employee(department: Department | None = None, **fields: Any) -> Employee:  # Any: see above
    """Somebody hired LONG_AGO, working in the department since then if one is given."""
    values: dict[str, Any] = {
        "given_name": "Ana",
        "family_name": f"Souza {next(_count)}",
        "hired_on": LONG_AGO,
    } | fields
    made = actions.hire(by=system(), **values)
    if department:
        membership(made, department)
    return made


def membership(employee: Employee, department: Department, **fields: Any) -> Membership:  # Any: see above
    values: dict[str, Any] = {"starts_on": LONG_AGO} | fields
    return actions.assign(employee, department=department, by=system(), **values)


def licence(employee: Employee, **fields: Any) -> Licence:  # Any: see above
    """A COREN-SP licence without an end."""
    values: dict[str, Any] = {
        "council": "COREN", "uf": "SP", "number": str(100_000 + next(_count)), "category": "ENF",
        "valid_from": LONG_AGO,
    } | fields  # fmt: skip
    return actions.register_licence(employee, by=system(), **values)


def person(department: Department | None, *permissions: str, **fields: Any) -> User:  # Any: see above
    """A user with these permissions who is linked to an employee of the department."""
    user = accounts.user(*permissions)
    actions.link_user(employee(department, **fields), user=user, by=system())
    return accounts.fresh(user)


def unit_nurse(department: Department, *permissions: str, **fields: Any) -> User:  # Any: see above
    """A nurse of the department, with what everyone on the staff may do and these permissions."""
    return person(
        department, *STAFF, *permissions, **({"job_title": "Enfermeira", "cbo_code": "223505"} | fields)
    )


def manager(*permissions: str) -> User:
    """Human resources: all that is done with departments and people, unless permissions are named."""
    return accounts.user(
        *permissions
        or (
            *STAFF, "organization.manage_department", "organization.view_employee",
            "organization.manage_employee", "organization.manage_licence",
            "organization.plan_shift", "organization.approve_leave",
        )
    )  # fmt: skip


def at(hour: int, *, days: int = 1) -> datetime:
    """An hour of a day so many days from today."""
    start = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=days, hours=hour)


def shift(employee: Employee, department: Department, **fields: Any) -> Shift:  # Any: see above
    """Tomorrow from 7 to 19."""
    values: dict[str, Any] = {"starts_at": at(7), "ends_at": at(19)} | fields
    return actions.plan_shift(employee, department=department, by=system(), **values)


def leave(employee: Employee, **fields: Any) -> Leave:  # Any: see above
    """Ten days of vacation from tomorrow, asked for."""
    values: dict[str, Any] = {"kind": "vacation", "starts_on": soon(1), "ends_on": soon(10)} | fields
    return actions.request_leave(employee, by=system(), **values)


def soon(days: int) -> date:
    """The day so many days from today."""
    return today() + timedelta(days=days)
