"""Employees: list, show, hire, change, dismiss, and the user they sign in with."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.errors import Conflict

from .. import actions, lists
from ..forms import DismissalForm, EmployeeFilter, EmployeeForm, LicenceFilter, RehireForm, UserForm
from ..models import Employee
from ..schemas import EmployeeQuery, LicenceQuery
from ._employee import EVERYONE, above, employee_or_404, show
from ._forms import ask, data

PERSONAL = (
    "given_name", "family_name", "social_name", "birth_date", "gender", "cpf", "cns", "job_title", "cbo_code",
    "registration_number", "hired_on", "phone", "mobile", "email", "postal_code", "street", "number",
    "complement", "district", "city", "state", "description",
)  # fmt: skip


@page("organization.view_colleague")
def employees(request: HttpRequest) -> HttpResponse:
    """Who works here."""
    form = EmployeeFilter(request.GET, by=asker(request))
    query = EmployeeQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
    found = lists.employees(query, by=asker(request))
    return render(request, "organization/employees.html", {"page": found, "filter": form})


@page("organization.view_colleague")
def licences(request: HttpRequest) -> HttpResponse:
    """Licences that end soon or have ended, the first to end first."""
    form = LicenceFilter(request.GET if "expiring_in" in request.GET else {"expiring_in": "60"})
    query = LicenceQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
    found = lists.licences(query, by=asker(request))
    return render(request, "organization/licences.html", {"page": found, "filter": form})


@page("organization.view_colleague")
def employee(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who somebody is and how she is reached."""
    return show(request, id, "data")


@page("organization.manage_employee")
def new_employee(request: HttpRequest) -> HttpResponse:
    """Register a person who works here."""
    return ask(
        request, EmployeeForm(data(request)), actions.hire, title=_("New employee"),
        submit=_("Register employee"), back=reverse("organization:employees"), crumbs=[EVERYONE],
        done=_("The employee is registered."), template="organization/employee_form.html",
    )  # fmt: skip


@page("organization.manage_employee")
def edit_employee(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change what is written about somebody."""
    shown = employee_or_404(request, id)
    form = EmployeeForm(data(request), initial={name: getattr(shown, name) for name in PERSONAL})
    return ask(
        request, form, actions.change_employee, shown, row=shown, title=_("Change employee"),
        submit=_("Save"), back=shown.get_absolute_url(), crumbs=above(shown), done=_("Changes saved."),
        template="organization/employee_form.html",
    )  # fmt: skip


@page("organization.manage_employee")
def dismiss(request: HttpRequest, id: UUID) -> HttpResponse:
    """End an employment."""
    shown = employee_or_404(request, id)
    note = gettext_lazy(
        "Departments end with this day, planned shifts and leave are cancelled, "
        "and the user can no longer sign in."
    )
    return ask(
        request, DismissalForm(data(request)), actions.dismiss, shown, title=_("Dismiss employee"),
        submit=_("Dismiss"), tone="danger", note=note, back=shown.get_absolute_url(),
        crumbs=above(shown), done=_("The dismissal is registered."),
    )  # fmt: skip


@page("organization.manage_employee")
def rehire(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take somebody who left back."""
    shown = employee_or_404(request, id)
    return ask(
        request, RehireForm(data(request)), actions.rehire, shown, title=_("Hire again"),
        submit=_("Hire again"), back=shown.get_absolute_url(), crumbs=above(shown),
        done=_("The employee is registered."),
        note=gettext_lazy("Place her in a department afterwards, and activate her user."),
    )  # fmt: skip


@page("organization.manage_employee")
def link_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say whose user it is."""
    shown = employee_or_404(request, id)
    return ask(
        request, UserForm(data(request), by=asker(request)), actions.link_user, shown,
        title=_("Link a user"), submit=_("Link"), back=shown.get_absolute_url(), crumbs=above(shown),
        done=_("The user is linked."), note=gettext_lazy("What this user does is done by this person."),
    )  # fmt: skip


@require_POST
@page("organization.manage_employee")
def unlink_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the link to the user away."""
    shown: Employee = employee_or_404(request, id)
    try:
        actions.unlink_user(shown, by=asker(request))
        messages.success(request, _("The user is no longer linked."))
    except Conflict as refused:
        messages.error(request, str(refused))
    return redirect(shown)
