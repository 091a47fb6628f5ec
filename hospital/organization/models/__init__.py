"""The hospital's own shape: departments through time, and the people who work in them."""

from .departments import Branch, Department, DepartmentIdentifier, Naming, Placement, units_of
from .employees import Employee, EmployeeIdentifier
from .licences import Licence
from .periods import days, last_day, today
from .work import Leave, Membership, Shift

__all__ = [
    "Branch",
    "Department",
    "DepartmentIdentifier",
    "Employee",
    "EmployeeIdentifier",
    "Leave",
    "Licence",
    "Membership",
    "Naming",
    "Placement",
    "Shift",
    "days",
    "last_day",
    "today",
    "units_of",
]
