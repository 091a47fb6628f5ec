"""/appointments/…/arrival and the other steps of an appointment."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from hospital.accounts.asking import asker
from hospital.core.access import allow

from .. import actions, lists
from ..models import Appointment
from ..schemas import AppointmentOut, OptionalReason, Reason
from . import _rows

router = Router(tags=["appointments"])


@router.post("/{uuid:id}/confirmation", response=AppointmentOut)
@allow("scheduling.book_appointment")
def confirm(request: HttpRequest, id: UUID) -> HttpResponse:
    """Make a held time a booked one."""
    return _answer(request, actions.confirm(_rows.appointment(request, id), by=asker(request)))


@router.post("/{uuid:id}/arrival", response=AppointmentOut)
@allow("scheduling.attend_appointment")
def arrive(request: HttpRequest, id: UUID) -> HttpResponse:
    """The patient is here; also late, after she was marked as missed, if her place is still free."""
    return _answer(request, actions.arrive(_rows.appointment(request, id), by=asker(request)))


@router.post("/{uuid:id}/check-in", response=AppointmentOut)
@allow("scheduling.attend_appointment")
def check_in(request: HttpRequest, id: UUID) -> HttpResponse:
    """Her papers are in order and she waits to be called."""
    return _answer(request, actions.check_in(_rows.appointment(request, id), by=asker(request)))


@router.post("/{uuid:id}/start", response=AppointmentOut)
@allow("scheduling.attend_appointment")
def start(request: HttpRequest, id: UUID) -> HttpResponse:
    """She is being seen."""
    return _answer(request, actions.start(_rows.appointment(request, id), by=asker(request)))


@router.post("/{uuid:id}/completion", response=AppointmentOut)
@allow("scheduling.attend_appointment")
def finish(request: HttpRequest, id: UUID) -> HttpResponse:
    """What she came for is done."""
    return _answer(request, actions.finish(_rows.appointment(request, id), by=asker(request)))


@router.post("/{uuid:id}/cancellation", response=AppointmentOut)
@allow("scheduling.book_appointment")
def cancel(request: HttpRequest, id: UUID, data: Reason) -> HttpResponse:
    """Give the time back, and say why."""
    cancelled = actions.cancel(_rows.appointment(request, id), reason=data.reason, by=asker(request))
    return _answer(request, cancelled)


@router.post("/{uuid:id}/no-show", response=AppointmentOut)
@allow("scheduling.attend_appointment")
def miss(request: HttpRequest, id: UUID, data: OptionalReason) -> HttpResponse:
    """She did not come."""
    missed = actions.miss(_rows.appointment(request, id), reason=data.reason, by=asker(request))
    return _answer(request, missed)


def _answer(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    return lists.appointment(appointment.pk, by=asker(request))
