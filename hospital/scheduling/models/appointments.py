"""Appointments: a patient, a service and a time, and the places they take of resources."""

from datetime import date, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.days import midnight
from hospital.core.models import Entity, Stateful
from hospital.organization.models import Department
from hospital.organization.models.departments import units_of
from hospital.patients.models import Patient

from .agendas import Period
from .resources import Resource, Service

# In these an appointment takes no time of anybody.
GIVEN_UP = ("cancelled", "missed")
LONGEST_BUFFER = timedelta(hours=8)


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of which the user sees an appointment."""
        return self.filter(Exists(Appointment.objects.visible_to(user).filter(series=OuterRef("pk"))))


class Series(Entity):
    """Appointments of one patient for one service, week after week."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("first time"))
    every_weeks = models.PositiveSmallIntegerField(_("every so many weeks"), default=1)
    times = models.PositiveSmallIntegerField(_("times"))
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = SeriesQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="series_has_2_to_104_appointments", condition=Q(times__gte=2, times__lte=104)
            ),
            models.CheckConstraint(
                name="series_goes_on_every_1_to_12_weeks",
                condition=Q(every_weeks__gte=1, every_weeks__lte=12),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} {self.times}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees, in the departments she works in or with herself; or all."""
        if not user.has_perm("scheduling.view_appointment"):
            return self.none()
        rows = self
        if not user.has_perm("patients.view_confidential"):
            rows = rows.filter(patient__is_confidential=False)
        if user.has_perm("scheduling.view_every_agenda"):
            return rows
        own = Allocation.objects.filter(appointment=OuterRef("pk"), resource__employee__user=user.pk)
        return rows.filter(Q(department__in=units_of(user)) | Exists(own))

    def holding(self) -> Self:
        """Those that take time: neither cancelled nor missed."""
        return self.exclude(state__in=GIVEN_UP)

    def on(self, day: date) -> Self:
        """Those that begin on a day of the hospital."""
        return self.filter(starts_at__gte=midnight(day), starts_at__lt=midnight(day, 1))

    def with_resource(self, resource: Resource) -> Self:
        return self.filter(pk__in=Allocation.objects.filter(resource=resource).values("appointment"))

    def of_day(self, resource: Resource, day: date) -> Self:
        """Those of a resource that begin on a day of the hospital."""
        after = midnight(day, 1)
        places = Allocation.objects.filter(
            resource=resource, starts_at__gte=midnight(day) - LONGEST_BUFFER, starts_at__lt=after
        )
        return self.on(day).filter(pk__in=places.values("appointment"))

    def in_order(self) -> Self:
        return self.order_by("starts_at", "id")


class Appointment(Entity, Stateful):
    """That a patient comes for a service at a time. It takes places of resources: its allocations.

    Every step of its state is a Step; `stepped_*` tell of the last one. `starts_at` and `ends_at` are the
    patient's time: the buffers of the service are in the allocations only.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("appointment", "Held")
        BOOKED = "booked", pgettext_lazy("appointment", "Booked")
        ARRIVED = "arrived", pgettext_lazy("appointment", "Arrived")
        CHECKED_IN = "checked_in", pgettext_lazy("appointment", "Checked in")
        IN_PROGRESS = "in_progress", pgettext_lazy("appointment", "In progress")
        DONE = "done", pgettext_lazy("appointment", "Done")
        CANCELLED = "cancelled", pgettext_lazy("appointment", "Cancelled")
        MISSED = "missed", pgettext_lazy("appointment", "Missed")

    class Channel(models.TextChoices):
        RECEPTION = "reception", _("At the desk")
        PHONE = "phone", _("By telephone")
        ONLINE = "online", _("By the patient, online")

    TRANSITIONS: ClassVar = {
        "proposed": {"booked", "cancelled"},
        "booked": {"arrived", "checked_in", "in_progress", "cancelled", "missed"},
        "arrived": {"checked_in", "in_progress", "cancelled", "missed"},
        "checked_in": {"in_progress", "cancelled", "missed"},
        "in_progress": {"done"},
        "missed": {"arrived"},  # she came late, and is seen if there is still a place
    }

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.BOOKED, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    period = models.GeneratedField(
        expression=Period("starts_at", "ends_at"), output_field=DateTimeRangeField(), db_persist=True
    )
    is_overbooked = models.BooleanField(_("overbooked"), default=False, editable=False)
    is_double_booked = models.BooleanField(
        _("at the same time as another of the patient"), default=False, editable=False
    )
    overbooked_because = models.CharField(_("why overbooked"), max_length=300, blank=True, editable=False)
    payer_code = models.CharField(_("payer"), max_length=30, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.RECEPTION)
    notes = models.TextField(_("notes"), blank=True, max_length=2000)
    description = models.CharField(_("what for"), max_length=300, blank=True)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, editable=False, related_name="appointments"
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    expires_at = models.DateTimeField(_("held until"), null=True, editable=False)
    request_id = models.CharField(max_length=80, blank=True, editable=False)
    stepped_at = models.DateTimeField(default=now, editable=False)
    stepped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    stepped_because = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_appointment", _("See appointments in the own departments")),
            ("book_appointment", _("Book, move and cancel appointments")),
            ("attend_appointment", _("Say that patients arrived, are being seen, are done or did not come")),
        ]
        constraints = [
            ExclusionConstraint(
                name="a_patient_is_not_in_two_places_at_once",
                expressions=[("patient", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=~Q(state__in=GIVEN_UP) & Q(is_double_booked=False),
            ),
            models.UniqueConstraint(
                fields=["patient", "request_id"], name="one_appointment_per_patient_and_request",
                condition=~Q(request_id=""),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="overbooking_says_why",
                condition=Q(is_overbooked=False, is_double_booked=False) | ~Q(overbooked_because=""),
            ),
            models.CheckConstraint(
                name="only_a_held_appointment_expires",
                condition=Q(state="proposed", expires_at__isnull=False)
                | ~Q(state="proposed") & Q(expires_at=None),
            ),
            models.CheckConstraint(
                name="a_cancelled_appointment_says_why",
                condition=~Q(state="cancelled") | ~Q(stepped_because=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["starts_at", "id"], name="appointment_by_start"),
            models.Index(fields=["patient", "starts_at"], name="appointment_by_patient"),
            models.Index(fields=["expires_at"], name="appointment_held", condition=Q(state="proposed")),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def holds(self) -> bool:
        """Whether it takes time of its resources."""
        return self.state not in GIVEN_UP


class Allocation(Entity):
    """That an appointment takes one place of a resource for a stretch of time, buffers included.

    `seat` is one of the places 1 … `capacity`, the number of patients that the resource, its hours and the
    service allowed at a time when it was booked. What is overbooked sits behind the last place, outside the
    constraint.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="allocations")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="allocations")
    seat = models.PositiveSmallIntegerField(default=1)
    capacity = models.PositiveSmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    period = models.GeneratedField(
        expression=Period("starts_at", "ends_at"), output_field=DateTimeRangeField(), db_persist=True
    )
    holds = models.BooleanField(default=True)
    is_overbooked = models.BooleanField(default=False)

    class Meta(Entity.Meta):
        constraints = [
            ExclusionConstraint(
                name="no_two_appointments_in_one_place",
                expressions=[
                    ("resource", RangeOperators.EQUAL), ("seat", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(holds=True, is_overbooked=False),
            ),
            models.CheckConstraint(
                name="a_place_is_one_of_those_there_are",
                condition=Q(seat__gte=1) & (Q(is_overbooked=True) | Q(seat__lte=F("capacity"))),
            ),
            models.CheckConstraint(
                name="allocation_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(
                fields=["appointment", "resource"], name="an_appointment_takes_a_resource_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["resource", "starts_at"], name="allocation_by_start")]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.seat} {self.starts_at}"


class Step(Entity):
    """One step of an appointment: from which state to which, who, when and why. Never changed.

    A move keeps the state, and says in `was_at` when the appointment was before.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="steps")
    from_state = models.CharField(max_length=12, choices=Appointment.State, blank=True)
    to_state = models.CharField(max_length=12, choices=Appointment.State)
    was_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300, blank=True)

    class Meta(Entity.Meta):
        indexes = [models.Index(fields=["appointment", "at"], name="step_by_appointment")]

    def __str__(self) -> str:
        return f"{self.from_state} > {self.to_state}"
