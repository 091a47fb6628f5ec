"""Wards and their rooms: which patients they are for."""

from typing import Any, Self  # Any: of whichever model belongs to a ward

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity
from hospital.organization.models import units_of


class SexRule(models.TextChoices):
    """Whom a ward, a room or a bed is for."""

    ANY = "any", pgettext_lazy("bed", "Anybody")
    SAME = "same", _("One sex at a time")
    FEMALE = "female", _("Women")
    MALE = "male", _("Men")


class Isolation(models.TextChoices):
    """Precautions beyond the standard ones (Anvisa)."""

    CONTACT = "contact", pgettext_lazy("isolation", "Contact")
    DROPLET = "droplet", _("Droplets")
    AIRBORNE = "airborne", _("Airborne")
    PROTECTIVE = "protective", _("Protective")


class OfWardQuerySet(models.QuerySet[Any]):  # Any: see above
    """Rows that belong to a ward; `ward` is the way from a row to it."""

    ward = "ward__"

    def visible_to(self, user: Actor) -> Self:
        """What belongs to the wards of the departments where the user works, or to every one."""
        if not user.has_perm("beds.view_bed"):
            return self.none()
        if user.has_perm("beds.view_every_ward"):
            return self
        return self.filter(**{f"{self.ward}department__in": units_of(user)})


class WardQuerySet(OfWardQuerySet):
    ward = ""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def by_name(self) -> Self:
        return self.order_by("name", "id")


class Ward(Entity):
    """A part of the house with beds, run by one department."""

    class Kind(models.TextChoices):
        CLINICAL = "clinical", pgettext_lazy("ward", "Clinical")
        SURGICAL = "surgical", pgettext_lazy("ward", "Surgical")
        ICU = "icu", _("Intensive care")
        STEP_DOWN = "step_down", _("Intermediate care")
        MATERNITY = "maternity", _("Maternity")
        PAEDIATRIC = "paediatric", pgettext_lazy("ward", "Paediatric")
        DAY = "day", pgettext_lazy("ward", "Day hospital")
        OBSERVATION = "observation", pgettext_lazy("ward", "Observation")
        EMERGENCY = "emergency", pgettext_lazy("ward", "Emergency")

    RULES = (SexRule.ANY, SexRule.FEMALE, SexRule.MALE)

    department = models.ForeignKey(
        "organization.Department",
        on_delete=models.PROTECT,
        related_name="wards",
        verbose_name=_("department"),
    )
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=80)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.CLINICAL)
    sex = models.CharField(
        _("for"), max_length=6, choices=[(rule.value, rule.label) for rule in RULES], default=SexRule.ANY
    )
    age_from = models.PositiveSmallIntegerField(
        _("from the age of"), null=True, blank=True, help_text=_("Whole years; empty: from birth")
    )
    age_to = models.PositiveSmallIntegerField(
        _("up to the age of"), null=True, blank=True, help_text=_("Whole years; empty: no limit")
    )
    is_active = models.BooleanField(pgettext_lazy("of a ward", "in use"), default=True)
    description = models.TextField(_("description"), blank=True, max_length=4000)

    objects = WardQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(Upper("code"), name="one_ward_per_code"),
            models.CheckConstraint(
                name="ward_has_a_code_and_a_name", condition=~Q(code="") & ~Q(name="")
            ),
            models.CheckConstraint(
                name="ages_of_a_ward_are_in_order",
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
            ),
            models.CheckConstraint(
                name="a_ward_is_for_anybody_women_or_men", condition=Q(sex__in=["any", "female", "male"])
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["name", "id"], name="ward_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("beds:ward", args=[self.pk])


class RoomQuerySet(OfWardQuerySet):
    def in_order(self) -> Self:
        return self.order_by("number", "id")


class Room(Entity):
    """A room of a ward: whom it is for, and for which isolation it is made."""

    ward = models.ForeignKey(
        Ward, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("ward"), editable=False
    )
    number = models.CharField(_("number"), max_length=20)
    sex = models.CharField(_("for"), max_length=6, choices=SexRule, default=SexRule.ANY)
    isolation = ArrayField(
        models.CharField(max_length=10, choices=Isolation), verbose_name=_("made for the isolation"),
        default=list, blank=True,
    )  # fmt: skip
    description = models.TextField(_("description"), blank=True, max_length=4000)

    objects = RoomQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint("ward", Upper("number"), name="one_room_per_number_and_ward"),
            models.CheckConstraint(name="room_has_a_number", condition=~Q(number="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    @property
    def isolation_labels(self) -> list[str]:
        return [str(Isolation(kind).label) for kind in self.isolation]
