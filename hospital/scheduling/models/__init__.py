"""Time that can be booked, and who has booked it: resources, their agendas, and appointments."""

from .agendas import Absence, Agenda, Holiday, Quota, Template, Weekday
from .appointments import Allocation, Appointment, AppointmentQuerySet, Series, Step
from .rebooking import Rebooking
from .resources import BookableQuerySet, Resource, Service

__all__ = [
    "Absence",
    "Agenda",
    "Allocation",
    "Appointment",
    "AppointmentQuerySet",
    "BookableQuerySet",
    "Holiday",
    "Quota",
    "Rebooking",
    "Resource",
    "Series",
    "Service",
    "Step",
    "Template",
    "Weekday",
]  # fmt: skip
