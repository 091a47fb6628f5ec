"""Allergies and intolerances, and the explicit word that there are none (SBIS ECF.07.06)."""

from typing import Any, ClassVar  # Any: a query set of any model

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Coded, Entity
from hospital.patients.models import ChartedQuerySet

from .entries import Entry, says_what


class AllergyQuerySet(ChartedQuerySet):
    def active(self) -> "AllergyQuerySet":
        """What the patient must not be given today."""
        return (
            self.standing()
            .filter(clinical_status=Allergy.ClinicalStatus.ACTIVE)
            .exclude(verification=Allergy.Verification.REFUTED)
        )


class Allergy(Entry, Coded):
    """A substance that the patient does not stand; the code is that of the substance."""

    class Kind(models.TextChoices):
        ALLERGY = "allergy", _("Allergy")
        INTOLERANCE = "intolerance", _("Intolerance")

    class Category(models.TextChoices):
        FOOD = "food", _("Food")
        MEDICATION = "medication", _("Medication")
        ENVIRONMENT = "environment", _("Environment")
        BIOLOGIC = "biologic", _("Biological product")

    class Criticality(models.TextChoices):
        LOW = "low", _("Low risk")
        HIGH = "high", _("High risk")
        UNABLE = "unable", _("Risk cannot be judged")

    class Verification(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Not confirmed")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUTED = "refuted", _("Ruled out")

    class ClinicalStatus(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("allergy", "Active")
        INACTIVE = "inactive", pgettext_lazy("allergy", "Inactive")
        RESOLVED = "resolved", pgettext_lazy("allergy", "Resolved")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ALLERGY)
    category = models.CharField(_("category"), max_length=12, choices=Category, blank=True)
    criticality = models.CharField(_("criticality"), max_length=8, choices=Criticality, blank=True)
    verification = models.CharField(
        _("certainty"), max_length=12, choices=Verification, default=Verification.UNCONFIRMED
    )
    clinical_status = models.CharField(
        _("clinical status"), max_length=10, choices=ClinicalStatus, default=ClinicalStatus.ACTIVE
    )
    last_occurrence = models.DateField(_("last reaction"), null=True, blank=True)

    objects: ClassVar = AllergyQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = False
        constraints = [*Entry.Meta.constraints, says_what("allergy")]

    def __str__(self) -> str:
        return self.display

    @property
    def is_active(self) -> bool:
        return (
            not self.is_withdrawn
            and self.clinical_status == self.ClinicalStatus.ACTIVE
            and self.verification != self.Verification.REFUTED
        )


class Reaction(Entity, Coded):
    """What happened to the patient: the code is that of the manifestation."""

    class Severity(models.TextChoices):
        MILD = "mild", _("Mild")
        MODERATE = "moderate", _("Moderate")
        SEVERE = "severe", _("Severe")

    allergy = models.ForeignKey(Allergy, on_delete=models.PROTECT, related_name="reactions")
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, blank=True)
    onset = models.DateField(_("on"), null=True, blank=True)

    class Meta(Entity.Meta):
        ordering = ["id"]
        constraints = [says_what("reaction")]

    def __str__(self) -> str:
        return self.display


class StatementQuerySet(ChartedQuerySet):
    def holding(self) -> Any:  # Any: see above
        """Statements that nobody withdrew and no allergy has contradicted since."""
        return self.standing().filter(superseded_at=None)


class AllergyStatement(Entry):
    """Somebody asked, and the patient knows of no allergy. An allergy found later supersedes it.

    Triggers hold it: it cannot be said beside an active allergy, and an active allergy ends it.
    """

    superseded_at = models.DateTimeField(_("superseded at"), null=True, editable=False)

    objects: ClassVar = StatementQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = False
        indexes = [
            *Entry.Meta.indexes,
            models.Index(
                fields=["patient"], name="allergy_statement_holding",
                condition=Q(withdrawn_at=None, superseded_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(_("No known allergies"))
