"""Whom and what one can choose for an operation: theatres, equipment, people."""

from django.db.models import QuerySet

from hospital.organization.models import Employee
from hospital.scheduling.models import Resource


def theatres() -> QuerySet[Resource]:
    """The operating theatres in use, by name."""
    return Resource.objects.active().filter(kind=Resource.Kind.THEATRE).order_by("name", "id")


def devices() -> QuerySet[Resource]:
    """The equipment that can be booked, by name."""
    return Resource.objects.active().filter(kind=Resource.Kind.EQUIPMENT).order_by("name", "id")


def staff() -> QuerySet[Employee]:
    """Everybody who works here, to be chosen for a team: also from other departments."""
    return Employee.objects.active().order_by("given_name", "family_name", "id")
