"""What a patient does with her own appointments, within what the hospital lets patients do themselves."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit, config
from hospital.accounts.models import User
from hospital.core.errors import Absent, Conflict
from hospital.patients.models import Patient
from hospital.scheduling import actions as scheduling
from hospital.scheduling.actions.moving import MOVABLE
from hospital.scheduling.models import Appointment, Resource, Service
from hospital.scheduling.taking import held_patient

BY_PATIENT = "online"  # the reason that stands with what a patient does herself


class NotOnline(Conflict):
    message = _("This service is not booked online. Call the hospital.")


class TooSoon(Conflict):
    message = _("It is too late to book this time online. Call the hospital.")


class TooFarAhead(Conflict):
    message = _("This day cannot be booked online yet.")


class TooMany(Conflict):
    message = _("You have as many open appointments as can be booked online. Call the hospital.")


class TooLateOnline(Conflict):
    message = _("It is too late to change this appointment online. Call the hospital.")


@transaction.atomic
def book_own(
    patient: Patient, *, service: Service, resource: Resource, starts_at: datetime, request_id: str, by: User
) -> Appointment:
    """Book for herself. The same request, or the same time again, gives the same appointment."""
    by.require("scheduling.book_appointment")
    patient = held_patient(patient, by=by)
    if before := _booked_before(patient, service, resource, starts_at, request_id):
        return before
    require_online(service, starts_at)
    coming = Appointment.objects.filter(patient=patient, state__in=MOVABLE, starts_at__gt=now()).count()
    if coming >= config.value("booking.most_open"):
        raise TooMany
    return scheduling.book(
        patient, service=service, resources=[resource], starts_at=starts_at, request_id=request_id,
        channel=Appointment.Channel.ONLINE, by=by,
    )  # fmt: skip


def _booked_before(
    patient: Patient, service: Service, resource: Resource, starts_at: datetime, request_id: str
) -> Appointment | None:
    own = Appointment.objects.filter(patient=patient)
    if request_id and (made := own.filter(request_id=request_id).first()):
        return made
    same = own.filter(service=service, starts_at=starts_at, allocations__resource=resource, state__in=MOVABLE)
    return same.first()


@transaction.atomic
def cancel_own(appointment: Appointment, *, patient: Patient, by: User) -> Appointment:
    """Give back her own appointment, early enough. Cancelling twice is cancelling once."""
    by.require("scheduling.book_appointment")
    if appointment.patient_id != patient.pk:
        raise Absent
    if appointment.state == Appointment.State.CANCELLED:
        return appointment
    if not may_change(appointment):
        raise TooLateOnline
    return scheduling.cancel(appointment, reason=BY_PATIENT, by=by)


@transaction.atomic
def move_own(
    appointment: Appointment, *, patient: Patient, resource: Resource, starts_at: datetime, by: User
) -> Appointment:
    """Take her own appointment to another time, early enough."""
    by.require("scheduling.book_appointment")
    if appointment.patient_id != patient.pk:
        raise Absent
    if not may_change(appointment):
        raise TooLateOnline
    require_online(appointment.service, starts_at)
    others = appointment.allocations.exclude(resource__kind="practitioner").select_related("resource")
    resources = [resource, *(place.resource for place in others)]
    return scheduling.move(
        appointment, starts_at=starts_at, resources=resources, because=BY_PATIENT, by=by,
    )  # fmt: skip


@transaction.atomic(savepoint=False)
def look_at_own(patient: Patient, *, by: User) -> None:
    """Look at what is hers."""
    by.require("scheduling.view_appointment")
    audit.access("read", by=by, patient_id=patient.pk, what="booking.own_appointments")


def may_change(appointment: Appointment) -> bool:
    """Whether the patient may still cancel or move it herself."""
    ahead = timedelta(hours=config.value("booking.change_hours"))
    return appointment.state in MOVABLE and appointment.starts_at - now() >= ahead


def require_online(service: Service, starts_at: datetime) -> None:
    """The service is one that patients book themselves, and the time neither too near nor too far."""
    if not (service.is_bookable_online and service.is_active):
        raise NotOnline
    if starts_at < earliest():
        raise TooSoon
    if starts_at > now() + timedelta(days=config.value("booking.days_ahead")):
        raise TooFarAhead


def earliest() -> datetime:
    """The first moment that a patient can book herself."""
    return now() + timedelta(hours=config.value("booking.lead_hours"))
