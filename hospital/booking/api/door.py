"""/booking: the patients' own door. A code is asked for, shown, and opens a visit: X-Booking-Token.

Nobody is signed in here. Every route but the first two needs the token, and sees what is hers alone.
"""

from typing import Annotated, Any  # Any: JSON bodies
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Header, Query, Router, Status

from hospital.accounts.actions import system
from hospital.core.access import ANYONE, allow
from hospital.patients.models import Patient
from hospital.scheduling.models import Appointment

from .. import actions, lists
from ..models import Offer, Visit, Wish
from ..schemas import (
    BookedOut,
    CodeIn,
    CodeOut,
    EnterIn,
    OwnAppointment,
    OwnBooking,
    OwnMove,
    OwnOffer,
    OwnService,
    OwnSlot,
    OwnSlotQuery,
    OwnWish,
    OwnWishIn,
    VisitOut,
)

router = Router(tags=["booking"], auth=None)
Key = Annotated[str, Header(alias="X-Booking-Token", max_length=100)]


@router.post("/codes", response={201: CodeOut})
@allow(ANYONE)
def ask_code(request: HttpRequest, data: CodeIn) -> Status[dict[str, Any]]:  # Any: see above
    """Ask for a code; the desk tells it to the patient. The answer is the same for everybody."""
    code = actions.ask_code(cpf=data.cpf, birth_date=data.birth_date, by=system())
    return Status(201, {"code_id": code.pk, "expires_at": code.expires_at})


@router.post("/visits", response={201: VisitOut})
@allow(ANYONE)
def enter(request: HttpRequest, data: EnterIn, response: HttpResponse) -> Status[dict[str, Any]]:
    """Show the code and begin a visit. 422 `WrongCode`: five wrong tries end a code."""
    response["Cache-Control"] = "no-store"
    entered = actions.enter(data.code_id, code=data.code, by=system())
    return Status(201, {"token": entered.token, "expires_at": entered.visit.expires_at})


@router.delete("/visits/current", response={204: None})
@allow(ANYONE)
def leave(request: HttpRequest, key: Key = "") -> Status[None]:
    """End the visit."""
    actions.end_visit(_visit(key), by=system())
    return Status(204, None)


@router.get("/services", response=list[OwnService])
@allow(ANYONE)
def list_services(request: HttpRequest, key: Key = "") -> list[Any]:  # Any: see above
    """What can be booked here."""
    _visit(key)
    return list(lists.online_services()[:200])


@router.get("/slots", response=list[OwnSlot])
@allow(ANYONE)
def list_slots(request: HttpRequest, query: Query[OwnSlotQuery], key: Key = "") -> list[dict[str, Any]]:
    """Free times for a service, the earliest first."""
    _visit(key)
    service = get_object_or_404(lists.online_services(), pk=query.service_id)
    resource = (
        get_object_or_404(lists.online_resources(), pk=query.resource_id) if query.resource_id else None
    )
    slots = lists.online_slots(service, resource=resource, from_day=query.from_day)
    names = lists.online_resources().in_bulk({slot.resource_id for slot in slots})
    return [
        {
            "starts_at": slot.starts_at, "ends_at": slot.ends_at, "resource_id": slot.resource_id,
            "resource_name": names[slot.resource_id].name,
        }
        for slot in slots
    ]  # fmt: skip


@router.get("/appointments", response=list[OwnAppointment])
@allow(ANYONE)
@transaction.atomic
def list_appointments(request: HttpRequest, key: Key = "") -> list[dict[str, Any]]:  # Any: see above
    """Her coming appointments."""
    patient = _patient(key)
    actions.look_at_own(patient, by=system())
    return [_appointment(row) for row in lists.own_appointments(patient)]


@router.post("/appointments", response={201: OwnAppointment})
@allow(ANYONE)
def book(request: HttpRequest, data: OwnBooking, key: Key = "") -> Status[dict[str, Any]]:  # Any: see above
    """Book for herself; the same request gives the same appointment."""
    patient = _patient(key)
    made = actions.book_own(
        patient, service=get_object_or_404(lists.online_services(), pk=data.service_id),
        resource=get_object_or_404(lists.online_resources(), pk=data.resource_id),
        starts_at=data.starts_at, request_id=data.request_id, by=system(),
    )  # fmt: skip
    return Status(201, _appointment(lists.own_appointment(patient, made.pk)))


