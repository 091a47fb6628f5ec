"""The roster of a week, and the course of somebody's time here: read for the pages."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.days import midnight

from .lists import named_departments
from .models import Department, Employee, Leave, Licence, Membership, Shift, days as stretch


@dataclass
class Cell:
    """One person's day: the shifts that begin on it, and whether she is away."""

    day: date
    shifts: list[Shift] = field(default_factory=list)
    is_away: bool = False


@dataclass
class Line:
    """One person's week."""

    employee: Employee
    cells: list[Cell]

    @property
    def hours(self) -> int:
        """Planned hours, rounded down."""
        seconds = sum((s.ends_at - s.starts_at).total_seconds() for cell in self.cells for s in cell.shifts)
        return int(seconds // 3600)


@dataclass
class Roster:
    """A department's week, from Monday on."""

    days: list[date]
    lines: list[Line]


def roster(department: Department, monday: date, *, by: User) -> Roster:
    """Who belongs to the department, or has a shift there, during the week."""
    days = [monday + timedelta(days=n) for n in range(7)]
    starts_at, ends_at = midnight(days[0]), midnight(days[-1], 1)
    shifts = Shift.objects.visible_to(by).planned().filter(
        department=department, during__startswith__gte=starts_at, during__startswith__lt=ends_at
    )  # fmt: skip
    planned: dict[tuple[UUID, date], list[Shift]] = defaultdict(list)
    for shift in shifts.order_by("during", "id"):
        planned[shift.employee_id, localdate(shift.starts_at)].append(shift)
    members = Employee.objects.visible_to(by).members_of(department, days[0], days[-1])
    people = Employee.objects.filter(Q(pk__in=members) | Q(pk__in=[who for who, _day in planned]))
    away = _away(people, days)
    lines = [
        Line(one, [Cell(day, planned[one.pk, day], (one.pk, day) in away) for day in days])
        for one in people.order_by("search", "id")
    ]
    return Roster(days, lines)


def _away(people: QuerySet[Employee], days: list[date]) -> set[tuple[UUID, date]]:
    leaves = Leave.objects.approved().filter(employee__in=people, during__overlap=stretch(days[0], days[-1]))
    return {(leave.employee_id, day) for leave in leaves for day in days if leave.holds_on(day)}


@dataclass(frozen=True)
class Moment:
    """Something that began or ended on a day."""

    day: date
    title: str | Promise
    icon: str
    detail: str = ""


def moments_of(employee: Employee, *, by: User) -> list[Moment]:
    """Hiring, departments, licences and leaving, the latest first."""
    found: list[Moment] = []
    if employee.hired_on:
        found.append(Moment(employee.hired_on, _("Hired"), "briefcase", employee.job_title))
    for membership in (
        Membership.objects.visible_to(by).filter(employee=employee).prefetch_related(named_departments())
    ):
        name = membership.department.name
        found.append(Moment(membership.starts_on, _("Began in a department"), "log-in", name))
        if membership.ends_on:
            found.append(Moment(membership.ends_on, _("Last day in a department"), "log-out", name))
    for licence in Licence.objects.visible_to(by).filter(employee=employee):
        found.append(Moment(licence.valid_from, _("Licence valid from"), "badge-check", str(licence)))
        if licence.valid_until:
            found.append(Moment(licence.valid_until, _("Licence valid until"), "calendar-x", str(licence)))
    if employee.left_on:
        found.append(Moment(employee.left_on, _("Last day of work"), "user-minus"))
    return sorted(found, key=lambda moment: moment.day, reverse=True)
