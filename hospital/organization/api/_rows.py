"""The rows an address names, as far as who asks may see them; anything else is 404."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hospital.accounts.asking import asker

from ..models import Department, Employee


def department(request: HttpRequest, id: UUID, day: date | None = None) -> Department:
    """A department with its name and place of a day (today)."""
    rows = Department.objects.visible_to(asker(request)).named(day).select_related("head")
    return get_object_or_404(rows, pk=id)


def employee(request: HttpRequest, id: UUID) -> Employee:
    """An employee with today's departments."""
    return get_object_or_404(Employee.objects.visible_to(asker(request)).with_departments(), pk=id)
