"""The way out, stage by stage, and what somebody let pass on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Entity

from .admissions import Admission, OfAdmissionQuerySet


class DischargeStage(Entity):
    """One stage done, or taken back. Written once (trigger); the last row of a stage is what holds."""

    class Stage(models.TextChoices):
        CLINICAL = "clinical", pgettext_lazy("discharge", "Clinical")
        ROOM = "room", pgettext_lazy("discharge", "Room")
        NURSING = "nursing", pgettext_lazy("discharge", "Nursing")
        ADMINISTRATIVE = "administrative", pgettext_lazy("discharge", "Administrative")
        PHYSICAL = "physical", pgettext_lazy("discharge", "Physical")

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(_("stage"), max_length=14, choices=Stage)
    is_reversal = models.BooleanField(_("taken back"), default=False)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=1000, blank=True)

    objects = OfAdmissionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="stage_is_taken_back_for_a_reason", condition=Q(is_reversal=False) | ~Q(note="")
            ),
            models.CheckConstraint(
                name="who_has_left_is_not_called_back", condition=Q(is_reversal=False) | ~Q(stage="physical")
            ),
            models.UniqueConstraint(
                fields=["admission"], condition=Q(stage="physical"), name="one_departure_per_stay"
            ),
        ]
        indexes = [models.Index(fields=["admission", "created_at", "id"], name="discharge_stage_in_order")]

    def __str__(self) -> str:
        return f"{self.stage} {self.admission_id}"


class Waiver(Entity):
    """Somebody let the patient go although this was open: which blocker, who, when, why. Written once."""

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="waivers")
    key = models.CharField(_("what was open"), max_length=60)
    row = models.CharField(max_length=60, blank=True)  # of the blocker; empty when it is about no row
    text = models.CharField(max_length=400)  # as it was read when it was let pass
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(_("why"), max_length=400)

    objects = OfAdmissionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(name="waiver_has_a_reason", condition=~Q(because="")),
            models.UniqueConstraint(fields=["admission", "key", "row"], name="one_waiver_per_blocker"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.row}"
