"""What the laboratory offers: panels of tests with their lines, and the ranges a value is read against."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self  # Any: of whichever part of the catalogue

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Coded, Entity

UCUM = "http://unitsofmeasure.org"
DAYS_OF_YEAR = 365.25


class Category(models.TextChoices):
    """Where an order is carried out."""

    LABORATORY = "laboratory", _("Laboratory")
    IMAGING = "imaging", _("Imaging")
    PROCEDURE = "procedure", _("Procedure")
    REFERRAL_EXAM = "referral_exam", _("Test done elsewhere")


class Tube(models.TextChoices):
    """What a specimen is taken into; the colour is that of the cap."""

    EDTA = "edta", _("EDTA, purple")
    SERUM = "serum", _("Serum with gel, yellow")
    CITRATE = "citrate", _("Citrate, blue")
    FLUORIDE = "fluoride", _("Fluoride, grey")
    HEPARIN = "heparin", _("Heparin, green")
    URINE = "urine", _("Urine pot")
    OTHER = "other", _("Another container")


class CatalogueQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """All of it, for who sees orders."""
        return self if user.has_perm("orders.view_order") else self.none()

    def in_use(self) -> Self:
        return self.filter(is_active=True)


class TestPanel(Entity, Coded):
    """Something that is ordered under one name: a blood count, or a single test."""

    category = models.CharField(_("category"), max_length=20, choices=Category, default=Category.LABORATORY)
    name = models.CharField(_("name"), max_length=120)
    tube = models.CharField(_("container"), max_length=20, choices=Tube, blank=True)
    preparation = models.CharField(
        _("preparation"), max_length=200, blank=True, help_text=_("What the patient is told before")
    )
    is_favourite = models.BooleanField(_("offered first"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("manage_catalogue", _("Change test panels and reference ranges"))]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="one_test_panel_per_name"),
            models.CheckConstraint(name="test_panel_has_a_name", condition=~Q(name="")),
        ]
        indexes = [models.Index(fields=["category", "name"], name="test_panel_by_name")]

    def __str__(self) -> str:
        return self.name


class PanelLine(Entity, Coded):
    """One test of a panel: what is measured, and in which unit."""

    panel = models.ForeignKey(TestPanel, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("position"))
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("Its UCUM code"))
    is_text = models.BooleanField(_("answered in words"), default=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["panel", "position"], name="one_panel_line_per_position"),
        ]

    def __str__(self) -> str:
        return self.display


class ReferenceRangeQuerySet(CatalogueQuerySet):
    def covering(self, *, sex: str, born: date | None, on: date) -> Self:
        """Those for a person of this sex and age on a day, the ones for her sex first.

        Without a birth date she is taken for an adult of thirty: the laboratory sees that no date is known.
        """
        age = (on - born).days if born else int(30 * DAYS_OF_YEAR)
        held = self.filter(is_active=True, sex__in=["", sex], age_from__lte=age)
        return held.filter(Q(age_to=None) | Q(age_to__gt=age)).order_by("system", "code", "-sex", "id")


class ReferenceRange(Entity, Coded):
    """Between which values a test is ordinary, and beyond which somebody must be told at once.

    The ages are in days, the upper one excluded. An empty limit is no limit.
    """

    sex = models.CharField(
        _("sex"), max_length=10, blank=True,
        choices=[("female", _("Female")), ("male", _("Male"))], help_text=_("Empty: for everybody"),
    )  # fmt: skip
    age_from = models.PositiveIntegerField(_("from age, in days"), default=0)
    age_to = models.PositiveIntegerField(_("to age, in days"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    low = models.DecimalField(_("low"), max_digits=14, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("high"), max_digits=14, decimal_places=4, null=True, blank=True)
    critical_low = models.DecimalField(
        _("critically low"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    critical_high = models.DecimalField(
        _("critically high"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ReferenceRangeQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            ExclusionConstraint(
                name="one_reference_range_per_test_sex_and_age",
                expressions=[
                    ("system", RangeOperators.EQUAL), ("code", RangeOperators.EQUAL),
                    ("sex", RangeOperators.EQUAL), ("unit", RangeOperators.EQUAL),
                    (
                        Func(
                            F("age_from"), F("age_to"), RangeBoundary(), function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(is_active=True),
            ),
            models.CheckConstraint(
                name="reference_range_ages_are_in_order",
                condition=Q(age_to=None) | Q(age_to__gt=F("age_from")),
            ),
            models.CheckConstraint(
                name="reference_range_limits_are_in_order",
                condition=(Q(low=None) | Q(high=None) | Q(low__lte=F("high")))
                & (Q(critical_low=None) | Q(low=None) | Q(critical_low__lte=F("low")))
                & (Q(critical_high=None) | Q(high=None) | Q(critical_high__gte=F("high"))),
            ),
            models.CheckConstraint(name="reference_range_has_a_code", condition=~Q(code="")),
        ]  # fmt: skip
        indexes = [models.Index(fields=["system", "code"], name="reference_range_by_code")]

    def __str__(self) -> str:
        return self.display

    def reading(self, value: Decimal) -> str:
        """How a value reads: one of Line.Interpretation."""
        if self.critical_low is not None and value <= self.critical_low:
            return "critical_low"
        if self.critical_high is not None and value >= self.critical_high:
            return "critical_high"
        if self.low is not None and value < self.low:
            return "low"
        if self.high is not None and value > self.high:
            return "high"
        return "normal"


ADULT = int(timedelta(days=18 * DAYS_OF_YEAR).days)  # from this age on, in days
