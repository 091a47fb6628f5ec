"""What other apps' facts mean for operations. Each may run twice."""

from hospital.accounts.actions import system
from hospital.audit.models import Event
from hospital.scheduling.models import Appointment

from . import actions


def follow_the_booking(event: Event) -> None:
    """Whoever moved or cancelled the appointment in the agenda, the operation says so too."""
    appointment = Appointment.objects.filter(pk=event.target_id).first()
    if appointment is not None:
        actions.follow_booking(appointment, by=system())
