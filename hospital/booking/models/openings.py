"""Times that became free, and to whom of the waiting list they were offered."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.scheduling.models import Appointment, Resource

from .wishes import Wish


class Opening(Entity, Stateful):
    """A time of a resource that somebody gave back: it is offered until one accepts or nobody is left."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("freed time", "On offer")
        TAKEN = "taken", pgettext_lazy("freed time", "Accepted")
        GONE = "gone", pgettext_lazy("freed time", "Offered no longer")

    TRANSITIONS: ClassVar = {"open": {"taken", "gone"}}

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="openings")
    starts_at = models.DateTimeField(_("starts at"))
    event_id = models.UUIDField(_("what freed it"), null=True, editable=False)
    found_at = models.DateTimeField(default=now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["event_id", "resource"], name="an_event_opens_a_time_once"),
            models.CheckConstraint(
                name="an_opening_ends_when_it_is_over",
                condition=Q(state="open", ended_at=None) | ~Q(state="open") & Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="opening_on_offer", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.starts_at}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the wishes the user sees."""
        return self.filter(Exists(Wish.objects.visible_to(user).filter(pk=OuterRef("wish"))))

    def standing(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state=Offer.State.STANDING)


class Offer(Entity, Stateful):
    """That a freed time was offered to somebody of the waiting list, at which rank, and until when."""

    class State(models.TextChoices):
        STANDING = "standing", pgettext_lazy("offer", "Waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
        DECLINED = "declined", pgettext_lazy("offer", "Declined")
        LAPSED = "lapsed", pgettext_lazy("offer", "Not answered in time")
        LOST = "lost", pgettext_lazy("offer", "Somebody else was faster")
        WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Taken back")

    TRANSITIONS: ClassVar = {"standing": {"accepted", "declined", "lapsed", "lost", "withdrawn"}}

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STANDING, editable=False)
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="offers")
    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="offers")
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    starts_at = models.DateTimeField(_("starts at"))
    offered_at = models.DateTimeField(_("offered at"), default=now, editable=False)
    deadline = models.DateTimeField(_("answer until"))
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, null=True, editable=False, related_name="offer"
    )

    objects = OfferQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["opening", "wish"], name="a_time_is_offered_to_a_wish_once"),
            models.UniqueConstraint(
                fields=["wish"], name="a_wish_has_one_offer_to_answer", condition=Q(state="standing")
            ),
            models.UniqueConstraint(
                fields=["opening"], name="one_offer_of_a_time_is_accepted", condition=Q(state="accepted")
            ),
            models.CheckConstraint(
                name="offer_has_time_to_be_answered", condition=Q(deadline__gt=F("offered_at"))
            ),
            models.CheckConstraint(
                name="an_offer_is_answered_by_somebody",
                condition=Q(state="standing", answered_at=None, answered_by=None)
                | ~Q(state="standing") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_accepted_offer_has_its_appointment",
                condition=Q(state="accepted", appointment__isnull=False)
                | ~Q(state="accepted") & Q(appointment=None),
            ),
        ]
        indexes = [
            models.Index(fields=["deadline"], name="offer_by_deadline", condition=Q(state="standing")),
            models.Index(fields=["-offered_at", "-id"], name="offer_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
