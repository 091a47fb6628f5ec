"""Who lies in which bed from when to when, who is away for a while, and from whom others are kept apart."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.organization.models import units_of
from hospital.patients.models import Charted, ChartedQuerySet

from .beds import Bed
from .wards import Isolation


class StayQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those in the wards of the departments where the user works, or in every one.

        Who sees beds and patients sees who is in them; confidential patients apart.
        """
        if not (user.has_perm("beds.view_bed") and user.has_perm("patients.view_patient")):
            return self.none()
        rows = (
            self
            if user.has_perm("patients.view_confidential")
            else self.filter(patient__is_confidential=False)
        )
        if user.has_perm("beds.view_every_ward"):
            return rows
        return rows.filter(bed__ward__department__in=units_of(user))

    def present(self) -> Self:
        """Those whose patient is in the bed now, on leave or not."""
        return self.filter(state="present")

    def reserved(self) -> Self:
        return self.filter(state="reserved")

    def expired(self, at: datetime | None = None) -> Self:
        """Reservations that nobody came for."""
        return self.reserved().filter(expires_at__lte=at or now())

    def at(self, moment: datetime) -> Self:
        """Those whose patient was in the bed at a moment."""
        return self.filter(state__in=("present", "ended"), period__contains=moment, withdrawn_at=None)


