"""The problem list: what the patient has or had, coded where it can be."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Coded
from hospital.patients.models import ChartedQuerySet

from .entries import Entry, ends_later, says_what


class ProblemQuerySet(ChartedQuerySet):
    def listed(self) -> "ProblemQuerySet":
        """What stands on the problem list today: not over, not refuted, not only a visit's diagnosis."""
        return (
            self.standing()
            .exclude(clinical_status=Problem.ClinicalStatus.RESOLVED)
            .exclude(verification=Problem.Verification.REFUTED)
            .exclude(category=Problem.Category.ENCOUNTER_DIAGNOSIS)
        )


class Problem(Entry, Coded):
    """A condition of the patient; `occurred_at` is when it was said."""

    class ClinicalStatus(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("problem", "Active")
        RECURRENCE = "recurrence", _("Came back")
        REMISSION = "remission", _("In remission")
        RESOLVED = "resolved", _("Resolved")

    class Verification(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Suspected")
        PROVISIONAL = "provisional", _("Provisional")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUTED = "refuted", _("Ruled out")

    class Category(models.TextChoices):
        PROBLEM = "problem", _("Problem")
        ENCOUNTER_DIAGNOSIS = "encounter_diagnosis", _("Diagnosis of a visit")
        CHRONIC = "chronic", _("Chronic condition")

    class Severity(models.TextChoices):
        MILD = "mild", _("Mild")
        MODERATE = "moderate", _("Moderate")
        SEVERE = "severe", _("Severe")

    clinical_status = models.CharField(
        _("clinical status"), max_length=12, choices=ClinicalStatus, default=ClinicalStatus.ACTIVE
    )
    verification = models.CharField(
        _("certainty"), max_length=12, choices=Verification, default=Verification.CONFIRMED
    )
    category = models.CharField(_("category"), max_length=20, choices=Category, default=Category.PROBLEM)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, blank=True)
    onset_on = models.DateField(_("since"), null=True, blank=True)
    abatement_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = ProblemQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = False
        permissions = [
            ("write_entry", _("Write in the records of patients")),
            ("write_vitals", _("Write down vital signs")),
            ("attach_document", _("Attach documents to the records of patients")),
        ]
        constraints = [
            *Entry.Meta.constraints,
            says_what("problem"),
            ends_later("problem", "onset_on", "abatement_on"),
            models.CheckConstraint(
                name="problem_that_is_over_is_not_active",
                condition=Q(abatement_on=None) | Q(clinical_status__in=["remission", "resolved"]),
            ),
        ]

    def __str__(self) -> str:
        return self.display

    @property
    def is_over(self) -> bool:
        return self.clinical_status == self.ClinicalStatus.RESOLVED
