"""/departments, /employees and /licences."""

from django.urls import path

from .pages import departments, employees, roster, work

app_name = "organization"
urlpatterns = [
    path("departments/", departments.departments, name="departments"),
    path("departments/new", departments.new_department, name="new_department"),
    path("departments/<uuid:id>", departments.department, name="department"),
    path("departments/<uuid:id>/edit", departments.edit_department, name="edit_department"),
    path("departments/<uuid:id>/name", departments.rename_department, name="rename_department"),
    path("departments/<uuid:id>/place", departments.move_department, name="move_department"),
    path("departments/<uuid:id>/closure", departments.close_department, name="close_department"),
    path("departments/<uuid:id>/roster", roster.roster, name="roster"),
    path("departments/<uuid:id>/roster/new", roster.plan, name="plan_shift"),
    path("employees/", employees.employees, name="employees"),
    path("employees/new", employees.new_employee, name="new_employee"),
    path("employees/<uuid:id>", employees.employee, name="employee"),
    path("employees/<uuid:id>/edit", employees.edit_employee, name="edit_employee"),
    path("employees/<uuid:id>/dismissal", employees.dismiss, name="dismiss"),
    path("employees/<uuid:id>/rehiring", employees.rehire, name="rehire"),
    path("employees/<uuid:id>/user", employees.link_user, name="link_user"),
    path("employees/<uuid:id>/user/removal", employees.unlink_user, name="unlink_user"),
    path("employees/<uuid:id>/memberships", work.memberships, name="memberships"),
    path("employees/<uuid:id>/memberships/new", work.assign, name="assign"),
    path(
        "employees/<uuid:id>/memberships/<uuid:membership_id>/end", work.end_membership, name="end_membership"
    ),
    path("employees/<uuid:id>/licences", work.licences_of, name="licences_of"),
    path("employees/<uuid:id>/licences/new", work.new_licence, name="new_licence"),
    path("employees/<uuid:id>/licences/<uuid:licence_id>/edit", work.edit_licence, name="edit_licence"),
    path("employees/<uuid:id>/work", work.work, name="work"),
    path("employees/<uuid:id>/shifts/new", work.new_shift, name="new_shift"),
    path("employees/<uuid:id>/shifts/<uuid:shift_id>/cancellation", work.cancel_shift, name="cancel_shift"),
    path("employees/<uuid:id>/leaves/new", work.new_leave, name="new_leave"),
    path("employees/<uuid:id>/leaves/<uuid:leave_id>/approval", work.approve_leave, name="approve_leave"),
    path("employees/<uuid:id>/leaves/<uuid:leave_id>/refusal", work.refuse_leave, name="refuse_leave"),
    path("employees/<uuid:id>/leaves/<uuid:leave_id>/cancellation", work.cancel_leave, name="cancel_leave"),
    path("employees/<uuid:id>/history", work.history, name="history"),
    path("licences/", employees.licences, name="licences"),
]
