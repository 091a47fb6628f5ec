"""Queues, who waits in them with which ticket, and the calls."""

from typing import Any, ClassVar, Self  # Any: of rows that belong to a department, whichever

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.organization.models import units_of

from .encounters import Encounter, OfEncounterQuerySet
from .triages import Triage


class OfDepartmentQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """Those of the departments where the user works, or of every one."""
        if not user.has_perm("encounters.view_encounter"):
            return self.none()
        if user.has_perm("encounters.view_every_unit") or user.has_perm("encounters.manage_queue"):
            return self
        return self.filter(department__in=units_of(user))

    def active(self) -> Self:
        return self.filter(is_active=True)


class Queue(Entity):
    """What people wait for in a department: the triage, the doctor, a procedure."""

    class Purpose(models.TextChoices):
        TRIAGE = "triage", _("Risk classification")
        CARE = "care", pgettext_lazy("queue", "Care")

    department = models.ForeignKey(
        "organization.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    name = models.CharField(_("service"), max_length=80)
    prefix = models.CharField(_("letters of its tickets"), max_length=3)
    purpose = models.CharField(_("what for"), max_length=10, choices=Purpose, default=Purpose.CARE)
    kinds = ArrayField(
        models.CharField(max_length=12, choices=Encounter.Kind), verbose_name=_("kinds of encounter"),
        default=list, blank=True,
    )  # fmt: skip
    target_minutes = models.PositiveIntegerField(
        _("minutes until called"), default=60, help_text=_("For who has no colour")
    )
    is_active = models.BooleanField(_("in use"), default=True, editable=False)

    objects = OfDepartmentQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                Upper("prefix"), condition=Q(is_active=True), name="one_queue_per_ticket_prefix"
            ),
            models.CheckConstraint(
                name="ticket_prefix_is_1_to_3_letters", condition=Q(prefix__regex=r"^[A-Z]{1,3}$")
            ),
            models.CheckConstraint(name="queue_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="queue_target_is_within_a_day", condition=Q(target_minutes__range=(1, 1440))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("encounters:queue", args=[self.pk])


class Room(Entity):
    """Where somebody is called to: a consulting room, a desk, a box."""

    department = models.ForeignKey(
        "organization.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    name = models.CharField(_("name on the panel"), max_length=60)
    spoken = models.CharField(
        _("as it is spoken"), max_length=120, blank=True, help_text=_("Empty: as it is written")
    )
    is_active = models.BooleanField(_("in use"), default=True, editable=False)

    objects = OfDepartmentQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                "department", Upper("name"), condition=Q(is_active=True),
                name="one_room_per_name_and_department",
            ),
            models.CheckConstraint(name="room_has_a_name", condition=~Q(name="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class QueueEntryQuerySet(OfEncounterQuerySet):
    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def standing(self) -> Self:
        """Those who wait or were called and not yet served."""
        return self.filter(state__in=("waiting", "called"))

    def in_turn(self) -> Self:
        """In the order of the law and of the risk; the only place where it is said to the database."""
        return self.order_by("urgency", "legal_rank", "deadline", "arrived_at", "id")


class QueueEntry(Entity, Stateful):
    """A place in a queue, ordered by (urgency, legal rank, deadline, arrival): see order.py for the words."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("queue entry", "Waiting")
        CALLED = "called", pgettext_lazy("queue entry", "Called")
        SERVED = "served", pgettext_lazy("queue entry", "Served")
        LEFT = "left", pgettext_lazy("queue entry", "Gone")
        MOVED = "moved", pgettext_lazy("queue entry", "Sent to another queue")

    class Fact(models.TextChoices):
        """What gives priority by law (10.048/2000, 10.741/2003, 13.146/2015); ages come from the record."""

        OVER_80 = "over_80", _("80 years or older")
        ELDERLY = "elderly", _("60 years or older")
        PREGNANT = "pregnant", _("Pregnant or breastfeeding")
        DISABILITY = "disability", _("Person with a disability")
        AUTISM = "autism", _("Autism spectrum")
        INFANT = "infant", _("With an infant in arms")
        MOBILITY = "mobility", _("Reduced mobility or obesity")
        DONOR = "donor", _("Blood donor")

    TRANSITIONS: ClassVar = {
        "waiting": {"called", "served", "left", "moved"},
        "called": {"waiting", "served", "left", "moved"},
        "served": set(),
        "left": set(),
        "moved": set(),
    }

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="entries")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="entries")
    day = models.DateField(_("day"))
    ticket = models.CharField(_("ticket"), max_length=8)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    triage = models.ForeignKey(Triage, on_delete=models.PROTECT, null=True, related_name="+")
    facts = ArrayField(
        models.CharField(max_length=12, choices=Fact), verbose_name=_("priority by law"), default=list,
        blank=True,
    )  # fmt: skip
    urgency = models.PositiveSmallIntegerField(_("urgency"))  # 1 red to 5 blue; 3 until classified
    legal_rank = models.PositiveSmallIntegerField(_("priority by law"))  # 0: 80+, 1: by law, 2: none
    deadline = models.DateTimeField(_("to be called by"))
    arrived_at = models.DateTimeField(_("arrived at"))
    entered_at = models.DateTimeField(_("in the queue since"), default=now)
    called_at = models.DateTimeField(_("called at"), null=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    no_shows = models.PositiveSmallIntegerField(_("calls without an answer"), default=0)
    ended_at = models.DateTimeField(_("left the queue at"), null=True)
    moved_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="moved_to"
    )

    objects = QueueEntryQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["day", "ticket"], condition=Q(moved_from=None), name="one_ticket_per_number_and_day"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state__in=["waiting", "called"]),
                name="one_holder_per_ticket",
            ),
            models.UniqueConstraint(
                fields=["encounter"], condition=Q(state__in=["waiting", "called"]),
                name="one_place_in_a_queue_per_encounter",
            ),
            models.CheckConstraint(
                name="ticket_is_letters_and_number", condition=Q(ticket__regex=r"^[A-Z]{1,3}[0-9]{3,5}$")
            ),
            models.CheckConstraint(name="urgency_is_1_to_5", condition=Q(urgency__range=(1, 5))),
            models.CheckConstraint(name="legal_rank_is_0_to_2", condition=Q(legal_rank__range=(0, 2))),
            models.CheckConstraint(
                name="called_entry_says_by_whom_and_where",
                condition=~Q(state="called")
                | Q(called_at__isnull=False, called_by__isnull=False, room__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_that_ended_says_when",
                condition=Q(state__in=["waiting", "called"], ended_at=None)
                | Q(state__in=["served", "left", "moved"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("entered_at")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["queue", "urgency", "legal_rank", "deadline", "arrived_at", "id"],
                condition=Q(state="waiting"), name="entry_in_turn",
            ),
            models.Index(fields=["queue", "day", "state"], name="entry_by_day"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.ticket


class Call(Entity):
    """One time that a ticket was called to a room; what a panel shows."""

    entry = models.ForeignKey(QueueEntry, on_delete=models.PROTECT, related_name="calls")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="calls")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+")
    ticket = models.CharField(max_length=8)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_again = models.BooleanField(default=False)
    # Why a more urgent patient was passed over, and how many were.
    jumped_because = models.CharField(max_length=400, blank=True)
    jumped = models.PositiveSmallIntegerField(default=0)

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="jumping_over_somebody_has_a_reason", condition=Q(jumped=0) | ~Q(jumped_because="")
            ),
        ]
        indexes = [models.Index(fields=["queue", "-at", "-id"], name="call_by_queue")]  # fmt: skip

    def __str__(self) -> str:
        return self.ticket
