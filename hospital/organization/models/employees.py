"""People who work here. An employee is a person, a user is a key: they are linked, not the same."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar  # Any: rows of any table
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Concat, Trim
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity
from hospital.core.text import Plain, plain

from .departments import Department, Units, units_of
from .periods import days, today

if TYPE_CHECKING:
    from .licences import LicenceQuerySet
    from .work import Membership, MembershipQuerySet

DIGITS_FOR_A_DOCUMENT = 11


class EmployeeQuerySet(models.QuerySet["Employee"]):
    def visible_to(self, user: Actor) -> Self:
        """Everyone; or oneself and who works today in one's own departments and below them; or oneself."""
        if user.has_perm("organization.view_employee"):
            return self
        rows = Q(user_id=user.pk)
        if user.has_perm("organization.view_colleague"):
            rows |= Q(pk__in=_at_work(units_of(user), today()))
        return self.filter(rows)

    def active(self, day: date | None = None) -> Self:
        """Those employed on a day (today)."""
        day = day or today()
        here = self.filter(is_external=False)
        return here.filter(Q(left_on=None) | Q(left_on__gte=day), Q(hired_on=None) | Q(hired_on__lte=day))

    def gone(self) -> Self:
        return self.filter(left_on__lt=today())

    def working_in(self, department: UUID, day: date) -> Self:
        """Who belongs to a department, or to one below it, on a day."""
        return self.filter(pk__in=_at_work(Units("departments_below", department, day), day))

    def members_of(self, department: Department, first: date, last: date) -> Self:
        """Who belongs to the department itself on some day of a stretch."""
        rows = _memberships().filter(department=department, during__overlap=days(first, last))
        return self.filter(pk__in=rows.values("employee"))

    def found(self, words: str, *, by: Actor) -> Self:
        """By parts of names, or by a whole matrícula, licence or (for who may see it) document number."""
        rows = Q()
        for word in plain(words).split():
            rows &= Q(search__contains=word)
        number = "".join(c for c in words if c.isalnum()).upper()
        if number:
            rows |= Q(registration_number__iexact=words.strip())
            rows |= Q(Exists(_licences().filter(employee=OuterRef("pk"), number=number)))
            if by.has_perm("organization.view_employee") and len(number) >= DIGITS_FOR_A_DOCUMENT:
                rows |= Q(cpf=number) | Q(cns=number)
        return self.filter(rows)

    def with_licence(self, council: str) -> Self:
        """Those registered with a council, whether the licence is in force or not."""
        return self.filter(Exists(_licences().filter(employee=OuterRef("pk"), council=council)))

    def with_licence_expiring(self, within_days: int) -> Self:
        return self.filter(Exists(_licences().expiring(within_days).filter(employee=OuterRef("pk"))))

    def with_departments(self, day: date | None = None) -> Self:
        """Each with `places`: the memberships of a day (today) with departments, the primary one first."""
        day = day or today()
        rows = _memberships().on(day).order_by("-is_primary", "during", "id")
        named = Prefetch("department", Department.objects.named(day))
        return self.prefetch_related(Prefetch("memberships", rows.prefetch_related(named), to_attr="places"))


def _at_work(units: Units, day: date) -> "models.QuerySet[Membership, Any]":  # Any: keys
    return _memberships().on(day).filter(department__in=units).values("employee")


def _memberships() -> "MembershipQuerySet":
    from .work import Membership

    return Membership.objects.all()


def _licences() -> "LicenceQuerySet":
    from .licences import Licence

    return Licence.objects.all()


def _digits(column: str, count: int) -> Q:
    """Empty, or exactly so many digits."""
    return Q(**{column: ""}) | Q(**{f"{column}__regex": rf"^[0-9]{{{count}}}$"})


