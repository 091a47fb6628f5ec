"""Departments, and what they were called and where they belonged on each day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest, Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity
from hospital.core.text import Plain, plain

from .periods import Days, DaysQuerySet, M, today, whole

if TYPE_CHECKING:
    pass


class Units(Func):
    """A set of departments by one of the database's own functions (migrations/0002)."""

    # The inner ARRAY is computed once for a query; without it the function may be called for every row.
    template = "(SELECT unnest(ARRAY(SELECT %(function)s(%(expressions)s))))"
    output_field = models.UUIDField()

    def __init__(self, function: str, of: UUID, day: date) -> None:
        super().__init__(
            Value(of, output_field=models.UUIDField()),
            Value(day, output_field=models.DateField()),
            function=function,
        )


def units_of(user: Actor, day: date | None = None) -> Units:
    """The departments where the user's employee works on a day (today), with everything below them."""
    return Units("departments_of", user.pk, day or today())


class DepartmentQuerySet(models.QuerySet["Department"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("organization.view_department") else self.none()

    def named(self, day: date | None = None) -> Self:
        """Each with `name`, `plain_name` and `parent_id` of a day (today), or of its first day if younger."""
        when = Greatest(Value(day or today(), output_field=models.DateField()), OuterRef("opened_on"))
        names = Naming.objects.filter(department=OuterRef("pk"), during__contains=when)
        places = Placement.objects.filter(department=OuterRef("pk"), during__contains=when)
        return self.annotate(
            name=Subquery(names.values("name")),
            plain_name=Plain(Subquery(names.values("name"))),
            parent_id=Subquery(places.values("parent")),
        )

    def by_name(self) -> Self:
        """In the order of their names, which named() has looked up."""
        return self.order_by("plain_name", "id")

    def under(self, parent: UUID) -> Self:
        """Those directly below a department on the day of named()."""
        return self.filter(parent_id=parent)

    def called(self, words: str) -> Self:
        """Those with the words in the name of named(), or whose code begins with them."""
        by_code = self.annotate(capitals=Upper("code"))
        wanted = Q(plain_name__contains=plain(words)) | Q(capitals__startswith=words.strip().upper())
        return by_code.filter(wanted)

    def open(self, day: date | None = None) -> Self:
        """Those that are open on a day (today)."""
        day = day or today()
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def as_of(self, day: date) -> Self:
        """The departments of a day, with the names and places of that day."""
        return self.open(day).named(day)

    def below(self, department: "Department", day: date) -> Self:
        """A department and everything below it on a day."""
        return self.filter(pk__in=Units("departments_below", department.pk, day))

    def above(self, department: "Department", day: date) -> Self:
        """A department and everything above it on a day."""
        return self.filter(pk__in=Units("departments_above", department.pk, day))

    def units_of(self, user: Actor, day: date | None = None) -> Self:
        """Where the user works on a day (today), with everything below."""
        return self.filter(pk__in=units_of(user, day))

    def tree(self, day: date) -> "list[Branch]":
        """The tree of a day: the topmost departments, each with its branches, by name."""
        return grow(self.as_of(day).select_related("head").by_name())

    def subtree(self, department: "Department", day: date) -> "list[Branch]":
        """The tree of a day from one department down."""
        return grow(self.as_of(day).below(department, day).select_related("head").by_name())


class Department(Entity):
    """A unit of the hospital. Its name and its place belong to days, so the past stays what it was."""

    code = models.CharField(_("code"), max_length=20)
    service_code = models.CharField(
        _("CNES service code"),
        max_length=6,
        blank=True,
        help_text=_("3 digits, or 6 with the classification"),
    )
    cost_centre = models.CharField(_("cost centre"), max_length=20, blank=True)
    head = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="heads",
        verbose_name=_("head"),
    )  # fmt: skip
    phone = models.CharField(_("phone or extension"), max_length=20, blank=True)
    description = models.TextField(_("description"), blank=True, max_length=4000)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed from"), null=True, editable=False)

    parent_id: UUID | None  # of the day that named() was asked for

    objects = DepartmentQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_department", _("See departments and who works there")),
            ("manage_department", _("Open, change, move and close departments")),
        ]
        constraints = [
            models.UniqueConstraint(Upper("code"), name="one_department_per_code"),
            models.CheckConstraint(name="department_has_a_code", condition=~Q(code="")),
            models.CheckConstraint(
                name="cnes_service_has_3_or_6_digits",
                condition=Q(service_code="") | Q(service_code__regex=r"^[0-9]{3}([0-9]{3})?$"),
            ),
            models.CheckConstraint(
                name="department_closes_after_opening",
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization:department", args=[self.pk])

    @cached_property
    def name(self) -> str:
        """Its name today; lists read it for all rows at once with named()."""
        day = max(today(), self.opened_on)
        return (
            Naming.objects.filter(department=self, during__contains=day)
            .values_list("name", flat=True)
            .first()
            or ""
        )

    def is_open(self, day: date | None = None) -> bool:
        day = day or today()
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)

    def path(self, day: date | None = None) -> "list[Department]":
        """The departments above it on a day (today), the topmost first, without itself."""
        day = max(day or today(), self.opened_on)
        found = {row.pk: row for row in Department.objects.above(self, day).named(day)}
        line: list[Department] = []
        here: Department | None = found.get(self.pk)
        while here and here.parent_id and (here := found.get(here.parent_id)):
            line.insert(0, here)
        return line


@dataclass(eq=False)
class Branch:
    """A department in the tree of one day."""

    department: Department
    depth: int = 0
    branches: "list[Branch]" = field(default_factory=list)


def grow(departments: Iterable[Department]) -> list[Branch]:
    """Join departments that know their parent into a tree; who has no parent among them is at the top."""
    all_of_them = {row.pk: Branch(row) for row in departments}
    below: dict[UUID | None, list[Branch]] = defaultdict(list)
    for branch in all_of_them.values():
        parent = branch.department.parent_id
        below[parent if parent in all_of_them else None].append(branch)
    waiting = list(below[None])
    while waiting:
        branch = waiting.pop()
        branch.branches = below[branch.department.pk]
        for lower in branch.branches:
            lower.depth = branch.depth + 1
        waiting += branch.branches
    return below[None]


class DaysOfDepartmentQuerySet(DaysQuerySet[M]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("organization.view_department") else self.none()


class Naming(Days):
    """What a department is called during a stretch of days."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="namings")
    name = models.CharField(_("name"), max_length=120)

    objects = DaysOfDepartmentQuerySet["Naming"].as_manager()

    class Meta(Days.Meta):
        abstract = False
        constraints = [
            ExclusionConstraint(
                name="one_name_per_department_and_day",
                expressions=[("department", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="department_has_a_name", condition=~Q(name="")),
            whole("naming_has_days"),
        ]

    def __str__(self) -> str:
        return self.name


class Placement(Days):
    """Under which department a department belongs during a stretch of days; at the top without a parent.

    That nobody is below itself on any day is held by the constraint trigger no_department_below_itself.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="children", verbose_name=_("part of")
    )

    objects = DaysOfDepartmentQuerySet.as_manager()

    class Meta(Days.Meta):
        abstract = False
        constraints = [
            ExclusionConstraint(
                name="one_place_per_department_and_day",
                expressions=[("department", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            whole("placement_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} < {self.parent_id}"


class DepartmentIdentifierQuerySet(models.QuerySet["DepartmentIdentifier"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("organization.view_department") else self.none()


class DepartmentIdentifier(Entity):
    """What another system calls a department."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="identifiers")
    system = models.CharField(_("system"), max_length=200)
    value = models.CharField(_("value"), max_length=200)

    objects = DepartmentIdentifierQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["system", "value"], name="one_department_per_identifier"),
            models.CheckConstraint(
                name="department_identifier_is_whole", condition=~Q(system="") & ~Q(value="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.value}"