class Period(Func):
    """The stretch of time between two moments, without the second; open when there is none."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Stay(Charted, Stateful):
    """That a bed is reserved for a patient, or that she lies in it, from one moment to another.

    A move ends one stay and begins the next at the same moment. `with_mother` is the stay of the mother in
    whose bed a newborn lies; the mother's stay is the one that holds the bed.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", pgettext_lazy("stay", "Reserved")
        PRESENT = "present", pgettext_lazy("stay", "In the bed")
        ENDED = "ended", pgettext_lazy("stay", "Ended")
        GIVEN_UP = "given_up", pgettext_lazy("stay", "Given up")

    TRANSITIONS: ClassVar = {
        "reserved": {"present", "given_up"},
        "present": {"ended"},
        "ended": set(),
        "given_up": set(),
    }

    encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, null=True, blank=True, related_name="stays"
    )
    bed = models.ForeignKey(Bed, on_delete=models.PROTECT, related_name="stays")
    state = models.CharField(_("state"), max_length=10, choices=State, editable=False)
    begins_at = models.DateTimeField(_("since"))
    ends_at = models.DateTimeField(_("until"), null=True, editable=False)
    expires_at = models.DateTimeField(_("reserved until"), null=True, editable=False)
    period = models.GeneratedField(
        expression=Period("begins_at", Coalesce("ends_at", "expires_at")), output_field=DateTimeRangeField(),
        db_persist=True,
    )  # fmt: skip
    with_mother = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="newborns",
        verbose_name=_("in the bed of the mother"),
    )  # fmt: skip
    # Also of a copied record, in which the mother's stay is not.
    is_with_mother = models.BooleanField(default=False, editable=False)
    moved_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="moved_to"
    )
    overridden_because = models.CharField(
        _("why in a bed that does not suit"), max_length=300, blank=True, editable=False
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    ended_because = models.CharField(_("why it ended"), max_length=300, blank=True, editable=False)
    # Two records of one person, merged: each was in a bed at the time (trigger mark_doubles).
    is_double = models.BooleanField(default=False, editable=False)

    objects: ClassVar = StayQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        constraints = [
            *Charted.Meta.constraints,
            ExclusionConstraint(
                name="one_patient_per_bed",
                expressions=[("bed", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_with_mother=False) & ~Q(state="given_up"),
            ),
            ExclusionConstraint(
                name="one_bed_per_patient",
                expressions=[("patient", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["present", "ended"], is_double=False),
            ),
            models.CheckConstraint(
                name="stay_state_has_its_moments",
                condition=Q(state="reserved", ends_at=None, expires_at__gt=F("begins_at"), ended_by=None)
                | Q(state="present", ends_at=None, expires_at=None, ended_by=None, encounter__isnull=False)
                | Q(state="ended", ends_at__gte=F("begins_at"), expires_at=None, ended_by__isnull=False)
                | Q(state="given_up", ends_at__gte=F("begins_at"), ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_reservation_given_up_says_why",
                condition=~Q(state="given_up") | ~Q(ended_because=""),
            ),
            models.CheckConstraint(
                name="no_stay_is_with_itself",
                condition=Q(with_mother=None) | Q(is_with_mother=True) & ~Q(with_mother=F("id")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["patient", "-begins_at", "-id"], name="bed_stay_by_patient"),
            models.Index(fields=["-begins_at", "-id"], name="bed_stay_by_time"),
            models.Index(fields=["bed"], condition=Q(state="present"), name="bed_stay_present"),
            models.Index(fields=["expires_at"], condition=Q(state="reserved"), name="bed_stay_that_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def holds(self) -> bool:
        """Whether the bed is hers and not her mother's."""
        return not self.is_with_mother


class OfStayQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, user: Actor) -> Self:
        """What belongs to the stays that the user sees."""
        return self.filter(stay__in=Stay.objects.visible_to(user))

    def open(self) -> Self:
        """Those that nobody has ended: the patient is away."""
        return self.filter(ended_at=None)


class Leave(Entity):
    """A patient is away from her bed for a while, with leave, and it stays hers."""

    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="leaves")
    left_at = models.DateTimeField(_("left at"), default=now)
    expected_at = models.DateTimeField(_("expected back at"))
    returned_at = models.DateTimeField(_("returned at"), null=True, editable=False)
    because = models.CharField(_("reason"), max_length=300)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    ended_because = models.CharField(_("why it ended"), max_length=300, blank=True, editable=False)

    objects = OfStayQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["stay"], condition=Q(ended_at=None), name="one_open_leave_per_stay"
            ),
            models.CheckConstraint(
                name="leave_ends_after_it_begins",
                condition=Q(expected_at__gt=F("left_at"))
                & (Q(ended_at=None) | Q(ended_at__gte=F("left_at"))),
            ),
            models.CheckConstraint(name="leave_says_why", condition=~Q(because="")),
            models.CheckConstraint(
                name="leave_that_ended_says_how",
                condition=Q(ended_at=None, ended_by=None, returned_at=None, ended_because="")
                | Q(ended_by__isnull=False, returned_at=F("ended_at"))
                | Q(ended_at__isnull=False, ended_by__isnull=False, returned_at=None)
                & ~Q(ended_because=""),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["-left_at", "-id"], name="leave_by_time")]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.left_at}"


class PrecautionQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Of every patient whom the user sees: who enters a room needs to know."""
        if not (user.has_perm("beds.view_bed") and user.has_perm("patients.view_patient")):
            return self.none()
        if user.has_perm("patients.view_confidential"):
            return self
        return self.filter(patient__is_confidential=False)

    def open(self) -> Self:
        """Those that nobody has lifted."""
        return self.filter(until=None, withdrawn_at=None)


class Precaution(Charted):
    """That a patient is kept in isolation of one kind since a moment, until it is lifted."""

    encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, null=True, blank=True, related_name="precautions"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Isolation)
    because = models.CharField(_("reason"), max_length=300)
    since = models.DateTimeField(_("since"), default=now)
    until = models.DateTimeField(_("until"), null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    lifted_because = models.CharField(_("why lifted"), max_length=300, blank=True, editable=False)

    objects: ClassVar = PrecautionQuerySet.as_manager()

    class Meta(Charted.Meta):
        abstract = False
        constraints = [
            *Charted.Meta.constraints,
            models.CheckConstraint(name="precaution_says_why", condition=~Q(because="")),
            models.CheckConstraint(
                name="precaution_is_lifted_by_somebody",
                condition=Q(until=None, lifted_by=None, lifted_because="")
                | Q(until__gte=F("since"), lifted_by__isnull=False) & ~Q(lifted_because=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["patient"], condition=Q(until=None), name="precaution_that_is_open"),
            models.Index(fields=["-since", "-id"], name="precaution_by_time"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