class Employee(Entity):
    """A person who works, or worked, at the hospital; or (`is_external`) elsewhere, named in its charts."""

    class Gender(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")
        UNKNOWN = "unknown", _("Not informed")

    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100, blank=True)
    social_name = models.CharField(
        _("social name"),
        max_length=200,
        blank=True,
        help_text=_("The name the person is called by; shown first"),
    )
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, default=Gender.UNKNOWN)
    cpf = models.CharField(_("CPF"), max_length=11, blank=True)
    cns = models.CharField(_("CNS"), max_length=15, blank=True)

    phone = models.CharField(_("phone or extension"), max_length=20, blank=True)
    mobile = models.CharField(_("mobile"), max_length=20, blank=True)
    email = models.EmailField(_("email"), blank=True)

    street = models.CharField(_("street"), max_length=200, blank=True)
    number = models.CharField(_("number"), max_length=20, blank=True)
    complement = models.CharField(_("complement"), max_length=100, blank=True)
    district = models.CharField(_("district"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(pgettext_lazy("of a country", "state"), max_length=40, blank=True)
    postal_code = models.CharField(_("CEP"), max_length=12, blank=True)
    country = models.CharField(_("country"), max_length=2, default="BR", blank=True)

    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    cbo_code = models.CharField(_("CBO code"), max_length=6, blank=True, help_text=_("6 digits"))
    registration_number = models.CharField(_("registration number"), max_length=20, blank=True)
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    left_on = models.DateField(_("last day of work"), null=True, editable=False)
    is_external = models.BooleanField(
        _("from outside"), default=False, editable=False,
        help_text=_("Works elsewhere, and is known here from the records of other institutions"),
    )  # fmt: skip
    description = models.TextField(_("description"), blank=True, max_length=4000)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="employee",
        verbose_name=_("user"),
    )
    search = models.GeneratedField(
        expression=Plain(
            Trim(
                Concat(
                    "social_name", Value(" "), "given_name", Value(" "), "family_name",
                    output_field=models.TextField(),
                )
            )
        ),
        output_field=models.TextField(), db_persist=True, editable=False,
    )  # fmt: skip

    places: "list[Membership]"  # of the day that with_departments() was asked for

    objects = EmployeeQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_employee", _("See every employee and their personal data")),
            ("view_colleague", _("See who works in one's own departments")),
            ("manage_employee", _("Hire, change and dismiss employees, and place them in departments")),
        ]
        constraints = [
            models.CheckConstraint(name="employee_has_a_given_name", condition=~Q(given_name="")),
            models.UniqueConstraint(fields=["cpf"], condition=~Q(cpf=""), name="one_employee_per_cpf"),
            models.UniqueConstraint(fields=["cns"], condition=~Q(cns=""), name="one_employee_per_cns"),
            models.UniqueConstraint(
                fields=["registration_number"], condition=~Q(registration_number=""),
                name="one_employee_per_registration_number",
            ),
            models.CheckConstraint(name="employee_cpf_has_11_digits", condition=_digits("cpf", 11)),
            models.CheckConstraint(name="employee_cns_has_15_digits", condition=_digits("cns", 15)),
            models.CheckConstraint(name="cbo_has_6_digits", condition=_digits("cbo_code", 6)),
            models.CheckConstraint(
                name="employee_leaves_after_hiring",
                condition=Q(left_on=None) | Q(hired_on=None) | Q(left_on__gte=F("hired_on")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["search", "id"], name="employee_by_name"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="employee_by_parts_of_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization:employee", args=[self.pk])

    @property
    def name(self) -> str:
        """What the person is called: the social name where there is one (Decreto 8.727/2016)."""
        return self.social_name or self.civil_name

    @property
    def civil_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def is_active(self, day: date | None = None) -> bool:
        day = day or today()
        if self.is_external:
            return False
        return (self.left_on is None or day <= self.left_on) and (
            self.hired_on is None or self.hired_on <= day
        )

    def shows_personal_data_to(self, user: Actor) -> bool:
        """Documents, birth date and address are for who manages people, and for the person."""
        return self.user_id == user.pk or user.has_perm("organization.view_employee")


Rows = TypeVar("Rows", bound=models.QuerySet[Any])


def of_visible(rows: Rows, user: Actor) -> Rows:
    """Of rows that belong to an employee, those of the employees whom the user sees."""
    if user.has_perm("organization.view_employee"):
        return rows
    return rows.filter(employee__in=Employee.objects.visible_to(user))


class EmployeeIdentifierQuerySet(models.QuerySet["EmployeeIdentifier"]):
    def visible_to(self, user: Actor) -> Self:
        return of_visible(self, user)


class EmployeeIdentifier(Entity):
    """What another system calls an employee."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="identifiers")
    system = models.CharField(_("system"), max_length=200)
    value = models.CharField(_("value"), max_length=200)

    objects = EmployeeIdentifierQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["system", "value"], name="one_employee_per_identifier"),
            models.CheckConstraint(
                name="employee_identifier_is_whole", condition=~Q(system="") & ~Q(value="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.value}"
