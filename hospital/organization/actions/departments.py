"""Departments: open, change, rename, move, close. A name and a place take effect on a day; the past stays."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict, TypeVar, Unpack  # Any: the values of a naming or a placement

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.days import midnight
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid

from ..models import Department, DepartmentIdentifier, Employee, Naming, Placement, days, today
from ..models.periods import sensible
from .memberships import DepartmentNotOpen, require_employed

Dated = TypeVar("Dated", Naming, Placement)


class CodeTaken(Conflict):
    message = _("Another department has this code.")


class BelowItself(Conflict):
    message = _("A department cannot be below itself.")


class InThePast(Invalid):
    message = _("A change takes effect today or later; what was stays as it was.")


class ParentNotOpen(Conflict):
    message = _("The department above is not open for all of this time.")


class AlreadyCalled(Conflict):
    message = _("The department has this name on that day.")


class AlreadyThere(Conflict):
    message = _("The department belongs there on that day.")


class StillInUse(Conflict):
    message = _("The department still has people, planned shifts or open departments below it.")


class IdentifierTaken(Conflict):
    message = _("Another department has this identifier.")


class DepartmentData(TypedDict, total=False):
    """What can be said of a department on any day."""

    code: str
    service_code: str
    cost_centre: str
    head: Employee | None
    phone: str
    description: str


@transaction.atomic
def open_department(
    *, name: str, by: User, parent: Department | None = None, opened_on: date | None = None,
    identifiers: Iterable[tuple[str, str]] = (), **data: Unpack[DepartmentData],
) -> Department:  # fmt: skip
    """Open a department from a day (today, or long ago) on, at the top or below another."""
    by.require("organization.manage_department")
    opened_on = sensible("opened_on", opened_on or today())
    _hold_tree()
    values = fitting(Department, {"code": "", **data})
    department = Department(opened_on=opened_on, **values)
    if parent:
        _require_open_above(lock(parent), department)
    if department.head:
        require_employed(lock(department.head))
    called = fitting(Naming, {"name": name})
    with conflicts(one_department_per_code=CodeTaken, cnes_service_has_3_or_6_digits=_BadServiceCode):
        department.save(force_insert=True)
        Naming.objects.create(department=department, during=days(opened_on), **called)
        Placement.objects.create(department=department, parent=parent, during=days(opened_on))
    for system, value in identifiers:
        _identify(department, system, value)
    above = str(parent.pk) if parent else None
    audit.record("organization.department_opened", department, by=by, code=department.code, parent=above)
    return department


@transaction.atomic
def change_department(
    department: Department, *, by: User, version: int | None = None, **data: Unpack[DepartmentData]
) -> Department:
    """Change what is not bound to a day: code, CNES service, cost centre, head, phone, description."""
    by.require("organization.manage_department")
    head = data.get("head")
    if head:
        require_employed(lock(head))  # before the department: a dismissal locks in the same order
    department = lock(department, version=version)
    with conflicts(one_department_per_code=CodeTaken, cnes_service_has_3_or_6_digits=_BadServiceCode):
        changed = change(department, **fitting(Department, data))
    if changed:
        audit.record("organization.department_changed", department, by=by, fields=changed)
    return department


@transaction.atomic
def rename_department(department: Department, *, name: str, by: User, on: date | None = None) -> Naming:
    """Call the department otherwise from a day (today) on, until the next name that is already planned."""
    by.require("organization.manage_department")
    department = lock(department)
    on = _effective(department, on)
    values = fitting(Naming, {"name": name})
    present = Naming.objects.on(on).get(department=department)
    if present.name == values["name"]:
        raise AlreadyCalled
    naming = _from_day(present, on, **values)
    audit.record("organization.department_renamed", department, by=by, on=on.isoformat())
    return naming


@transaction.atomic
def move_department(
    department: Department, *, parent: Department | None, by: User, on: date | None = None
) -> Placement:
    """Put the department, with all that is below it, under another (None: at the top) from a day (today) on.

    Two moves at once wait for each other, so that together they cannot close a loop. Only one row is written,
    however much is below.
    """
    by.require("organization.manage_department")
    _hold_tree()
    department = lock(department)
    on = _effective(department, on)
    present = Placement.objects.on(on).get(department=department)
    if present.parent_id == (parent.pk if parent else None):
        raise AlreadyThere
    if parent:
        _require_open_above(lock(parent), department, on)
    with conflicts(no_department_below_itself=BelowItself):
        placement = _from_day(present, on, parent=parent)
    above = str(parent.pk) if parent else None
    audit.record("organization.department_moved", department, by=by, on=on.isoformat(), parent=above)
    return placement


@transaction.atomic
def close_department(
    department: Department, *, by: User, reason: str = "", on: date | None = None, version: int | None = None
) -> Department:
    """Close the department from a day (today) on, once nobody works in it and nothing open is below it."""
    by.require("organization.manage_department")
    _hold_tree()
    department = lock(department, version=version)
    on = _effective(department, on)
    _require_empty(department, on)
    with conflicts(department_closes_after_opening=_ClosedBeforeOpening):
        change(department, closed_on=on)
    audit.record("organization.department_closed", department, by=by, reason=reason, on=on.isoformat())
    return department


@transaction.atomic
def identify_department(department: Department, *, system: str, value: str, by: User) -> DepartmentIdentifier:
    """Keep what another system calls the department."""
    by.require("organization.manage_department")
    identifier = _identify(department, system, value)
    audit.record("organization.department_identified", department, by=by, system=identifier.system)
    return identifier


class _BadServiceCode(Invalid):
    def __init__(self) -> None:
        super().__init__(
            fields={"service_code": [_("A CNES service code has 3 digits, or 6 with the classification.")]}
        )

    @property
    def code(self) -> str:
        return "Invalid"


class _ClosedBeforeOpening(InThePast):
    message = _("A department closes after the day it opened.")


def _hold_tree() -> None:
    """Let one change of the tree's shape happen at a time (the trigger takes the same lock)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organization.tree'))")


