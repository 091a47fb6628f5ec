"""That a patient was to be reminded of an appointment."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from hospital.core.models import Entity
from hospital.scheduling.models import Appointment


class Reminder(Entity):
    """A reminder fell due, so many days before the time the appointment had then: once each."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField(default=now)

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "days_before", "starts_at"], name="a_patient_is_reminded_once"
            ),
            models.CheckConstraint(
                name="reminders_come_1_or_2_days_before", condition=Q(days_before__in=(1, 2))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.days_before}"
