"""Beds, the states they go through, and their statement: every step with who, when and why."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Entity, Stateful

from ..kinds import CHOICES, KINDS
from .wards import OfWardQuerySet, Room, SexRule, Ward

# The states of a bed that there is: it stands in the ward, in use or not.
STANDING = ("free", "reserved", "occupied", "dirty", "cleaning", "inspected", "blocked", "maintenance")


class BedQuerySet(OfWardQuerySet):
    def standing(self) -> Self:
        """Those that nobody has closed."""
        return self.filter(state__in=STANDING)

    def free(self) -> Self:
        return self.filter(state="free")

    def in_order(self) -> Self:
        """By ward, room and name, as one walks along them."""
        return self.order_by("ward__name", "ward_id", "room__number", "name", "id")


class Bed(Entity, Stateful):
    """A place for one patient. It is free only after it was cleaned; every step of its state is a BedStep.

    `ward` is that of the room (key bed_is_in_the_ward_of_its_room), here so that a ward is read at once.
    `vacated_at` is when somebody last lay in it or made it dirty, `cleaned_at` when it was last made clean.
    """

    class State(models.TextChoices):
        FREE = "free", pgettext_lazy("bed", "Free")
        RESERVED = "reserved", pgettext_lazy("bed", "Reserved")
        OCCUPIED = "occupied", pgettext_lazy("bed", "Occupied")
        DIRTY = "dirty", pgettext_lazy("bed", "To be cleaned")
        CLEANING = "cleaning", pgettext_lazy("bed", "Being cleaned")
        INSPECTED = "inspected", pgettext_lazy("bed", "Inspected")
        BLOCKED = "blocked", pgettext_lazy("bed", "Blocked")
        MAINTENANCE = "maintenance", pgettext_lazy("bed", "In maintenance")
        CLOSED = "closed", pgettext_lazy("bed", "Closed")

    TRANSITIONS: ClassVar = {
        "free": {"reserved", "occupied", "dirty", "blocked", "maintenance", "closed"},
        "reserved": {"free", "occupied"},
        "occupied": {"dirty"},
        "dirty": {"cleaning", "blocked", "maintenance", "closed"},
        "cleaning": {"inspected", "free", "dirty"},
        "inspected": {"free", "dirty"},
        "blocked": {"free", "dirty", "maintenance", "closed"},
        "maintenance": {"dirty", "blocked", "closed"},
        "closed": {"dirty"},
    }

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="beds", verbose_name=_("room"))
    ward = models.ForeignKey(
        Ward, on_delete=models.PROTECT, related_name="beds", verbose_name=_("ward"), editable=False
    )
    name = models.CharField(_("name"), max_length=20)
    kind = models.CharField(_("kind"), max_length=2, choices=CHOICES, default="03")
    is_extra = models.BooleanField(
        _("extra bed"), default=False, help_text=_("Put up beyond the installed ones")
    )
    is_virtual = models.BooleanField(
        _("virtual bed"),
        default=False,
        help_text=_("A place without a bed, as in a corridor or in observation"),
    )
    sex = models.CharField(
        _("for"), max_length=6, choices=[(rule.value, rule.label) for rule in Ward.RULES], default=SexRule.ANY
    )
    description = models.TextField(_("description"), blank=True, max_length=4000)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.FREE, editable=False)
    vacated_at = models.DateTimeField(_("vacated at"), null=True, editable=False)
    cleaned_at = models.DateTimeField(_("cleaned at"), null=True, editable=False)
    stepped_at = models.DateTimeField(_("since"), default=now, editable=False)
    stepped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    stepped_because = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    objects = BedQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("view_bed", _("See wards, beds and who is in them, in the own departments")),
            ("view_every_ward", _("See the beds of every department")),
            ("manage_bed", _("Set up wards, rooms and beds")),
            ("place_patient", _("Put patients in beds, move them and let them go")),
            ("isolate_patient", _("Put patients in isolation, and lift it")),
            ("override_conflict", _("Use a bed that does not suit the patient, saying why")),
            ("clean_bed", _("Clean beds")),
            ("inspect_bed", _("Inspect cleaned beds")),
            ("block_bed", _("Block beds, send them to maintenance and give them back")),
            ("request_bed", _("Ask for beds")),
            ("regulate", _("Answer the requests for beds of the whole house (NIR)")),
        ]
        constraints = [
            models.UniqueConstraint("ward", Upper("name"), name="one_bed_per_name_and_ward"),
            models.CheckConstraint(name="bed_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="bed_is_of_a_known_kind", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(
                name="a_bed_is_for_anybody_women_or_men", condition=Q(sex__in=["any", "female", "male"])
            ),
            models.CheckConstraint(
                name="a_bed_is_clean_before_it_is_free",
                condition=~Q(state__in=["free", "reserved", "inspected"])
                | Q(cleaned_at__isnull=False) & (Q(vacated_at=None) | Q(cleaned_at__gte=F("vacated_at"))),
            ),
            models.CheckConstraint(
                name="a_bed_out_of_use_says_why",
                condition=~Q(state__in=["blocked", "maintenance", "closed"]) | ~Q(stepped_because=""),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["ward", "state"], name="bed_by_ward_and_state")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("beds:bed", args=[self.pk])

    @property
    def is_clean(self) -> bool:
        """Whether nobody has made it dirty since it was last cleaned."""
        return self.cleaned_at is not None and (self.vacated_at is None or self.cleaned_at >= self.vacated_at)


class OfBedQuerySet(OfWardQuerySet):
    ward = "bed__ward__"


class BedStep(Entity):
    """One line of a bed's statement: from which state to which, who, when, why and for which stay.

    Never changed. A step of an occupied bed to occupied is another patient: a swap, or a newborn who stays.
    """

    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField(max_length=12, choices=Bed.State, blank=True)
    after = models.CharField(max_length=12, choices=Bed.State)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=300, blank=True)
    stay = models.ForeignKey("beds.Stay", on_delete=models.PROTECT, null=True, related_name="steps")
    cleaning = models.ForeignKey("beds.Cleaning", on_delete=models.PROTECT, null=True, related_name="steps")

    objects = OfBedQuerySet.as_manager()

    class Meta(Entity.Meta):
        indexes = [models.Index(fields=["bed", "-at", "-id"], name="bed_step_by_bed")]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.before} > {self.after}"
