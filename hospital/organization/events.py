"""What the trail says of departments and employees, in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "organization.department_opened": _("Department opened"),
    "organization.department_changed": _("Department changed"),
    "organization.department_renamed": _("Department renamed"),
    "organization.department_moved": _("Department moved in the tree"),
    "organization.department_closed": _("Department closed"),
    "organization.department_identified": _("Identifier given to a department"),
    "organization.employee_hired": _("Employee hired"),
    "organization.employee_changed": _("Employee changed"),
    "organization.employee_identified": _("Identifier given to an employee"),
    "organization.employee_dismissed": _("Employee dismissed"),
    "organization.employee_rehired": _("Employee hired again"),
    "organization.employee_assigned": _("Employee assigned to a department"),
    "organization.membership_changed": _("Assignment changed"),
    "organization.membership_ended": _("Assignment ended"),
    "organization.licence_registered": _("Professional licence registered"),
    "organization.licence_changed": _("Professional licence changed"),
    "organization.shift_planned": _("Shift planned"),
    "organization.shift_cancelled": _("Shift cancelled"),
    "organization.leave_requested": _("Leave requested"),
    "organization.leave_approved": _("Leave approved"),
    "organization.leave_refused": _("Leave refused"),
    "organization.leave_cancelled": _("Leave cancelled"),
    "organization.user_linked": _("User linked to an employee"),
    "organization.user_unlinked": _("User unlinked from an employee"),
}

THINGS = {
    "organization.department": _("Department"),
    "organization.naming": _("Name of a department"),
    "organization.placement": _("Place of a department in the tree"),
    "organization.departmentidentifier": _("Identifier of a department"),
    "organization.employee": _("Employee"),
    "organization.employeeidentifier": _("Identifier of an employee"),
    "organization.licence": _("Professional licence"),
    "organization.membership": _("Assignment to a department"),
    "organization.shift": _("Shift"),
    "organization.leave": _("Leave"),
}
