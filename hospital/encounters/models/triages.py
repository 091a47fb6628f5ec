"""The classification of risk: who asked what, what was measured, which colour came out."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.patients.models import Charted, ChartedQuerySet

from .encounters import Encounter
from .protocols import Colour, Discriminator, Flowchart, ProtocolVersion


class TriageQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the encounters that the user sees, for who may open charts."""
        return super().visible_to(user).filter(encounter__in=Encounter.objects.visible_to(user))


class Triage(Charted):
    """One classification, never changed: a patient who gets worse is classified again.

    `answers` is what was asked, {"code": true}; `vitals` what was measured, with UCUM units:
    {"spo2": {"value": 96, "unit": "%"}}. `actions.replay` decides again from these, and must come to the same
    colour.
    """

    class Why(models.TextChoices):
        FIRST = "first", _("First classification")
        OVERDUE = "overdue", _("Waited longer than the target")
        WORSE = "worse", _("Got worse")
        OTHER = "other", pgettext_lazy("triage", "Another reason")

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="triages")
    protocol_version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT, related_name="+")
    flowchart = models.ForeignKey(Flowchart, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    discriminator = models.ForeignKey(Discriminator, on_delete=models.PROTECT, null=True, related_name="+")
    colour = models.ForeignKey(Colour, on_delete=models.PROTECT, related_name="+")
    target_at = models.DateTimeField(_("to be seen by"))
    complaint = models.CharField(_("complaint"), max_length=400)
    vitals = models.JSONField(_("vital signs"), default=dict)
    started_at = models.DateTimeField(_("classification began"))
    ended_at = models.DateTimeField(_("classification ended"))
    classified_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, related_name="+", verbose_name=_("classified by")
    )
    licence = models.CharField(_("licence"), max_length=60)
    why = models.CharField(_("why"), max_length=10, choices=Why, default=Why.FIRST)
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )

    objects: ClassVar = TriageQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        constraints = [
            *Charted.Meta.constraints,
            models.CheckConstraint(
                name="classification_ends_after_it_began", condition=Q(ended_at__gte=F("started_at"))
            ),
            models.CheckConstraint(
                name="target_comes_after_classification", condition=Q(target_at__gte=F("ended_at"))
            ),
            models.CheckConstraint(name="triage_says_the_complaint", condition=~Q(complaint="")),
            models.CheckConstraint(
                name="only_the_first_triage_has_none_before",
                condition=Q(previous=None, why="first") | Q(previous__isnull=False) & ~Q(why="first"),
            ),
            models.UniqueConstraint(
                fields=["encounter"], condition=Q(previous=None), name="one_first_triage_per_encounter"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["encounter", "-ended_at"], name="triage_by_encounter"),
            models.Index(fields=["-ended_at", "-id"], name="triage_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.flowchart_id} {self.colour_id}"
