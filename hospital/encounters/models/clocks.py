"""What the clocks have said: that a target is near, that it is past. Once each."""

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.models import Entity

from .encounters import Encounter, OfEncounterQuerySet


class Alarm(Entity):
    """A target of an encounter that came near or passed; a new classification starts a new clock."""

    class Clock(models.TextChoices):
        TRIAGE = "triage", _("Arrival to classification")
        DOCTOR = "doctor", _("Classification to care")

    class Kind(models.TextChoices):
        NEAR = "near", _("Near")
        BREACHED = "breached", _("Exceeded")

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="alarms")
    clock = models.CharField(max_length=10, choices=Clock)
    kind = models.CharField(max_length=10, choices=Kind)
    target_at = models.DateTimeField()
    at = models.DateTimeField(default=now)

    objects = OfEncounterQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "clock", "kind", "target_at"], name="one_alarm_per_target"
            ),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="alarm_by_time")]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.clock} {self.kind}"
