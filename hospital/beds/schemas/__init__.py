"""Wards, beds and who is in them, as the API takes and gives them."""

from .places import (
    BedChange,
    BedIn,
    BedOut,
    BedQuery,
    BedStepOut,
    Reason,
    ReasonWanted,
    RoomChange,
    RoomIn,
    RoomOut,
    SuitsOut,
    TurnaroundOut,
    WardChange,
    WardIn,
    WardOut,
    WardQuery,
)
from .stays import (
    DepartureIn,
    LeaveEnd,
    LeaveIn,
    LeaveOut,
    LiftIn,
    MoveIn,
    PrecautionIn,
    PrecautionOut,
    PrecautionQuery,
    ReservationIn,
    StayIn,
    StayOut,
    StayQuery,
    SwapIn,
)
from .work import (
    AssigneeIn,
    BedRequestIn,
    BedRequestOut,
    BedRequestQuery,
    CleaningIn,
    CleaningOut,
    CleaningQuery,
    InspectionIn,
    PriorityIn,
)

__all__ = [
    "AssigneeIn", "BedChange", "BedIn", "BedOut", "BedQuery", "BedRequestIn", "BedRequestOut",
    "BedRequestQuery", "BedStepOut", "CleaningIn", "CleaningOut", "CleaningQuery", "DepartureIn",
    "InspectionIn", "LeaveEnd", "LeaveIn", "LeaveOut", "LiftIn", "MoveIn", "PrecautionIn", "PrecautionOut",
    "PrecautionQuery", "PriorityIn", "Reason", "ReasonWanted", "ReservationIn", "RoomChange", "RoomIn",
    "RoomOut", "StayIn", "StayOut", "StayQuery", "SuitsOut", "SwapIn", "TurnaroundOut", "WardChange",
    "WardIn", "WardOut", "WardQuery",
]  # fmt: skip
