"""What was measured or found: vital signs, results from elsewhere, answers to questionnaires."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Coded, Entity

from .entries import Entry, says_what


class Interpretation(models.TextChoices):
    """HL7 v3 ObservationInterpretation, as far as it is used."""

    NORMAL = "N", pgettext_lazy("result", "Normal")
    LOW = "L", pgettext_lazy("result", "Low")
    HIGH = "H", pgettext_lazy("result", "High")
    VERY_LOW = "LL", _("Critically low")
    VERY_HIGH = "HH", _("Critically high")
    ABNORMAL = "A", pgettext_lazy("result", "Abnormal")
    CRITICAL = "AA", _("Critical")
    POSITIVE = "POS", pgettext_lazy("result", "Positive")
    NEGATIVE = "NEG", pgettext_lazy("result", "Negative")
    INDETERMINATE = "IND", _("Indeterminate")
    SUSCEPTIBLE = "S", _("Susceptible")
    RESISTANT = "R", _("Resistant")
    INTERMEDIATE = "I", _("Intermediate")


class Measured(Coded):
    """A value: a number with its UCUM unit, words, or a code; with the range it was read against."""

    value_number = models.DecimalField(_("value"), max_digits=20, decimal_places=6, null=True, blank=True)
    comparator = models.CharField(
        _("comparator"), max_length=2, blank=True, choices=[(sign, sign) for sign in ("<", "<=", ">=", ">")]
    )
    value_text = models.TextField(_("value in words"), blank=True, max_length=10_000)
    value_system = models.CharField(_("code system of the value"), max_length=200, blank=True)
    value_code = models.CharField(_("code of the value"), max_length=60, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("UCUM code"))
    reference_low = models.DecimalField(
        _("lower limit"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    reference_high = models.DecimalField(
        _("upper limit"), max_digits=20, decimal_places=6, null=True, blank=True
    )
    interpretation = models.CharField(_("interpretation"), max_length=4, choices=Interpretation, blank=True)

    class Meta:
        abstract = True

    @property
    def shown_value(self) -> str:
        """The value as people read it, without its unit."""
        if self.value_number is None:
            return self.value_text or self.value_code
        number = format(self.value_number.normalize(), "f")
        return f"{self.comparator}{number}"


class Observation(Entry, Measured):
    """One thing observed; a panel such as blood pressure has its values in components.

    `value_text` of a coded value is the words it was chosen by. `taken_in` joins what was measured at one
    bedside visit: the set that an early warning score is made of.
    """

    class Category(models.TextChoices):
        VITAL_SIGNS = "vital-signs", _("Vital signs")
        LABORATORY = "laboratory", _("Laboratory")
        SURVEY = "survey", _("Questionnaire")
        SOCIAL_HISTORY = "social-history", _("Social history")
        EXAM = "exam", _("Physical examination")
        IMAGING = "imaging", _("Imaging")
        PROCEDURE = "procedure", _("Procedure")
        THERAPY = "therapy", _("Therapy")
        ACTIVITY = "activity", _("Activity")

    class Status(models.TextChoices):
        PRELIMINARY = "preliminary", _("Preliminary")
        FINAL = "final", _("Final")
        AMENDED = "amended", _("Amended")
        CORRECTED = "corrected", _("Corrected")
        CANCELLED = "cancelled", pgettext_lazy("result", "Cancelled")
        UNKNOWN = "unknown", _("Unknown")

    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_in = models.UUIDField(null=True, blank=True, editable=False)
    category = models.CharField(_("category"), max_length=15, choices=Category, default=Category.EXAM)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.FINAL)
    method = models.CharField(_("method"), max_length=200, blank=True)
    device = models.CharField(_("device"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        abstract = False
        constraints = [*Entry.Meta.constraints, says_what("observation")]
        indexes = [
            *Entry.Meta.indexes,
            models.Index(fields=["patient", "code", "-occurred_at", "-id"], name="observation_series"),
            models.Index(
                fields=["patient", "category", "-occurred_at", "-id"], name="observation_by_category"
            ),
            models.Index(fields=["taken_in"], name="observation_set", condition=Q(taken_in__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.display


class Component(Entity, Measured):
    """One value of a panel."""

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="components")

    class Meta(Entity.Meta):
        ordering = ["id"]
        constraints = [says_what("component")]

    def __str__(self) -> str:
        return self.display
