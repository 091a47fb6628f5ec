"""Who waits for a bed: the queue of the whole house, by priority and then by waiting time."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.organization.models import units_of

from ..kinds import CHOICES, KINDS
from .wards import Isolation, SexRule, Ward


class BedRequestQuerySet(models.QuerySet["BedRequest"]):
    def visible_to(self, user: Actor) -> Self:
        """Those for or from the departments where the user works, or all of them for who answers them."""
        if not (user.has_perm("beds.view_bed") and user.has_perm("patients.view_patient")):
            return self.none()
        rows = (
            self
            if user.has_perm("patients.view_confidential")
            else self.filter(patient__is_confidential=False)
        )
        if user.has_perm("beds.regulate") or user.has_perm("beds.view_every_ward"):
            return rows
        ours = units_of(user)
        mine = Q(ward__department__in=ours) | Q(encounter__department__in=ours) | Q(asked_by=user.pk)
        return rows.filter(mine)

    def open(self) -> Self:
        """Those whose patient is in no bed of theirs yet."""
        return self.filter(state__in=("waiting", "reserved"))

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def in_turn(self) -> Self:
        """The most urgent first, and of equals who has waited longest."""
        return self.order_by("priority", "asked_at", "id")


class BedRequest(Entity, Stateful):
    """A patient needs a bed, of a kind, in a ward or in any."""

    class Priority(models.IntegerChoices):
        EMERGENCY = 1, pgettext_lazy("priority", "Emergency")
        URGENT = 2, pgettext_lazy("priority", "Urgent")
        ROUTINE = 3, pgettext_lazy("priority", "Routine")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("bed request", "Waiting")
        RESERVED = "reserved", pgettext_lazy("bed request", "Bed reserved")
        FILLED = "filled", pgettext_lazy("bed request", "In the bed")
        CANCELLED = "cancelled", pgettext_lazy("bed request", "Cancelled")

    TRANSITIONS: ClassVar = {
        "waiting": {"reserved", "filled", "cancelled"},
        "reserved": {"waiting", "filled", "cancelled"},
        "filled": set(),
        "cancelled": set(),
    }

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="bed_requests")
    encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, null=True, blank=True, related_name="bed_requests"
    )
    ward = models.ForeignKey(
        Ward, on_delete=models.PROTECT, null=True, blank=True, related_name="requests",
        verbose_name=_("ward"), help_text=_("Empty: any"),
    )  # fmt: skip
    kind = models.CharField(
        _("kind of bed"), max_length=2, choices=CHOICES, blank=True, help_text=_("Empty: any")
    )
    sex = models.CharField(
        _("room for"), max_length=6, choices=[(rule.value, rule.label) for rule in Ward.RULES],
        default=SexRule.ANY,
    )  # fmt: skip
    isolation = ArrayField(
        models.CharField(max_length=10, choices=Isolation), verbose_name=_("isolation"), default=list,
        blank=True,
    )  # fmt: skip
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.ROUTINE)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    asked_at = models.DateTimeField(_("asked at"), default=now, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    stay = models.ForeignKey(
        "beds.Stay", on_delete=models.PROTECT, null=True, editable=False, related_name="requests"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    closed_because = models.CharField(_("why cancelled"), max_length=300, blank=True, editable=False)

    objects = BedRequestQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(state__in=["waiting", "reserved"]),
                name="one_open_bed_request_per_patient",
            ),
            models.CheckConstraint(name="bed_request_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="priority_of_a_bed_is_1_to_3", condition=Q(priority__range=(1, 3))),
            models.CheckConstraint(
                name="bed_request_is_for_a_known_kind", condition=Q(kind__in=["", *KINDS])
            ),
            models.CheckConstraint(
                name="bed_request_state_has_its_facts",
                condition=Q(state="waiting", stay=None, closed_at=None, closed_by=None)
                | Q(state="reserved", stay__isnull=False, closed_at=None, closed_by=None)
                | Q(state="filled", stay__isnull=False, closed_at__isnull=False, closed_by__isnull=False)
                | Q(state="cancelled", closed_at__isnull=False, closed_by__isnull=False)
                & ~Q(closed_because=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["priority", "asked_at", "id"], condition=Q(state__in=["waiting", "reserved"]),
                name="bed_request_in_turn",
            ),
            models.Index(fields=["-asked_at", "-id"], name="bed_request_by_time"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def isolation_labels(self) -> list[str]:
        return [str(Isolation(kind).label) for kind in self.isolation]

    def get_absolute_url(self) -> str:
        return reverse("beds:request", args=[self.pk])
