"""The days of a stay that count, one row each: what the account of the stay will hear."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hospital.core.models import Entity

from .admissions import Admission, OfAdmissionQuerySet


class BedDay(Entity):
    """One day of one stay: where the patient lay at midnight, or left on the day she came. Written once."""

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="bed_days")
    day = models.DateField(_("day"))
    stay = models.ForeignKey("beds.Stay", on_delete=models.PROTECT, related_name="+")
    is_same_day = models.BooleanField(_("came and left on this day"), default=False)

    objects = OfAdmissionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["admission", "day"], name="one_bed_day_per_stay_and_day")
        ]
        indexes = [models.Index(fields=["day", "id"], name="bed_day_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.admission_id}"
