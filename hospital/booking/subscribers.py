"""What booking does when it hears of an appointment given back. Each may be called twice with one event."""

from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.scheduling.models import Appointment, Resource, Step

from . import actions


def offer_freed_time(event: Event) -> None:
    """The time that an appointment left is offered to the waiting list, for each of its practitioners."""
    appointment = Appointment.objects.filter(pk=event.target_id).first()
    if appointment is None:
        return
    starts_at = appointment.starts_at
    if event.verb == "scheduling.moved":
        moves = Step.objects.filter(appointment=appointment, was_at__isnull=False, at__lte=event.at)
        move = moves.order_by("-at", "-id").first()
        if move is None or move.was_at is None:
            return
        starts_at = move.was_at
    if starts_at <= now():
        return
    resources = Resource.objects.filter(allocations__appointment=appointment, kind="practitioner")
    for resource in resources.order_by("pk"):
        actions.open_time(resource, starts_at=starts_at, event_id=event.pk, by=system())
