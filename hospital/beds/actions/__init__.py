"""Everything that can be done with wards, beds and who is in them, by noun."""

from ..placing import OnLeave
from ..steps import AlreadyInABed, BedNotFree, BedTaken, CleaningAsked, NotInThisBed, PatientDied, Unsuitable
from .blocking import block, close_bed, release, reopen_bed, send_to_maintenance
from .cleaning import ask_for_cleaning, assign_cleaning, begin_cleaning, finish_cleaning, inspect
from .leaves import LeaveOver, OnLeaveAlready, cancel_leave, give_leave, return_from_leave
from .precautions import PrecautionLifted, PrecautionThere, lift_precaution, place_precaution
from .reading import listed, open_stay
from .requesting import AsksAlready, RequestClosed, ask_for_bed, cancel_request, change_priority
from .reserving import give_up, release_expired, reserve
from .setting_up import (
    BedInUse,
    BedNameTaken,
    RoomNumberTaken,
    WardCodeTaken,
    WardInUse,
    add_bed,
    change_bed,
    change_room,
    change_ward,
    open_room,
    open_ward,
)
from .staying import LiesWithMother, move_stay, occupy, swap, vacate

__all__ = [
    "AlreadyInABed", "AsksAlready", "BedInUse", "BedNameTaken", "BedNotFree", "BedTaken", "CleaningAsked",
    "LeaveOver", "LiesWithMother", "NotInThisBed", "OnLeave", "OnLeaveAlready", "PatientDied",
    "PrecautionLifted", "PrecautionThere", "RequestClosed", "RoomNumberTaken", "Unsuitable", "WardCodeTaken",
    "WardInUse", "add_bed", "ask_for_bed", "ask_for_cleaning", "assign_cleaning", "begin_cleaning", "block",
    "cancel_leave", "cancel_request", "change_bed", "change_priority", "change_room", "change_ward",
    "close_bed", "finish_cleaning", "give_leave", "give_up", "inspect", "lift_precaution", "listed",
    "move_stay", "occupy", "open_room", "open_stay", "open_ward", "place_precaution", "release",
    "release_expired", "reopen_bed", "reserve", "return_from_leave", "send_to_maintenance", "swap", "vacate",
]  # fmt: skip
