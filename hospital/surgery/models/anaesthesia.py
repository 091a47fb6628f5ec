"""The anaesthesia as it went, minute by minute, and the scores of waking up."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from hospital.core.models import Entity

from .course import OfSurgeryQuerySet
from .surgeries import Surgery


class AnaesthesiaEntry(Entity):
    """One line of the record of anaesthesia: a drug, a fluid, a measurement, an event. Written once."""

    class Kind(models.TextChoices):
        DRUG = "drug", pgettext_lazy("anaesthesia", "Medicine")
        FLUID = "fluid", pgettext_lazy("anaesthesia", "Fluid")
        BLOOD = "blood", pgettext_lazy("anaesthesia", "Blood product")
        LOSS = "loss", pgettext_lazy("anaesthesia", "Blood or urine lost")
        AIRWAY = "airway", pgettext_lazy("anaesthesia", "Airway")
        TECHNIQUE = "technique", pgettext_lazy("anaesthesia", "Technique")
        SIGNS = "signs", pgettext_lazy("anaesthesia", "Vital signs")
        EVENT = "event", pgettext_lazy("anaesthesia", "Event")

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="anaesthesia_entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    what = models.CharField(_("what"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    heart_rate = models.PositiveSmallIntegerField(_("heart rate"), null=True, blank=True)
    systolic = models.PositiveSmallIntegerField(_("systolic pressure"), null=True, blank=True)
    diastolic = models.PositiveSmallIntegerField(_("diastolic pressure"), null=True, blank=True)
    spo2 = models.PositiveSmallIntegerField(_("oxygen saturation"), null=True, blank=True)
    etco2 = models.PositiveSmallIntegerField(_("end-tidal CO₂"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    at = models.DateTimeField(_("when"), default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="an_anaesthesia_entry_says_what",
                condition=~Q(what="")
                | Q(kind="signs")
                & (
                    Q(heart_rate__isnull=False) | Q(systolic__isnull=False) | Q(spo2__isnull=False)
                    | Q(etco2__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="an_amount_has_a_unit", condition=Q(amount=None) | Q(amount__gt=0) & ~Q(unit="")
            ),
            models.CheckConstraint(
                name="anaesthesia_signs_are_possible",
                condition=(Q(heart_rate=None) | Q(heart_rate__lte=300))
                & (Q(systolic=None) | Q(systolic__lte=350))
                & (Q(diastolic=None) | Q(diastolic__lte=250))
                & (Q(spo2=None) | Q(spo2__lte=100))
                & (Q(etco2=None) | Q(etco2__lte=150)),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["surgery", "at", "id"], name="anaesthesia_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.surgery_id}"

    @property
    def words(self) -> str:
        """Everything it says on one line: what, how much, and what was measured."""
        amount = f"{self.amount.normalize():f} {self.unit}" if self.amount else ""
        pressure = f"{self.systolic}/{self.diastolic or '—'} mmHg" if self.systolic else ""
        signs = [
            gettext("HR %(n)s") % {"n": self.heart_rate} if self.heart_rate is not None else "", pressure,
            f"SpO₂ {self.spo2}%" if self.spo2 is not None else "",
            f"EtCO₂ {self.etco2} mmHg" if self.etco2 is not None else "",
        ]  # fmt: skip
        return " · ".join(str(part) for part in (self.what, amount, *signs, self.note) if part)


class AldreteScore(Entity):
    """How far the patient has woken up (Aldrete, 1995): five items of 0 to 2 points. Written once."""

    class Points(models.IntegerChoices):
        NONE = 0, "0"
        ONE = 1, "1"
        TWO = 2, "2"

    ITEMS = ("activity", "respiration", "circulation", "consciousness", "saturation")
    ENOUGH = 9  # from here on she may leave recovery

    surgery = models.ForeignKey(Surgery, on_delete=models.PROTECT, related_name="aldrete_scores")
    activity = models.PositiveSmallIntegerField(_("activity"), choices=Points)
    respiration = models.PositiveSmallIntegerField(_("respiration"), choices=Points)
    circulation = models.PositiveSmallIntegerField(_("circulation"), choices=Points)
    consciousness = models.PositiveSmallIntegerField(_("consciousness"), choices=Points)
    saturation = models.PositiveSmallIntegerField(_("oxygen saturation"), choices=Points)
    total = models.GeneratedField(
        expression=F("activity") + F("respiration") + F("circulation") + F("consciousness")
        + F("saturation"),
        output_field=models.PositiveSmallIntegerField(), db_persist=True,
    )  # fmt: skip
    at = models.DateTimeField(_("when"), default=now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = OfSurgeryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="aldrete_items_are_0_to_2",
                condition=Q(
                    activity__lte=2, respiration__lte=2, circulation__lte=2, consciousness__lte=2,
                    saturation__lte=2,
                ),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["surgery", "-at", "-id"], name="aldrete_by_time")]

    def __str__(self) -> str:
        return f"{self.total}"
