"""/wards and /ward-rooms: what the house has been divided into."""

from typing import Any  # Any: rows with what the lists add
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, tag, version_of
from hospital.organization.models import Department

from .. import actions, lists
from ..models import Room, Ward
from ..schemas import RoomChange, RoomIn, RoomOut, TurnaroundOut, WardChange, WardIn, WardOut, WardQuery

router = Router(tags=["wards"])
rooms = Router(tags=["wards"])


@router.get("", response=PageOut[WardOut])
@allow("beds.view_bed")
def list_wards(request: HttpRequest, query: Query[WardQuery]) -> Any:  # Any: see above
    """The wards of the departments one works in, with how many beds are free."""
    return lists.wards(query, by=asker(request))


@router.post("", response={201: WardOut})
@allow("beds.manage_bed")
def open_ward(request: HttpRequest, data: WardIn, response: HttpResponse) -> Any:  # Any: see above
    """Open a ward of a department."""
    department = named(request, Department, data.department_id, "department_id")
    told = data.dict(exclude={"department_id"})
    made = actions.open_ward(department=department, by=asker(request), **told)
    return Status(201, _one(request, made.pk, response))


@router.get("/{uuid:id}", response=WardOut)
@allow("beds.view_bed")
def get_ward(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One ward."""
    return _one(request, id, response)


@router.patch("/{uuid:id}", response=WardOut)
@allow("beds.manage_bed")
def change_ward(
    request: HttpRequest, id: UUID, data: WardChange, response: HttpResponse, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Change a ward; out of use, nobody is put in its beds."""
    version, ward = version_of(if_match), row(request, Ward, id)
    told = data.dict(exclude_unset=True)
    department = named(request, Department, told.pop("department_id", None), "department_id")
    actions.change_ward(ward, version=version, department=department, by=asker(request), **told)
    return _one(request, id, response)


@router.get("/{uuid:id}/rooms", response=list[RoomOut])
@allow("beds.view_bed")
def list_rooms(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """The rooms of a ward, by number."""
    return lists.rooms(row(request, Ward, id), by=asker(request))


@router.post("/{uuid:id}/rooms", response={201: RoomOut})
@allow("beds.manage_bed")
def open_room(request: HttpRequest, id: UUID, data: RoomIn) -> Any:  # Any: see above
    """Another room of a ward."""
    return Status(201, actions.open_room(row(request, Ward, id), by=asker(request), **data.dict()))


@router.get("/{uuid:id}/turnaround", response=TurnaroundOut)
@allow("beds.view_bed")
def turnaround(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Minutes from the moment patients left until their beds were clean, over the last 30 days."""
    return lists.turnaround(row(request, Ward, id), by=asker(request))


@rooms.get("/{uuid:id}", response=RoomOut)
@allow("beds.view_bed")
def get_room(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One room."""
    shown = row(request, Room, id)
    tag(response, shown)
    return shown


@rooms.patch("/{uuid:id}", response=RoomOut)
@allow("beds.manage_bed")
def change_room(
    request: HttpRequest, id: UUID, data: RoomChange, response: HttpResponse, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Change a room; who is in it stays."""
    version, shown = version_of(if_match), row(request, Room, id)
    told = data.dict(exclude_unset=True)
    changed = actions.change_room(shown, version=version, by=asker(request), **told)
    tag(response, changed)
    return changed


def _one(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    shown = get_object_or_404(lists.whole(Ward.objects.visible_to(asker(request))), pk=id)
    tag(response, shown)
    return shown
