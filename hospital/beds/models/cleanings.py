"""The work of housekeeping: which bed is cleaned, how, by whom, until when, and who looked at it after."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful

from .beds import Bed, OfBedQuerySet


class CleaningQuerySet(OfBedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the own wards; housekeeping, which knows of no patient, sees all of them."""
        if user.has_perm("beds.clean_bed") or user.has_perm("beds.inspect_bed"):
            return self
        return super().visible_to(user)

    def open(self) -> Self:
        """Those that are not done with: to begin, under way, or to be inspected."""
        return self.filter(Q(state__in=("asked", "started")) | Q(state="finished", is_inspection_needed=True))

    def overdue(self, at: datetime | None = None) -> Self:
        return self.filter(state__in=("asked", "started"), due_at__lt=at or now())

    def in_turn(self) -> Self:
        """What is due first."""
        return self.order_by("due_at", "id")


class Cleaning(Entity, Stateful):
    """One cleaning of a bed: concurrent with a patient in it, or terminal before the next one."""

    class Kind(models.TextChoices):
        CONCURRENT = "concurrent", _("Concurrent cleaning")
        TERMINAL = "terminal", _("Terminal cleaning")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("cleaning", "To do")
        STARTED = "started", pgettext_lazy("cleaning", "Under way")
        FINISHED = "finished", pgettext_lazy("cleaning", "Done")
        INSPECTED = "inspected", pgettext_lazy("cleaning", "Inspected")
        REFUSED = "refused", pgettext_lazy("cleaning", "To do again")
        CANCELLED = "cancelled", pgettext_lazy("cleaning", "Cancelled")

    TRANSITIONS: ClassVar = {
        "asked": {"started", "cancelled"},
        "started": {"finished", "cancelled"},
        "finished": {"inspected", "refused"},
        "inspected": set(),
        "refused": set(),
        "cancelled": set(),
    }

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="cleanings")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED, editable=False)
    due_at = models.DateTimeField(_("to be done by"))
    assignee = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="cleanings",
        verbose_name=_("who cleans"),
    )  # fmt: skip
    is_inspection_needed = models.BooleanField(_("is inspected"), default=False, editable=False)
    asked_at = models.DateTimeField(_("asked at"), default=now, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    started_at = models.DateTimeField(_("begun at"), null=True, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    inspected_at = models.DateTimeField(_("inspected at"), null=True, editable=False)
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = CleaningQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["bed"],
                condition=Q(kind="terminal")
                & (Q(state__in=["asked", "started"]) | Q(state="finished", is_inspection_needed=True)),
                name="one_open_terminal_cleaning_per_bed",
            ),
            models.CheckConstraint(
                name="cleaning_state_has_its_moments",
                condition=Q(state="asked", finished_at=None, inspected_at=None, started_at=None)
                | Q(state="started", started_at__isnull=False, started_by__isnull=False, finished_at=None)
                | Q(state="finished", finished_at__gte=F("started_at"), finished_by__isnull=False,
                    inspected_at=None)
                | Q(state__in=["inspected", "refused"], finished_at__gte=F("started_at"),
                    inspected_at__gte=F("finished_at"), inspected_by__isnull=False)
                | Q(state="cancelled", finished_at=None),
            ),
            models.CheckConstraint(
                name="a_refused_cleaning_says_why",
                condition=~Q(state__in=["refused", "cancelled"]) | ~Q(because=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["due_at", "id"], name="cleaning_in_turn"),
            models.Index(fields=["bed", "-finished_at"], name="cleaning_by_bed"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in ("asked", "started") or (self.state == "finished" and self.is_inspection_needed)

    @property
    def is_overdue(self) -> bool:
        return self.state in ("asked", "started") and now() > self.due_at