@router.post("/appointments/{id}/cancellation", response={201: OwnAppointment})
@allow(ANYONE)
def cancel(request: HttpRequest, id: UUID, key: Key = "") -> Status[dict[str, Any]]:  # Any: see above
    """Give her own appointment back, early enough."""
    patient = _patient(key)
    actions.cancel_own(lists.own_appointment(patient, id), patient=patient, by=system())
    return Status(201, _appointment(lists.own_appointment(patient, id)))


@router.post("/appointments/{id}/moves", response={201: OwnAppointment})
@allow(ANYONE)
def move(
    request: HttpRequest, id: UUID, data: OwnMove, key: Key = ""
) -> Status[dict[str, Any]]:  # Any: see above
    """Take her own appointment to another time, early enough."""
    patient = _patient(key)
    actions.move_own(
        lists.own_appointment(patient, id), patient=patient, starts_at=data.starts_at,
        resource=get_object_or_404(lists.online_resources(), pk=data.resource_id), by=system(),
    )  # fmt: skip
    return Status(201, _appointment(lists.own_appointment(patient, id)))


@router.get("/offers", response=list[OwnOffer])
@allow(ANYONE)
@transaction.atomic
def list_offers(request: HttpRequest, key: Key = "") -> list[dict[str, Any]]:  # Any: see above
    """What is offered to her from the waiting list."""
    patient = _patient(key)
    actions.look_at_own(patient, by=system())
    return [_offer(row) for row in lists.own_offers(patient)]


@router.post("/offers/{id}/acceptance", response={201: BookedOut})
@allow(ANYONE)
def accept(request: HttpRequest, id: UUID, key: Key = "") -> Status[dict[str, Any]]:  # Any: see above
    """Take the offered time. 409 `OfferLost` when somebody else was faster."""
    offer = lists.own_offer(_patient(key), id)
    booked = actions.accept_offer(offer, by=system(), channel=Appointment.Channel.ONLINE)
    return Status(201, {"appointment_id": booked.pk})


@router.post("/offers/{id}/refusal", response={204: None})
@allow(ANYONE)
def decline(request: HttpRequest, id: UUID, key: Key = "") -> Status[None]:
    """Say no to the time, and wait on."""
    actions.decline_offer(lists.own_offer(_patient(key), id), by=system())
    return Status(204, None)


@router.get("/wishes", response=list[OwnWish])
@allow(ANYONE)
@transaction.atomic
def list_wishes(request: HttpRequest, key: Key = "") -> list[dict[str, Any]]:  # Any: see above
    """What she waits for."""
    patient = _patient(key)
    actions.look_at_own(patient, by=system())
    return [_wish(row) for row in lists.own_wishes(patient)]


@router.post("/wishes", response={201: OwnWish})
@allow(ANYONE)
def add_wish(request: HttpRequest, data: OwnWishIn, key: Key = "") -> Status[dict[str, Any]]:
    """Wait for an earlier time."""
    given = data.dict()
    service = get_object_or_404(lists.online_services(), pk=given.pop("service_id"))
    made = actions.add_wish(
        _patient(key), service=service, channel=Appointment.Channel.ONLINE, by=system(), **given
    )
    return Status(201, _wish(made))


@router.post("/wishes/{id}/withdrawal", response={204: None})
@allow(ANYONE)
def withdraw_wish(request: HttpRequest, id: UUID, key: Key = "") -> Status[None]:
    """Wait no longer."""
    wish = lists.own_wish(_patient(key), id)
    actions.withdraw_wish(wish, reason=actions.BY_PATIENT, by=system())
    return Status(204, None)


def _visit(key: str) -> Visit:
    return actions.visit_of(key)


def _patient(key: str) -> Patient:
    return _visit(key).patient


def _appointment(row: Appointment) -> dict[str, Any]:  # Any: see above
    return {
        "id": row.pk, "state": row.state, "starts_at": row.starts_at, "ends_at": row.ends_at,
        "service_name": row.service.name, "preparation": row.service.preparation,
        "with_names": [place.resource.name for place in row.allocations.all()],
        "may_change": actions.may_change(row),
    }  # fmt: skip


def _offer(row: Offer) -> dict[str, Any]:  # Any: see above
    return {
        "id": row.pk, "starts_at": row.starts_at, "deadline": row.deadline,
        "service_name": row.wish.service.name, "resource_name": row.opening.resource.name,
    }  # fmt: skip


def _wish(row: Wish) -> dict[str, Any]:  # Any: see above
    return {
        "id": row.pk, "state": row.state, "service_id": row.service_id, "service_name": row.service.name,
        "starts_on": row.starts_on, "ends_on": row.ends_on, "part_of_day": row.part_of_day,
    }  # fmt: skip
