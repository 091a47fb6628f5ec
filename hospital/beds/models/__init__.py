"""Wards, rooms and beds; who lies in them, who waits for one, and how they become clean."""

from .beds import STANDING, Bed, BedQuerySet, BedStep
from .cleanings import Cleaning, CleaningQuerySet
from .requests import BedRequest, BedRequestQuerySet
from .stays import Leave, Precaution, PrecautionQuerySet, Stay, StayQuerySet
from .wards import Isolation, Room, SexRule, Ward, WardQuerySet

__all__ = [
    "STANDING",
    "Bed",
    "BedQuerySet",
    "BedRequest",
    "BedRequestQuerySet",
    "BedStep",
    "Cleaning",
    "CleaningQuerySet",
    "Isolation",
    "Leave",
    "Precaution",
    "PrecautionQuerySet",
    "Room",
    "SexRule",
    "Stay",
    "StayQuerySet",
    "Ward",
    "WardQuerySet",
]
