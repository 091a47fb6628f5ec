"""What becomes of the patients of somebody who is away."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful

from .agendas import Absence
from .appointments import Appointment
from .resources import Resource


class RebookingQuerySet(models.QuerySet["Rebooking"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the appointments one sees."""
        return self.filter(Exists(Appointment.objects.visible_to(user).filter(pk=OuterRef("appointment"))))


class Rebooking(Entity, Stateful):
    """Where an appointment goes because of an absence: proposed first, moved when somebody confirms."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("rebooking", "Proposed")
        NO_SLOT = "no_slot", _("No free time found")
        MOVED = "moved", _("Moved")
        FAILED = "failed", _("Could not be moved")

    TRANSITIONS = {
        State.PROPOSED: {State.MOVED, State.FAILED, State.NO_SLOT},
        State.NO_SLOT: {State.PROPOSED, State.FAILED},
        State.FAILED: {State.PROPOSED, State.NO_SLOT},
    }

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="rebookings")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="rebookings")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False)
    was_at = models.DateTimeField(_("was at"))
    to_resource = models.ForeignKey(Resource, on_delete=models.PROTECT, null=True, related_name="+")
    to_starts_at = models.DateTimeField(_("new time"), null=True)
    problem = models.CharField(_("why not"), max_length=60, blank=True)

    objects = RebookingQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "appointment"], name="an_absence_rebooks_an_appointment_once"
            ),
            models.CheckConstraint(
                name="a_proposed_time_is_whole",
                condition=Q(state="no_slot") | Q(to_resource__isnull=False, to_starts_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.state}"
