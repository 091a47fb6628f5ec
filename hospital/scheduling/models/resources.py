"""What is booked (people, rooms, devices, theatres), and for what (services)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity
from hospital.organization.models import Department, Employee
from hospital.organization.models.departments import units_of


class BookableQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, user: Actor) -> Self:
        """All of them, or one's own and those of the departments one works in."""
        if not user.has_perm("scheduling.view_agenda"):
            return self.none()
        if user.has_perm("scheduling.view_every_agenda"):
            return self
        return self.filter(Q(department__in=units_of(user)) | Q(employee__user=user.pk))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def own(self, user: Actor) -> Self:
        """Those that are the user herself."""
        return self.filter(employee__user=user.pk)


class Resource(Entity):
    """Somebody or something whose time is booked. It has `capacity` places side by side."""

    class Kind(models.TextChoices):
        PRACTITIONER = "practitioner", _("Practitioner")
        ROOM = "room", _("Room")
        EQUIPMENT = "equipment", _("Equipment")
        THEATRE = "theatre", _("Operating theatre")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PRACTITIONER)
    name = models.CharField(_("name"), max_length=120)
    employee = models.OneToOneField(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="resource",
        verbose_name=_("employee"),
    )  # fmt: skip
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="resources", verbose_name=_("department")
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"), default=1, help_text=_("How many patients at the same time, at most")
    )
    is_active = models.BooleanField(pgettext_lazy("of a resource", "in use"), default=True)

    objects = BookableQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_agenda", _("See agendas, services and free times in the own departments")),
            ("view_every_agenda", _("See the agendas of every department")),
            ("manage_agenda", _("Set up resources, services and agendas")),
            ("overbook", _("Book over the capacity or outside the hours, saying why")),
        ]
        constraints = [
            models.CheckConstraint(name="resource_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_practitioner_is_an_employee",
                condition=Q(kind="practitioner", employee__isnull=False)
                | ~Q(kind="practitioner") & Q(employee=None),
            ),
            models.CheckConstraint(
                name="resource_has_1_to_500_places", condition=Q(capacity__gte=1, capacity__lte=500)
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="resource_by_name")]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("scheduling.view_agenda") else self.none()

    def active(self) -> Self:
        return self.filter(is_active=True)


class Service(Entity):
    """What a patient comes for: how long it takes, and what of the time around it stays free."""

    class Modality(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        REMOTE = "remote", _("By video")

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=120)
    duration = models.PositiveSmallIntegerField(_("duration"), default=30, help_text=_("Minutes"))
    buffer_before = models.PositiveSmallIntegerField(
        _("free before"), default=0, help_text=_("Minutes of preparation before each appointment")
    )
    buffer_after = models.PositiveSmallIntegerField(
        _("free after"), default=0, help_text=_("Minutes of tidying up after each appointment")
    )
    capacity = models.PositiveSmallIntegerField(
        _("patients at a time"), default=1, help_text=_("More than one for groups")
    )
    modality = models.CharField(_("modality"), max_length=10, choices=Modality, default=Modality.IN_PERSON)
    preparation = models.TextField(
        _("preparation"), blank=True, max_length=4000, help_text=_("What the patient is told when she books")
    )
    is_bookable_online = models.BooleanField(_("patients book it themselves"), default=False)
    is_active = models.BooleanField(pgettext_lazy("of a service", "offered"), default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(Upper("code"), name="one_service_per_code"),
            models.CheckConstraint(name="service_has_a_code_and_a_name", condition=~Q(code="") & ~Q(name="")),
            models.CheckConstraint(
                name="service_lasts_1_to_1440_minutes", condition=Q(duration__gte=1, duration__lte=1440)
            ),
            models.CheckConstraint(
                name="service_buffers_are_short", condition=Q(buffer_before__lte=480, buffer_after__lte=480)
            ),
            models.CheckConstraint(
                name="service_takes_1_to_500_patients", condition=Q(capacity__gte=1, capacity__lte=500)
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="service_by_name")]

    def __str__(self) -> str:
        return self.name
