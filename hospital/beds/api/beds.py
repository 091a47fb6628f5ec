"""/beds: what stands where, in which state, and every step of it."""

from typing import Any  # Any: rows of every model
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, tag, version_of
from hospital.patients.models import Patient

from .. import actions, lists
from ..models import Bed, Room
from ..schemas import (
    BedChange,
    BedIn,
    BedOut,
    BedQuery,
    BedStepOut,
    Reason,
    ReasonWanted,
    SuitsOut,
)
from ..suiting import misfits

router = Router(tags=["beds"])


@router.get("", response=PageOut[BedOut])
@allow("beds.view_bed")
def list_beds(request: HttpRequest, query: Query[BedQuery]) -> Any:  # Any: see above
    """Beds by ward and name; who is in them is in /stays."""
    return lists.beds(query, by=asker(request))


@router.post("", response={201: BedOut})
@allow("beds.manage_bed")
def add_bed(request: HttpRequest, data: BedIn, response: HttpResponse) -> Any:  # Any: see above
    """Put up another bed in a room."""
    room = named(request, Room, data.room_id, "room_id")
    made = actions.add_bed(room, by=asker(request), **data.dict(exclude={"room_id"}))
    tag(response, made)
    return Status(201, made)


@router.get("/{uuid:id}", response=BedOut)
@allow("beds.view_bed")
def get_bed(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One bed."""
    return _tagged(row(request, Bed, id), response)


@router.patch("/{uuid:id}", response=BedOut)
@allow("beds.manage_bed")
def change_bed(
    request: HttpRequest, id: UUID, data: BedChange, response: HttpResponse, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Change a bed; an empty one may go to another room."""
    version, bed = version_of(if_match), row(request, Bed, id)
    told = data.dict(exclude_unset=True)
    room = named(request, Room, told.pop("room_id", None), "room_id")
    return _tagged(actions.change_bed(bed, version=version, room=room, by=asker(request), **told), response)


@router.get("/{uuid:id}/steps", response=list[BedStepOut])
@allow("beds.view_bed")
def list_steps(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """The bed's statement: from which state to which, who, when and why; the newest 200, the newest first."""
    return lists.statement(row(request, Bed, id), by=asker(request))


@router.get("/{uuid:id}/suitability/{uuid:patient_id}", response=SuitsOut)
@allow("beds.view_bed")
@transaction.atomic
def suitability(request: HttpRequest, id: UUID, patient_id: UUID) -> Any:  # Any: see above
    """What of the bed does not suit a patient: sex, age, isolation. Nothing when it suits."""
    bed, patient = row(request, Bed, id), row(request, Patient, patient_id)
    found = misfits(bed, patient)
    actions.listed(by=asker(request), found=1, what="beds.suitability")
    return {name: [str(line) for line in lines] for name, lines in found.items()}


@router.post("/{uuid:id}/block", response=BedOut)
@allow("beds.block_bed")
def block(request: HttpRequest, id: UUID, data: ReasonWanted) -> Any:  # Any: see above
    """Put nobody in it for a while, and say why."""
    return actions.block(row(request, Bed, id), because=data.because, by=asker(request))


@router.post("/{uuid:id}/maintenance", response=BedOut)
@allow("beds.block_bed")
def send_to_maintenance(request: HttpRequest, id: UUID, data: ReasonWanted) -> Any:  # Any: see above
    """Something of it is broken; it is cleaned after it was mended."""
    return actions.send_to_maintenance(row(request, Bed, id), because=data.because, by=asker(request))


@router.post("/{uuid:id}/release", response=BedOut)
@allow("beds.block_bed")
def release(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """Give it back: free when it is clean, else to be cleaned."""
    return actions.release(row(request, Bed, id), because=data.because, by=asker(request))


@router.post("/{uuid:id}/closure", response=BedOut)
@allow("beds.manage_bed")
def close_bed(request: HttpRequest, id: UUID, data: ReasonWanted) -> Any:  # Any: see above
    """Take it away for good."""
    return actions.close_bed(row(request, Bed, id), because=data.because, by=asker(request))


@router.post("/{uuid:id}/reopening", response=BedOut)
@allow("beds.manage_bed")
def reopen_bed(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """Put it up again; it is cleaned first."""
    return actions.reopen_bed(row(request, Bed, id), because=data.because, by=asker(request))


def _tagged(bed: Any, response: HttpResponse) -> Any:  # Any: see above
    tag(response, bed)
    return bed
