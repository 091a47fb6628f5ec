"""Vaccines given, and those that were not, with the reason."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.core.models import Coded

from .entries import Entry, says_what


class Immunization(Entry, Coded):
    """A dose of a vaccine; the code is that of the vaccine (CVX, or the hospital's own list)."""

    class Status(models.TextChoices):
        COMPLETED = "completed", _("Given")
        NOT_DONE = "not_done", _("Not given")

    class Route(models.TextChoices):
        INTRAMUSCULAR = "intramuscular", _("Intramuscular")
        SUBCUTANEOUS = "subcutaneous", _("Subcutaneous")
        INTRADERMAL = "intradermal", _("Intradermal")
        ORAL = "oral", _("Oral")
        NASAL = "nasal", _("Nasal")

    class Site(models.TextChoices):
        LEFT_ARM = "left_arm", _("Left arm")
        RIGHT_ARM = "right_arm", _("Right arm")
        LEFT_THIGH = "left_thigh", _("Left thigh")
        RIGHT_THIGH = "right_thigh", _("Right thigh")
        GLUTEAL = "gluteal", _("Gluteal region")
        MOUTH = "mouth", _("Mouth")
        NOSE = "nose", _("Nose")

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.COMPLETED)
    lot = models.CharField(_("lot"), max_length=60, blank=True)
    manufacturer = models.CharField(_("manufacturer"), max_length=200, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    dose_number = models.PositiveSmallIntegerField(_("dose number"), null=True, blank=True)
    dose_label = models.CharField(
        _("dose"), max_length=60, blank=True, help_text=_("As the card says it: booster, single dose")
    )
    site = models.CharField(_("site"), max_length=12, choices=Site, blank=True)
    route = models.CharField(_("route"), max_length=15, choices=Route, blank=True)
    performer = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("given by"),
    )  # fmt: skip
    performer_name = models.CharField(
        _("given by, elsewhere"),
        max_length=200,
        blank=True,
        help_text=_("Person or service outside this hospital"),
    )
    not_given_because = models.CharField(_("why it was not given"), max_length=300, blank=True)

    class Meta(Entry.Meta):
        abstract = False
        constraints = [
            *Entry.Meta.constraints,
            says_what("immunization"),
            models.CheckConstraint(
                name="vaccine_not_given_says_why_and_only_then",
                condition=Q(status="completed", not_given_because="")
                | Q(status="not_done") & ~Q(not_given_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.display
