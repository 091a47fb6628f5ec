"""Opening a chart out of care in an emergency: for half an hour, one patient, and looked at afterwards."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity

from .patients import Patient

LASTS = timedelta(minutes=30)
REVIEWED_WITHIN = timedelta(hours=72)
LEAST_REASON = 10  # characters


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    def visible_to(self, user: Actor) -> Self:
        """All of them for who reviews, one's own for the others."""
        if user.has_perm("patients.review_emergency_access"):
            return self
        return self.filter(user=user.pk) if user.has_perm("patients.break_glass") else self.none()

    def under_way(self, at: datetime | None = None) -> Self:
        """Those that open a chart at this moment (now)."""
        moment = at or now()
        return self.filter(began_at__lte=moment, ends_at__gt=moment, closed_at=None)

    def into(self, patient: Patient) -> Self:
        """Those into the patient's record, or into one that was merged into it since."""
        return self.filter(Q(patient=patient.pk) | Q(patient__merged_into=patient.pk))

    def to_review(self) -> Self:
        """Those that nobody has judged."""
        return self.filter(reviewed_at=None)

    def overdue(self, at: datetime | None = None) -> Self:
        """Those that nobody has judged in time."""
        return self.to_review().filter(began_at__lte=(at or now()) - REVIEWED_WITHIN)


class EmergencyAccess(Entity):
    """One person opened the chart of one patient who is not in her care, and said why (NGS1 11.07)."""

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", pgettext_lazy("emergency access", "Justified")
        NOT_JUSTIFIED = "not_justified", pgettext_lazy("emergency access", "Not justified")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who opened it")
    )
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("why the chart is needed"), max_length=500)
    began_at = models.DateTimeField(_("opened at"))
    ends_at = models.DateTimeField(_("closes by itself at"))
    closed_at = models.DateTimeField(_("closed early at"), null=True, editable=False)
    was_restricted = models.BooleanField(_("against a restriction of the patient"), default=False)
    notified = ArrayField(models.UUIDField(), default=list, verbose_name=_("privacy officers notified"))
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("reviewed by"),
    )  # fmt: skip
    finding = models.CharField(_("finding"), max_length=15, choices=Finding, blank=True)
    finding_text = models.CharField(_("what was found"), max_length=1000, blank=True)

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("break_glass", _("Open the chart of a patient who is not in one's care, in an emergency")),
            ("review_emergency_access", _("Review emergency accesses to charts")),
            ("give_access_log", _("Give patients the list of who opened their charts")),
        ]
        constraints = [
            models.CheckConstraint(
                name="emergency_access_has_a_reason", condition=Q(reason__regex=r"\S.{8,}\S")
            ),
            models.CheckConstraint(
                name="emergency_access_lasts_half_an_hour", condition=Q(ends_at=F("began_at") + LASTS)
            ),
            models.CheckConstraint(
                name="emergency_access_closes_while_it_lasts",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("began_at"), closed_at__lte=F("ends_at")),
            ),
            ExclusionConstraint(
                name="one_open_emergency_access",
                expressions=[
                    ("user", "="),
                    ("patient", "="),
                    (
                        Func(
                            F("began_at"), Coalesce("closed_at", "ends_at"),
                            function="tstzrange", output_field=DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
            ),
            models.CheckConstraint(
                name="emergency_access_is_reviewed_whole",
                condition=Q(reviewed_at=None, reviewed_by=None, finding="", finding_text="")
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                & ~Q(finding="") & ~Q(finding_text=""),
            ),
            models.CheckConstraint(
                name="nobody_reviews_her_own_emergency_access",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("user")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["user", "patient", "ends_at"], name="emergency_access_by_user"),
            models.Index(fields=["patient", "-began_at"], name="emergency_access_by_patient"),
            models.Index(fields=["-began_at", "-id"], name="emergency_access_by_time"),
            models.Index(
                fields=["began_at"], condition=Q(reviewed_at=None), name="emergency_access_to_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.patient_id}"

    def get_absolute_url(self) -> str:
        return reverse("care:emergency_access", args=[self.pk])

    @property
    def until(self) -> datetime:
        """The moment from which it opens nothing."""
        return self.closed_at or self.ends_at

    @property
    def is_under_way(self) -> bool:
        return self.closed_at is None and now() < self.ends_at

    @property
    def minutes_left(self) -> int:
        """Whole minutes, the one that has begun counted; 0 when it is over."""
        left = (self.until - now()).total_seconds()
        return max(0, -int(-left // 60))

    @property
    def review_due_at(self) -> datetime:
        return self.began_at + REVIEWED_WITHIN

    @property
    def is_overdue(self) -> bool:
        return self.reviewed_at is None and now() >= self.review_due_at
