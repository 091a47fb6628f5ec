"""What whoever meets the patient must know: alerts, and the history she brings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .patients import OfPatient, ends_after_it_starts


class Alert(OfPatient):
    """A warning shown wherever the patient appears, until somebody ends it. Allergies are not kept here."""

    class Kind(models.TextChoices):
        CLINICAL = "clinical", _("Clinical")
        INFECTION = "infection", _("Infection control")
        FALL = "fall", _("Risk of falling")
        BEHAVIOUR = "behaviour", _("Safety of people")
        COMMUNICATION = "communication", _("Communication")
        ADMINISTRATIVE = "administrative", _("Administrative")

    class Severity(models.TextChoices):
        INFO = "info", _("Good to know")
        WARNING = "warning", _("Take care")
        DANGER = "danger", _("Danger")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.CLINICAL)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.WARNING)
    text = models.CharField(_("text"), max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    class Meta(OfPatient.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(name="alert_says_something", condition=~Q(text="")),
            ends_after_it_starts("alert_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.text


class MedicalHistory(OfPatient):
    """A condition the patient has or had, or a medicine she takes or took, outside this hospital."""

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="history")
    condition = models.CharField(_("condition"), max_length=300, blank=True)
    medication = models.CharField(_("medication"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=4000)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    is_withdrawn = models.BooleanField(_("entered in error"), default=False, editable=False)

    class Meta(OfPatient.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="history_names_a_condition_or_a_medication",
                condition=~Q(condition="") | ~Q(medication=""),
            ),
            ends_after_it_starts("history_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.condition, self.medication]))
