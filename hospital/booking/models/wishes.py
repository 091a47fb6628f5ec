"""The waiting list: who wants an appointment sooner than one can be had."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.organization.models.departments import units_of
from hospital.patients.models import Patient
from hospital.scheduling.models import Appointment, Resource, Service

OPEN = ("waiting", "offered")
LAWFUL_AGE, FIRST_AGE = 60, 80  # Lei 10.741/2003, art. 3º, § 1º, I and § 2º


class WishQuerySet(models.QuerySet["Wish"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees, for her departments or for nobody in particular; or all."""
        if not user.has_perm("booking.view_wish"):
            return self.none()
        rows = self
        if not user.has_perm("patients.view_confidential"):
            rows = rows.filter(patient__is_confidential=False)
        if user.has_perm("scheduling.view_every_agenda"):
            return rows
        return rows.filter(
            Q(resource=None)
            | Q(resource__department__in=units_of(user))
            | Q(resource__employee__user=user.pk)
        )

    def open(self) -> Self:
        """Those that still wait, or have an offer to answer."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        return self.filter(state=Wish.State.WAITING)


class Wish(Entity, Stateful):
    """That a patient waits for a service, from a day to a day, with somebody or whoever is free first."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("waiting list", "Waiting")
        OFFERED = "offered", pgettext_lazy("waiting list", "Has an offer")
        BOOKED = "booked", pgettext_lazy("waiting list", "Booked")
        WITHDRAWN = "withdrawn", pgettext_lazy("waiting list", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("waiting list", "Period is over")

    class Priority(models.IntegerChoices):
        URGENT = 1, pgettext_lazy("waiting list", "Urgent")
        SOON = 2, pgettext_lazy("waiting list", "Soon")
        ROUTINE = 3, pgettext_lazy("waiting list", "Routine")

    class PartOfDay(models.TextChoices):
        ANY = "any", _("Any time of day")
        MORNING = "morning", _("In the morning")
        AFTERNOON = "afternoon", _("In the afternoon")

    TRANSITIONS: ClassVar = {
        "waiting": {"offered", "booked", "withdrawn", "expired"},
        "offered": {"waiting", "booked", "withdrawn", "expired"},
    }

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="wishes")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="wishes")
    resource = models.ForeignKey(
        Resource, on_delete=models.PROTECT, null=True, blank=True, related_name="wishes",
        verbose_name=_("with"), help_text=_("Empty: with whoever is free first"),
    )  # fmt: skip
    starts_on = models.DateField(_("from day"))
    ends_on = models.DateField(_("until day"))
    part_of_day = models.CharField(_("time of day"), max_length=10, choices=PartOfDay, default=PartOfDay.ANY)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.ROUTINE)
    payer_code = models.CharField(_("payer"), max_length=30, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Appointment.Channel, default=Appointment.Channel.RECEPTION
    )
    wished_at = models.DateTimeField(_("waiting since"), default=now, editable=False)
    wished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    stepped_at = models.DateTimeField(default=now, editable=False)
    stepped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    stepped_because = models.CharField(_("reason"), max_length=300, blank=True, editable=False)
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, editable=False, related_name="wish"
    )

    objects = WishQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_wish", _("See the waiting list")),
            ("manage_wish", _("Put patients on the waiting list and answer offers for them")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "service"], name="a_patient_waits_once_for_a_service",
                condition=Q(state__in=OPEN),
            ),
            models.CheckConstraint(
                name="wish_ends_after_it_begins", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="a_fulfilled_wish_has_its_appointment",
                condition=Q(state="booked", appointment__isnull=False)
                | ~Q(state="booked") & Q(appointment=None),
            ),
            models.CheckConstraint(
                name="a_withdrawn_wish_says_why", condition=~Q(state="withdrawn") | ~Q(stepped_because="")
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["service", "priority", "wished_at"], name="wish_by_rank", condition=Q(state="waiting")
            ),
            models.Index(fields=["patient", "state"], name="wish_by_patient"),
            models.Index(fields=["wished_at", "id"], name="wish_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def legal_rank(self, day: date) -> int:
        """0 from 80 years on, 1 from 60 on, 2 for everybody else, on a day."""
        age = self.patient.age(day) or 0
        return 0 if age >= FIRST_AGE else 1 if age >= LAWFUL_AGE else 2
