"""What the ward writes at the bed: rounds, notes, handovers, fluids, scores, and who was warned."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Entity
from hospital.patients.models import Charted

from .admissions import Admission, ChartedOfAdmissionQuerySet, OfAdmissionQuerySet


class OfStay(Charted):
    """An entry of the chart that belongs to one stay."""

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="%(class)ss")

    objects: ClassVar = ChartedOfAdmissionQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = True


class Round(OfStay):
    """The daily visit of the team: how she is, what is planned, what keeps her here."""

    class Pending(models.TextChoices):
        NOTHING = "nothing", pgettext_lazy("pending", "Nothing")
        EXAM = "exam", pgettext_lazy("pending", "An exam")
        SURGERY = "surgery", pgettext_lazy("pending", "A surgery")
        OPINION = "opinion", pgettext_lazy("pending", "A specialist's opinion")
        ICU = "icu", pgettext_lazy("pending", "A place in intensive care")
        TRANSPORT = "transport", pgettext_lazy("pending", "Transport")
        SOCIAL = "social", pgettext_lazy("pending", "A social matter")
        OTHER = "other", pgettext_lazy("pending", "Something else")

    assessment = models.TextField(_("how she is"), max_length=4000)
    plan = models.TextField(_("plan for the day"), max_length=4000, blank=True)
    pending = models.CharField(
        _("what keeps her here"), max_length=10, choices=Pending, default=Pending.NOTHING
    )

    class Meta(OfStay.Meta):
        abstract = False
        constraints = [
            *OfStay.Meta.constraints,
            models.CheckConstraint(name="round_says_something", condition=~Q(assessment="")),
        ]
        indexes = [models.Index(fields=["admission", "-occurred_at", "-id"], name="round_of_admission")]

    def __str__(self) -> str:
        return f"{self.pk}"


class NursingNote(OfStay):
    """What nursing saw and did."""

    class Kind(models.TextChoices):
        ADMISSION = "admission", pgettext_lazy("nursing note", "On admission")
        PROGRESS = "progress", pgettext_lazy("nursing note", "Progress")
        CARE = "care", pgettext_lazy("nursing note", "Care given")
        EVENT = "event", pgettext_lazy("nursing note", "Something happened")
        DISCHARGE = "discharge", pgettext_lazy("nursing note", "On discharge")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PROGRESS)
    text = models.TextField(_("note"), max_length=8000)

    class Meta(OfStay.Meta):
        abstract = False
        constraints = [
            *OfStay.Meta.constraints,
            models.CheckConstraint(name="nursing_note_says_something", condition=~Q(text="")),
        ]
        indexes = [models.Index(fields=["admission", "-occurred_at", "-id"], name="note_of_admission")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Handover(OfStay):
    """The patient passed to the next shift in four parts (SBAR), and who took her over."""

    situation = models.TextField(_("situation"), max_length=2000)
    background = models.TextField(_("background"), max_length=2000, blank=True)
    assessment = models.TextField(_("assessment"), max_length=2000, blank=True)
    recommendation = models.TextField(_("recommendation"), max_length=2000)
    received_at = models.DateTimeField(_("taken over at"), null=True, editable=False)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta(OfStay.Meta):
        abstract = False
        constraints = [
            *OfStay.Meta.constraints,
            models.CheckConstraint(
                name="handover_says_what_is_and_what_to_do",
                condition=~Q(situation="") & ~Q(recommendation=""),
            ),
            models.CheckConstraint(
                name="handover_is_taken_over_by_somebody_else",
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False) & ~Q(received_by=F("recorded_by")),
            ),
        ]
        indexes = [models.Index(fields=["admission", "-occurred_at", "-id"], name="handover_of_admission")]

    def __str__(self) -> str:
        return f"{self.pk}"


class FluidEntry(OfStay):
    """What went in or came out, in millilitres."""

    class Kind(models.TextChoices):
        ORAL = "oral", pgettext_lazy("fluid", "Drunk")
        INTRAVENOUS = "intravenous", pgettext_lazy("fluid", "Into a vein")
        ENTERAL = "enteral", pgettext_lazy("fluid", "Through a tube")
        BLOOD = "blood", pgettext_lazy("fluid", "Blood")
        MEDICINE = "medicine", pgettext_lazy("fluid", "Diluted medicine")
        OTHER_IN = "other_in", pgettext_lazy("fluid", "Something else in")
        URINE = "urine", pgettext_lazy("fluid", "Urine")
        STOOL = "stool", pgettext_lazy("fluid", "Stool")
        VOMIT = "vomit", pgettext_lazy("fluid", "Vomit")
        DRAIN = "drain", pgettext_lazy("fluid", "Drain")
        GASTRIC = "gastric", pgettext_lazy("fluid", "Gastric tube")
        BLEEDING = "bleeding", pgettext_lazy("fluid", "Bleeding")
        DIALYSIS = "dialysis", pgettext_lazy("fluid", "Taken by dialysis")
        OTHER_OUT = "other_out", pgettext_lazy("fluid", "Something else out")

    INTO: ClassVar = ("oral", "intravenous", "enteral", "blood", "medicine", "other_in")

    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    millilitres = models.PositiveIntegerField(_("millilitres"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta(OfStay.Meta):
        abstract = False
        constraints = [
            *OfStay.Meta.constraints,
            models.CheckConstraint(name="fluid_is_possible", condition=Q(millilitres__range=(1, 20_000))),
        ]
        indexes = [models.Index(fields=["admission", "-occurred_at", "-id"], name="fluid_of_admission")]

    def __str__(self) -> str:
        return f"{self.kind} {self.millilitres} mL"

    @property
    def signed(self) -> int:
        """What went in counts up, what came out counts down."""
        return self.millilitres if self.kind in self.INTO else -self.millilitres


class RiskScore(OfStay):
    """A scale answered item by item; `total` and `risk` follow from the items (admissions/scores.py)."""

    class Scale(models.TextChoices):
        BRADEN = "braden", _("Braden: pressure injury")
        MORSE = "morse", _("Morse: falls")

    class Risk(models.TextChoices):
        NONE = "none", pgettext_lazy("risk of a scale", "No risk")
        LOW = "low", pgettext_lazy("risk of a scale", "Low")
        MODERATE = "moderate", pgettext_lazy("risk of a scale", "Moderate")
        HIGH = "high", pgettext_lazy("risk of a scale", "High")
        VERY_HIGH = "very_high", pgettext_lazy("risk of a scale", "Very high")

    scale = models.CharField(_("scale"), max_length=10, choices=Scale)
    items = models.JSONField(default=dict)
    total = models.SmallIntegerField(_("total"))
    risk = models.CharField(_("risk"), max_length=10, choices=Risk)

    class Meta(OfStay.Meta):
        abstract = False
        constraints = [
            *OfStay.Meta.constraints,
            models.CheckConstraint(
                name="score_is_one_of_its_scale",
                condition=Q(scale="braden", total__range=(6, 23)) | Q(scale="morse", total__range=(0, 125)),
            ),
        ]
        indexes = [
            models.Index(fields=["admission", "scale", "-occurred_at", "-id"], name="score_of_admission")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.scale} {self.total}"


class Escalation(Entity):
    """A NEWS2 that asks for somebody: once for each set of vital signs, until somebody has answered."""

    class Level(models.TextChoices):
        URGENT = "urgent", pgettext_lazy("escalation", "Urgent review")
        EMERGENCY = "emergency", pgettext_lazy("escalation", "Emergency team")

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="escalations")
    taken_in = models.UUIDField(unique=True)  # the set of vital signs (records.Observation.taken_in)
    score = models.PositiveSmallIntegerField(_("NEWS2"))
    level = models.CharField(_("level"), max_length=10, choices=Level)
    at = models.DateTimeField(_("warned at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    answer = models.CharField(_("what was done"), max_length=400, blank=True)

    objects = OfAdmissionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="warning_is_answered_by_somebody_who_says_what_was_done",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(name="warning_is_of_five_or_more", condition=Q(score__gte=5)),
        ]
        indexes = [models.Index(fields=["admission", "-at", "-id"], name="warning_of_admission")]

    def __str__(self) -> str:
        return f"NEWS2 {self.score}"
