"""That two records were found to be one person: what moved, so that it can move back."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful

from .patients import Patient


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: Actor) -> Self:
        """Those whose two patients the user sees."""
        if not user.has_perm("patients.view_patient"):
            return self.none()
        if user.has_perm("patients.view_confidential"):
            return self
        return self.filter(survivor__is_confidential=False, absorbed__is_confidential=False)

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(state=Merge.State.DONE)


class Merge(Entity, Stateful):
    """One record absorbed by another, with everything that went over; it can be taken back exactly."""

    class State(models.TextChoices):
        DONE = "done", _("Merged")
        UNDONE = "undone", _("Taken back")

    TRANSITIONS: ClassVar = {"done": {"undone"}}

    survivor = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="absorptions")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DONE)
    reason = models.TextField(_("reason"), max_length=1000)
    # The survivor's columns that changed: {"birth_date": ["1980-01-01", "1980-01-02"]}, before and after.
    taken = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    merged_at = models.DateTimeField(_("merged at"))
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undo_reason = models.TextField(_("reason for taking it back"), max_length=1000, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(name="merge_is_of_two", condition=~Q(survivor=F("absorbed"))),
            models.CheckConstraint(name="merge_has_a_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(state="done"), name="one_standing_merge_per_absorbed"
            ),
            models.CheckConstraint(
                name="taking_back_is_whole",
                condition=Q(state="done", undone_at=None, undone_by=None, undo_reason="")
                | (Q(state="undone", undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.survivor_id}"

    def get_absolute_url(self) -> str:
        return reverse("patients:merge", args=[self.survivor_id, self.pk])


class Moved(Entity):
    """The rows of one reference to the absorbed patient that were pointed to the survivor."""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="moved")
    reference = models.CharField(max_length=120)  # "patients.contact.patient"
    rows = ArrayField(models.UUIDField())
    lowered = ArrayField(
        models.UUIDField(), default=list
    )  # no longer preferred: the survivor had one already

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["merge", "reference"], name="one_move_per_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {len(self.rows)}"
