"""/resources: who and what is booked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice
from hospital.core.versions import IfMatch, tag, version_of
from hospital.organization.models import Employee

from .. import actions, lists
from ..models import Resource
from ..schemas import ResourceChange, ResourceIn, ResourceOut, ResourceQuery
from . import _rows

router = Router(tags=["agendas"])


@router.get("", response=PageOut[ResourceOut])
@allow("scheduling.view_agenda")
def list_resources(request: HttpRequest, query: Query[ResourceQuery]) -> Slice[Resource]:
    """Practitioners, rooms, equipment and theatres of one's departments, or of all, by name."""
    return lists.resources(query, by=asker(request))


@router.post("", response={201: ResourceOut})
@allow("scheduling.manage_agenda")
def add_resource(request: HttpRequest, data: ResourceIn, response: HttpResponse) -> Status[Resource]:
    """Make somebody or something bookable."""
    by, department = asker(request), _rows.department(request, data.department_id)
    employee = None
    if data.employee_id:
        employee = get_object_or_404(Employee.objects.visible_to(by), pk=data.employee_id)
    assert department  # the schema asks for it
    resource = actions.add_resource(
        kind=data.kind,
        department=department,
        employee=employee,
        name=data.name,
        capacity=data.capacity,
        by=by,
    )
    tag(response, resource)
    return Status(201, resource)


@router.get("/{uuid:id}", response=ResourceOut)
@allow("scheduling.view_agenda")
def get_resource(request: HttpRequest, id: UUID, response: HttpResponse) -> Resource:
    """One of them."""
    resource = _rows.resource(request, id)
    tag(response, resource)
    return resource


@router.patch("/{uuid:id}", response=ResourceOut)
@allow("scheduling.manage_agenda")
def change_resource(
    request: HttpRequest, id: UUID, data: ResourceChange, response: HttpResponse, if_match: IfMatch = None
) -> Resource:
    """Change it; what is not sent stays. Out of use, it takes no new appointments."""
    version, resource = version_of(if_match), _rows.resource(request, id)
    values = data.dict(exclude_unset=True)
    department = _rows.department(request, values.pop("department_id", None))
    changed = actions.change_resource(
        resource, version=version, department=department, by=asker(request), **values
    )
    tag(response, changed)
    return changed
