"""What all pages of one employee have in common."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker

from ..models import Employee
from ._forms import Crumbs

EVERYONE = (_("Employees"), reverse_lazy("organization:employees"))


def employee_or_404(request: HttpRequest, id: UUID) -> Employee:
    """An employee the user may see, with today's departments."""
    rows = Employee.objects.visible_to(asker(request)).select_related("user").with_departments()
    return get_object_or_404(rows, pk=id)


def above(employee: Employee) -> Crumbs:
    return [EVERYONE, (employee.name, employee.get_absolute_url())]


def show(request: HttpRequest, id: UUID, tab: str) -> HttpResponse:
    """One tab of an employee."""
    shown = employee_or_404(request, id)
    return render(request, f"organization/employee_{tab}.html", context_of(request, shown, tab))


def context_of(request: HttpRequest, employee: Employee, tab: str) -> dict[str, object]:
    """What the head of each tab shows."""
    by = asker(request)
    return {
        "employee": employee,
        "tab": tab,
        "is_self": employee.user_id == by.pk,
        "is_here": employee.is_active(),
        "shows_personal": employee.shows_personal_data_to(by),
        "identifiers": employee.identifiers.order_by("system", "id") if tab == "data" else (),
    }
