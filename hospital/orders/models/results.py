"""Results: entered by one person, validated by another, read by who asked; corrected by a new row."""

from decimal import Decimal
from typing import Any, ClassVar, Self  # Any: of whichever model

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Coded, Entity
from hospital.organization.models.departments import units_of
from hospital.patients.models.charted import Charted, ChartedQuerySet

from .orders import Order


class ResultQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees; what nobody has validated yet only for the laboratory."""
        if not user.has_perm("orders.view_order"):
            return self.none()
        seen = super().visible_to(user)
        inside = user.has_perm("orders.enter_result") or user.has_perm("orders.validate_result")
        return seen if inside else seen.released()

    def released(self) -> Self:
        """Those that somebody has validated, here or where they come from."""
        return self.filter(Q(validated_at__isnull=False) | Q(source=Charted.Source.IMPORTED))

    def current(self) -> Self:
        """Those that no later one corrects."""
        return self.filter(replaced_by=None)


class Result(Charted):
    """The answer to an order: lines, a text, or both. Its `occurred_at` is when the specimen was taken."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="results")
    text = models.TextField(_("report"), blank=True, max_length=20_000)
    performed_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("performed by"),
    )  # fmt: skip
    is_critical = models.BooleanField(_("critical"), default=False)
    validated_at = models.DateTimeField(_("validated at"), null=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by",
        verbose_name=_("corrects the result"),
    )  # fmt: skip
    because = models.CharField(_("reason for the correction"), max_length=300, blank=True)

    objects: ClassVar = ResultQuerySet.as_manager()

    class Meta(Charted.Meta):
        permissions = [
            ("enter_result", _("Enter and correct results")),
            ("validate_result", _("Validate the results that somebody else entered")),
            ("read_result", _("Take note of results")),
        ]
        constraints = [
            *Charted.Meta.constraints,
            models.UniqueConstraint(
                fields=["order"], condition=Q(replaces=None), name="one_first_result_per_order"
            ),
            models.CheckConstraint(
                name="result_is_validated_by_somebody_at_a_moment",
                condition=Q(validated_at=None, validated_by=None)
                | Q(validated_at__isnull=False, validated_by__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_validates_the_result_she_entered",
                condition=Q(validated_by=None) | ~Q(validated_by=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="correction_of_a_result_says_why",
                condition=Q(replaces=None, because="") | Q(replaces__isnull=False) & ~Q(because=""),
            ),
        ]
        indexes = [models.Index(fields=["patient", "-occurred_at", "-id"], name="result_by_patient")]

    def __str__(self) -> str:
        return f"{self.order_id}"

    @property
    def is_released(self) -> bool:
        return self.validated_at is not None or self.source == self.Source.IMPORTED


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the results the user sees."""
        return self.filter(result__in=Result.objects.visible_to(user))


class Line(Entity, Coded):
    """One value of a result, with the limits it was read against on that day."""

    class Interpretation(models.TextChoices):
        NONE = "", _("Not interpreted")
        NORMAL = "normal", _("Ordinary")
        LOW = "low", _("Low")
        HIGH = "high", _("High")
        ABNORMAL = "abnormal", _("Not ordinary")
        CRITICAL_LOW = "critical_low", _("Critically low")
        CRITICAL_HIGH = "critical_high", _("Critically high")

    CRITICAL = ("critical_low", "critical_high")

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=6, null=True, blank=True)
    text = models.CharField(_("value in words"), max_length=400, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    low = models.DecimalField(_("low"), max_digits=14, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("high"), max_digits=14, decimal_places=4, null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    interpretation = models.CharField(_("interpretation"), max_length=20, choices=Interpretation, blank=True)

    objects = LineQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["result", "position"], name="one_line_per_position"),
            models.CheckConstraint(
                name="line_has_a_value_in_figures_or_words", condition=Q(value__isnull=False) | ~Q(text="")
            ),
        ]
        indexes = [models.Index(fields=["code", "result"], name="line_by_test")]

    def __str__(self) -> str:
        return f"{self.display} {self.shown}"

    @property
    def shown(self) -> str:
        """The value as people write it, without its unit."""
        return figure(self.value) if self.value is not None else self.text

    @property
    def is_critical(self) -> bool:
        return self.interpretation in self.CRITICAL

    @property
    def limits(self) -> str:
        """The reference in figures or words: "3,5 – 5,1"."""
        if self.reference:
            return self.reference
        low, high = (None if limit is None else figure(limit) for limit in (self.low, self.high))
        if low is not None and high is not None:
            return f"{low} – {high}"
        return f"≥ {low}" if low is not None else f"≤ {high}" if high is not None else ""


def figure(value: Decimal) -> str:
    """A number without trailing zeros, with the comma or point of the language in force."""
    from django.utils.formats import number_format

    bare = value.normalize()
    decimals = max(0, -int(bare.as_tuple().exponent))
    return number_format(bare, decimal_pos=decimals, use_l10n=True, force_grouping=False)


class CriticalNoticeQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """Those of the orders the user sees."""
        return self.filter(result__order__in=Order.objects.visible_to(user))

    def open(self) -> Self:
        """Those that nobody has acknowledged."""
        return self.filter(acknowledged_at=None)

    def concerning(self, user: Actor) -> Self:
        """Those of orders that the user placed, or of the units where she works."""
        return self.filter(
            Q(result__order__requested_by__user=user.pk)
            | Q(result__order__recorded_by=user.pk)
            | Q(result__order__department__in=units_of(user))
        )

    def overdue(self) -> Self:
        return self.open().filter(due_at__lt=now())


class CriticalNotice(Entity):
    """A critical result that somebody who treats the patient must say that she knows of."""

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="notice")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("raised at"), default=now)
    due_at = models.DateTimeField(_("to be acknowledged by"))
    overdue_at = models.DateTimeField(_("found overdue at"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    told = models.CharField(
        _("who was told, and how"), max_length=200, blank=True,
        help_text=_("For example: read back on the telephone to Dr Ana"),
    )  # fmt: skip
    measure = models.CharField(_("what is done now"), max_length=400, blank=True)

    objects = CriticalNoticeQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("acknowledge_critical", _("Acknowledge critical results"))]
        constraints = [
            models.CheckConstraint(
                name="critical_result_is_acknowledged_by_somebody_at_a_moment",
                condition=Q(acknowledged_at=None, acknowledged_by=None, told="", measure="")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(told=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="critical_result_that_is_open",
                condition=Q(acknowledged_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.result_id}"

    @property
    def is_overdue(self) -> bool:
        return self.acknowledged_at is None and self.due_at < now()


class ReadingQuerySet(models.QuerySet["Reading"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the results the user sees."""
        return self.filter(result__in=Result.objects.visible_to(user))


class Reading(Entity):
    """That somebody took note of a result."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="readings")
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("read at"), default=now)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["result", "read_by"], name="one_reading_per_result_and_person"),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.read_by_id}"