def _effective(department: Department, on: date | None) -> date:
    """The day from which a change holds: today or later, while the department is open."""
    on = sensible("on", on or max(today(), department.opened_on))
    if on < today():
        raise InThePast(fields={"on": [InThePast.message]})
    if not department.is_open(on):
        raise DepartmentNotOpen
    return on


def _require_open_above(parent: Department, department: Department, on: date | None = None) -> None:
    """Whatever is above must be open before and at least as long."""
    closes = department.closed_on
    outlived = parent.closed_on is not None and (closes is None or parent.closed_on < closes)
    if outlived or not parent.is_open(on or department.opened_on):
        raise ParentNotOpen


def _require_empty(department: Department, on: date) -> None:
    after = DateRange(on, None)
    open_then = Q(department__closed_on=None) | Q(department__closed_on__gt=on)
    if (
        department.children.filter(open_then, during__overlap=after).exists()
        or department.memberships.filter(during__overlap=after).exists()
        or department.shifts.planned().filter(during__endswith__gt=midnight(on)).exists()
    ):
        raise StillInUse


def _from_day(present: Dated, on: date, **values: Any) -> Dated:  # Any: see above
    """End the row before `on` and go on with other values; a row that begins that day is itself changed."""
    if present.starts_on == on:
        change(present, **values)
        return present
    rest = DateRange(on, present.during.upper)
    change(present, during=DateRange(present.during.lower, on))
    return type(present).objects.create(department=present.department, during=rest, **values)


def _identify(department: Department, system: str, value: str) -> DepartmentIdentifier:
    values = fitting(DepartmentIdentifier, {"system": system, "value": value})
    with conflicts(one_department_per_identifier=IdentifierTaken):
        return DepartmentIdentifier.objects.create(department=department, **values)
