"""Everything that can be done with time that is booked, by noun."""

from ..taking import (
    Closed,
    Full,
    InThePast,
    NoSuchService,
    NotOffered,
    OutOfUse,
    PatientElsewhere,
    PatientIsDead,
    QuotaSpent,
    ResourceAway,
)
from .absences import AlreadyWithdrawn, NothingToMove, block, withdraw_absence
from .agendas import (
    AgendaEnded,
    AgendaThere,
    HoursOverlap,
    TemplateData,
    add_hours,
    close_agenda,
    open_agenda,
    set_week,
)
from .booking import RequestReused, book, hold
from .holidays import HolidayThere, declare_holiday, withdraw_holiday
from .moving import NotMovable, move
from .opening import open_appointment, read_agenda
from .rebooking import propose_absence, propose_again
from .resources import (
    EmployeeIsThere,
    add_resource,
    add_service,
    change_resource,
    change_service,
)
from .series import SeriesConflicts, book_series
from .steps import (
    HoldExpired,
    TooEarly,
    arrive,
    cancel,
    check_in,
    confirm,
    finish,
    miss,
    release_expired,
    start,
)
from .theatres import book_theatre

__all__ = [
    "AgendaEnded", "AgendaThere", "AlreadyWithdrawn", "Closed", "EmployeeIsThere", "Full", "HoldExpired",
    "HolidayThere", "HoursOverlap", "InThePast", "NoSuchService", "NotMovable", "NotOffered",
    "NothingToMove", "OutOfUse", "PatientElsewhere", "PatientIsDead", "QuotaSpent",
    "RequestReused", "ResourceAway", "SeriesConflicts", "TemplateData", "TooEarly", "add_hours",
    "add_resource", "add_service", "arrive", "block", "book", "book_series", "book_theatre", "cancel",
    "change_resource", "change_service", "check_in", "close_agenda", "confirm", "declare_holiday", "finish",
    "hold", "miss", "move", "open_agenda", "open_appointment", "propose_absence", "propose_again",
    "read_agenda", "release_expired", "set_week", "start", "withdraw_absence", "withdraw_holiday",
]  # fmt: skip
