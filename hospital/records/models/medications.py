"""What the patient takes, as she or her papers say; prescriptions and doses given are kept elsewhere."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Coded
from hospital.patients.models import ChartedQuerySet

from .entries import Entry, ends_later, says_what


class MedicationQuerySet(ChartedQuerySet):
    def taken(self) -> "MedicationQuerySet":
        """What she takes now."""
        return self.standing().filter(status=MedicationStatement.Status.ACTIVE)


class MedicationStatement(Entry, Coded):
    """A medicine that the patient takes or took."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Takes it")
        STOPPED = "stopped", _("Stopped it")
        COMPLETED = "completed", pgettext_lazy("medication", "Completed")

    dosage = models.CharField(_("dosage"), max_length=400, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("what for"), max_length=300, blank=True)

    objects: ClassVar = MedicationQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = False
        constraints = [
            *Entry.Meta.constraints,
            says_what("medication_statement"),
            ends_later("medication_statement", "starts_on", "ended_on"),
            models.CheckConstraint(
                name="medication_that_ended_is_not_taken", condition=Q(ended_on=None) | ~Q(status="active")
            ),
        ]

    def __str__(self) -> str:
        return self.display
