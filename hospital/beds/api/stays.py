"""/stays: who lies in which bed, moves, changes, is away, and leaves."""

from typing import Any  # Any: rows of every model
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import tag
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from .. import actions, lists
from ..models import Bed, BedRequest, Leave, Stay
from ..schemas import (
    DepartureIn,
    LeaveEnd,
    LeaveIn,
    LeaveOut,
    MoveIn,
    ReasonWanted,
    ReservationIn,
    StayIn,
    StayOut,
    StayQuery,
    SwapIn,
)

router = Router(tags=["stays"])


@router.get("", response=PageOut[StayOut])
@allow("beds.view_bed")
@transaction.atomic
def list_stays(request: HttpRequest, query: Query[StayQuery]) -> Any:  # Any: see above
    """Stays and reservations, the latest first. Reading them is recorded."""
    found = lists.stays(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="beds.stays")
    return found


@router.post("", response={201: StayOut})
@allow("beds.place_patient")
def occupy(request: HttpRequest, data: StayIn) -> Any:  # Any: see above
    """Put a patient in a bed. 409 says why not: `BedTaken` by whom, `AlreadyInABed`, `Unsuitable`, …"""
    made = actions.occupy(
        named(request, Bed, data.bed_id, "bed_id"), at=data.at, overridden_because=data.overridden_because,
        by=asker(request), with_mother=named(request, Stay, data.with_mother_id, "with_mother_id"),
        **_about(request, data),
    )  # fmt: skip
    return Status(201, made)


@router.post("/reservations", response={201: StayOut})
@allow("beds.place_patient")
def reserve(request: HttpRequest, data: ReservationIn) -> Any:  # Any: see above
    """Keep a free bed for a patient until a moment."""
    made = actions.reserve(
        named(request, Bed, data.bed_id, "bed_id"), until=data.until, by=asker(request),
        overridden_because=data.overridden_because, **_about(request, data),
    )  # fmt: skip
    return Status(201, made)


@router.get("/{uuid:id}", response=StayOut)
@allow("beds.view_bed")
@transaction.atomic
def get_stay(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One stay. Reading it is recorded."""
    shown = actions.open_stay(_stay(request, id), by=asker(request))
    tag(response, shown)
    return shown


@router.post("/{uuid:id}/move", response={201: StayOut})
@allow("beds.place_patient")
def move(request: HttpRequest, id: UUID, data: MoveIn) -> Any:  # Any: see above
    """Move the patient to another bed, her newborn with her; refused, she stays where she is."""
    bed = named(request, Bed, data.bed_id, "bed_id")
    made = actions.move_stay(
        _stay(request, id), bed=bed, by=asker(request), **data.dict(exclude={"bed_id"})
    )  # fmt: skip
    return Status(201, made)


@router.post("/{uuid:id}/swap", response={201: list[StayOut]})
@allow("beds.place_patient")
def swap(request: HttpRequest, id: UUID, data: SwapIn) -> Any:  # Any: see above
    """Two patients change beds."""
    other = named(request, Stay, data.other_id, "other_id")
    made = actions.swap(
        _stay(request, id), other, because=data.because, overridden_because=data.overridden_because,
        by=asker(request),
    )  # fmt: skip
    return Status(201, list(made))


@router.post("/{uuid:id}/departure", response=StayOut)
@allow("beds.place_patient")
def vacate(request: HttpRequest, id: UUID, data: DepartureIn) -> Any:  # Any: see above
    """The patient has left the bed; it is cleaned before anybody else lies in it."""
    return actions.vacate(_stay(request, id), at=data.at, because=data.because, by=asker(request))


@router.post("/{uuid:id}/withdrawal", response=StayOut)
@allow("beds.place_patient")
def give_up(request: HttpRequest, id: UUID, data: ReasonWanted) -> Any:  # Any: see above
    """Give a reservation back before it runs out."""
    return actions.give_up(_stay(request, id), because=data.because, by=asker(request))


@router.get("/{uuid:id}/leaves", response=list[LeaveOut])
@allow("beds.view_bed")
@transaction.atomic
def list_leaves(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """When the patient was away. Reading it is recorded."""
    stay = actions.open_stay(_stay(request, id), by=asker(request))
    return list(stay.leaves.order_by("-left_at", "-id")[:200])


@router.post("/{uuid:id}/leaves", response={201: LeaveOut})
@allow("beds.place_patient")
def give_leave(request: HttpRequest, id: UUID, data: LeaveIn) -> Any:  # Any: see above
    """The patient goes away for a while; the bed stays hers."""
    return Status(201, actions.give_leave(_stay(request, id), by=asker(request), **data.dict()))


@router.post("/{uuid:id}/leaves/{uuid:leave_id}/return", response=LeaveOut)
@allow("beds.place_patient")
def return_from_leave(
    request: HttpRequest, id: UUID, leave_id: UUID, data: LeaveEnd
) -> Any:  # Any: see above
    """She is back."""
    leave = row(request, Leave, leave_id, stay=id)
    return actions.return_from_leave(leave, at=data.at, by=asker(request))


@router.post("/{uuid:id}/leaves/{uuid:leave_id}/cancellation", response=LeaveOut)
@allow("beds.place_patient")
def cancel_leave(request: HttpRequest, id: UUID, leave_id: UUID, data: ReasonWanted) -> Any:  # Any: see above
    """She did not go, and why."""
    leave = row(request, Leave, leave_id, stay=id)
    return actions.cancel_leave(leave, because=data.because, by=asker(request))


def _stay(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    rows = Stay.objects.visible_to(asker(request)).select_related("patient", "bed")
    return get_object_or_404(rows, pk=id)


def _about(request: HttpRequest, data: StayIn | ReservationIn) -> dict[str, Any]:  # Any: see above
    """Whom it is for, in which encounter and for which request."""
    return {
        "patient": named(request, Patient, data.patient_id, "patient_id"),
        "encounter": named(request, Encounter, data.encounter_id, "encounter_id"),
        "request": named(request, BedRequest, data.request_id, "request_id"),
    }
