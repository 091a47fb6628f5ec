"""The theatres of a day: what is booked in each, hour by hour, as it was planned and as it came to be."""

from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: the map as data

from hospital.accounts.models import User
from hospital.core.days import midnight
from hospital.scheduling.grid import Board, Box, Column, settled
from hospital.scheduling.models import Allocation, Resource

from . import chosen, lists
from .models import Surgery


@dataclass
class Slot(Box):
    """An operation in a theatre; without one, a time that is taken and not for the asker to see."""

    surgery: Surgery | None = None


def slots(day: date, *, by: User) -> dict[Any, list[Slot]]:  # Any: keys of theatres
    """What is booked in each theatre, by its key, in the order of the day."""
    seen = {row.appointment_id: row for row in lists.of_day(day, by=by)}
    begin, end = midnight(day), midnight(day, 1)
    rows = Allocation.objects.filter(
        resource__kind=Resource.Kind.THEATRE, holds=True, starts_at__gte=begin, starts_at__lt=end
    )
    found: dict[Any, list[Slot]] = {}  # Any: see above
    for row in rows.order_by("starts_at", "id"):
        surgery = seen.get(row.appointment_id)
        kind = "visit" if surgery else "taken"
        slot = Slot(kind, row.starts_at, row.ends_at, surgery=surgery)
        found.setdefault(row.resource_id, []).append(slot)
    return found


def board(day: date, *, by: User) -> Board:
    """A column for each theatre, with its operations on a raster of five minutes."""
    taken = slots(day, by=by)
    columns = [Column(theatre, day, list(taken.get(theatre.pk, ()))) for theatre in chosen.theatres()]
    return settled(columns, "")


def of(day: date, *, by: User) -> dict[str, Any]:  # Any: see above
    """The same as data."""
    taken = slots(day, by=by)
    return {
        "day": day, "theatres": list(chosen.theatres()),
        "slots": [_told(key, slot) for key, rows in taken.items() for slot in rows],
    }  # fmt: skip


def _told(theatre_id: Any, slot: Slot) -> dict[str, Any]:  # Any: see above
    one = slot.surgery
    return {
        "surgery_id": one.pk if one else None, "theatre_id": theatre_id, "starts_at": slot.starts_at,
        "ends_at": slot.ends_at, "state": one.state if one else "", "priority": one.priority if one else "",
        "began_at": one.in_room_at if one else None, "ended_at": one.out_of_room_at if one else None,
    }  # fmt: skip
