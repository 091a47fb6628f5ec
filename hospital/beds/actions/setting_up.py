"""Wards, rooms and beds: opened, described, changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, TypeVar, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Absent, Conflict, Invalid
from hospital.organization.models import Department

from .. import live
from ..models import Bed, Isolation, Room, Ward
from ..steps import held_bed, new_cleaning, note

MANAGE = "beds.manage_bed"
Place = TypeVar("Place", Ward, Room)


class WardCodeTaken(Conflict):
    message = _("Another ward has this code.")


class RoomNumberTaken(Conflict):
    message = _("Another room of this ward has this number.")


class BedNameTaken(Conflict):
    message = _("Another bed of this ward has this name.")


class WardInUse(Conflict):
    message = _("There are patients in this ward, or beds reserved for them.")


class BedInUse(Conflict):
    message = _("Somebody is in this bed, or it is reserved.")


class WardData(TypedDict, total=False):
    """What can be said of a ward."""

    code: str
    name: str
    floor: str
    kind: str
    sex: str
    age_from: int | None
    age_to: int | None
    description: str
    is_active: bool


class RoomData(TypedDict, total=False):
    """What can be said of a room."""

    number: str
    sex: str
    isolation: Sequence[str]
    description: str


class BedData(TypedDict, total=False):
    """What can be said of a bed."""

    name: str
    kind: str
    is_extra: bool
    is_virtual: bool
    sex: str
    description: str


AGES = {"ages_of_a_ward_are_in_order": Invalid}


@transaction.atomic
def open_ward(*, department: Department, by: User, **data: Unpack[WardData]) -> Ward:
    """Open a ward of a department; rooms and beds follow."""
    by.require(MANAGE)
    ward = Ward(department=department, **_of_ward({"code": "", "name": "", **data}))
    with conflicts(one_ward_per_code=WardCodeTaken, **AGES):
        ward.save(force_insert=True)
    audit.record("beds.ward_opened", ward, by=by, department=str(department.pk), code=ward.code)
    return ward


@transaction.atomic
def change_ward(
    ward: Ward, *, version: int, by: User, department: Department | None = None, **data: Unpack[WardData]
) -> Ward:
    """Change what is said of a ward, or take it out of use when nobody is in it."""
    by.require(MANAGE)
    ward = lock(_seen(ward, by=by), version=version)
    values = _of_ward(data)
    if values.get("is_active") is False and ward.beds.filter(state__in=("occupied", "reserved")).exists():
        raise WardInUse
    with conflicts(one_ward_per_code=WardCodeTaken, **AGES):
        changed = change(ward, department_id=(department or ward.department).pk, **values)
    if changed:
        audit.record("beds.ward_changed", ward, by=by, fields=changed)
        live.tell(ward.pk)
    return ward


@transaction.atomic
def open_room(ward: Ward, *, by: User, **data: Unpack[RoomData]) -> Room:
    """Another room of a ward."""
    by.require(MANAGE)
    room = Room(ward=_seen(ward, by=by), **_of_room({"number": "", **data}))
    with conflicts(one_room_per_number_and_ward=RoomNumberTaken):
        room.save(force_insert=True)
    audit.record("beds.room_opened", room, by=by, ward=str(ward.pk))
    return room


@transaction.atomic
def change_room(room: Room, *, version: int, by: User, **data: Unpack[RoomData]) -> Room:
    """Change what is said of a room. Who is in it stays, suited or not."""
    by.require(MANAGE)
    room = lock(_seen(room, by=by), version=version)
    with conflicts(one_room_per_number_and_ward=RoomNumberTaken):
        changed = change(room, **_of_room(data))
    if changed:
        audit.record("beds.room_changed", room, by=by, fields=changed)
        live.tell(room.ward_id)
    return room


@transaction.atomic
def add_bed(
    room: Room, *, by: User, since: datetime | None = None, is_clean: bool = True, **data: Unpack[BedData]
) -> Bed:
    """Put up another bed; unless it is said to be clean, it is cleaned first.

    It counts in the census from `since` on: earlier than now for a bed that stood here before the system did.
    """
    by.require(MANAGE)
    moment = moment_of(since, "since")
    state = {"state": Bed.State.FREE, "cleaned_at": moment}
    if not is_clean:
        state = {"state": Bed.State.DIRTY, "vacated_at": moment}
    values = fitting(Bed, {"name": "", **data})
    bed = Bed(
        room=_seen(room, by=by), ward_id=room.ward_id, stepped_by=by, stepped_at=moment, **state, **values
    )
    with conflicts(one_bed_per_name_and_ward=BedNameTaken):
        bed.save(force_insert=True)
    audit.record("beds.bed_added", bed, by=by, room=str(room.pk), ward=str(room.ward_id), kind=bed.kind)
    note(bed, "", by=by, at=moment)
    if not is_clean:
        new_cleaning(bed, "terminal", by=by)
    return bed


@transaction.atomic
def change_bed(bed: Bed, *, version: int, by: User, room: Room | None = None, **data: Unpack[BedData]) -> Bed:
    """Change what is said of a bed; an empty one may be moved to another room, also of another ward."""
    by.require(MANAGE)
    bed = held_bed(bed, by=by, version=version)
    place = {}
    if room is not None and room.pk != bed.room_id:
        if bed.state in (Bed.State.OCCUPIED, Bed.State.RESERVED):
            raise BedInUse
        place = {"room_id": _seen(room, by=by).pk, "ward_id": room.ward_id}
        live.tell(bed.ward_id)
    with conflicts(one_bed_per_name_and_ward=BedNameTaken):
        changed = change(bed, **place, **fitting(Bed, data))
    if changed:
        audit.record("beds.bed_changed", bed, by=by, fields=changed)
        live.tell(bed.ward_id)
    return bed


def _seen(row: Place, *, by: User) -> Place:
    """The ward or room, if it is one for the user to see."""
    if not type(row).objects.visible_to(by).filter(pk=row.pk).exists():
        raise Absent
    return row


def _of_ward(data: WardData) -> dict[str, Any]:  # Any: see above
    values = fitting(Ward, data)
    low, high = values.get("age_from"), values.get("age_to")
    if low is not None and high is not None and high < low:
        refuse({"age_to": [_("This is less than the age it begins at.")]})
    return values


def _of_room(data: RoomData) -> dict[str, Any]:  # Any: see above
    kinds = data.pop("isolation", None)
    values = fitting(Room, data)
    if kinds is not None:
        if set(kinds) - set(Isolation.values):
            refuse({"isolation": [_("This is no isolation.")]})
        values["isolation"] = sorted(set(kinds))
    return values
