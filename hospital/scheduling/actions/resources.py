"""Setting up who and what is booked, and for what."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict
from hospital.organization.models import Department, Employee

from ..models import Resource, Service


class EmployeeIsThere(Conflict):
    message = _("This employee has an agenda already.")


class ServiceCodeTaken(Conflict):
    message = _("Another service has this code.")


class ResourceData(TypedDict, total=False):
    """What can be said of a resource."""

    name: str
    capacity: int
    is_active: bool


class ServiceData(TypedDict, total=False):
    """What can be said of a service; durations and buffers in minutes."""

    name: str
    duration: int
    buffer_before: int
    buffer_after: int
    capacity: int
    modality: str
    preparation: str
    is_bookable_online: bool
    is_active: bool


MEASURES = {"capacity": (1, 500), "duration": (1, 1440), "buffer_before": (0, 480), "buffer_after": (0, 480)}


@transaction.atomic
def add_resource(
    *, department: Department, by: User, kind: str = Resource.Kind.PRACTITIONER,
    employee: Employee | None = None, **data: Unpack[ResourceData],
) -> Resource:  # fmt: skip
    """Make somebody or something bookable. A practitioner is an employee, and is called as she is."""
    by.require("scheduling.manage_agenda")
    if (kind == Resource.Kind.PRACTITIONER) != (employee is not None):
        refuse({"employee": [_("A practitioner is an employee; a room or a device is none.")]})
    name = data.pop("name", "") or (str(employee) if employee else "")
    values = fitting(Resource, {"kind": kind, "name": name, **data})
    require_measures(values)
    resource = Resource(department=department, employee=employee, **values)
    with conflicts(scheduling_resource_employee_id_key=EmployeeIsThere):
        resource.save(force_insert=True)
    audit.record("scheduling.resource_added", resource, by=by, kind=kind, department=str(department.pk))
    return resource


@transaction.atomic
def change_resource(
    resource: Resource, *, version: int, by: User, department: Department | None = None,
    **data: Unpack[ResourceData],
) -> Resource:  # fmt: skip
    """Change what is said of a resource; out of use, it takes no new appointments."""
    by.require("scheduling.manage_agenda")
    resource = lock(resource, version=version)
    values = fitting(Resource, data)
    require_measures(values)
    changed = change(resource, department_id=(department or resource.department).pk, **values)
    if changed:
        audit.record("scheduling.resource_changed", resource, by=by, fields=changed)
    return resource


@transaction.atomic
def add_service(*, code: str, by: User, **data: Unpack[ServiceData]) -> Service:
    """Offer another service."""
    by.require("scheduling.manage_agenda")
    values = fitting(Service, {"code": code, "name": "", **data})
    require_measures(values)
    service = Service(**values)
    with conflicts(one_service_per_code=ServiceCodeTaken):
        service.save(force_insert=True)
    audit.record("scheduling.service_added", service, by=by, code=service.code)
    return service


@transaction.atomic
def change_service(service: Service, *, version: int, by: User, **data: Unpack[ServiceData]) -> Service:
    """Change what is said of a service. What is booked already keeps its length."""
    by.require("scheduling.manage_agenda")
    service = lock(service, version=version)
    values = fitting(Service, data)
    require_measures(values)
    changed = change(service, **values)
    if changed:
        audit.record("scheduling.service_changed", service, by=by, fields=changed)
    return service


def require_measures(values: dict[str, object]) -> None:
    """Minutes and places within what a hospital can mean."""
    faults = {
        name: [_("From %(low)s to %(high)s.") % {"low": low, "high": high}]
        for name, (low, high) in MEASURES.items()
        if name in values and not low <= int(str(values[name])) <= high
    }
    refuse(faults)
