"""Everything that can be done with departments and the people who work in them, by noun."""

from ..steps import NotYourUnit
from .departments import (
    InThePast,
    StillInUse,
    change_department,
    close_department,
    identify_department,
    move_department,
    open_department,
    rename_department,
)
from .dismissal import dismiss, rehire
from .employees import change_employee, hire, identify_employee, link_user, unlink_user
from .leaves import approve_leave, cancel_leave, refuse_leave, request_leave
from .licences import LicenceNotInForce, change_licence, licence_in_force, register_licence, require_licence
from .memberships import DepartmentNotOpen, NotEmployed, assign, change_membership, end_membership
from .shifts import cancel_shift, plan_shift

__all__ = [
    "DepartmentNotOpen",
    "InThePast",
    "LicenceNotInForce",
    "NotEmployed",
    "NotYourUnit",
    "StillInUse",
    "approve_leave",
    "assign",
    "cancel_leave",
    "cancel_shift",
    "change_department",
    "change_employee",
    "change_licence",
    "change_membership",
    "close_department",
    "dismiss",
    "end_membership",
    "hire",
    "identify_department",
    "identify_employee",
    "licence_in_force",
    "link_user",
    "move_department",
    "open_department",
    "plan_shift",
    "refuse_leave",
    "register_licence",
    "rehire",
    "rename_department",
    "request_leave",
    "require_licence",
    "unlink_user",
]
