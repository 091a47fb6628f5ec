"""/services: what patients come for."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..models import Service
from ..schemas import ServiceChange, ServiceIn, ServiceOut, ServiceQuery
from . import _rows

router = Router(tags=["agendas"])


@router.get("", response=PageOut[ServiceOut])
@allow("scheduling.view_agenda")
def list_services(request: HttpRequest, query: Query[ServiceQuery]) -> Slice[Service]:
    """What can be booked, by name."""
    return lists.services(query, by=asker(request))


@router.post("", response={201: ServiceOut})
@allow("scheduling.manage_agenda")
def add_service(request: HttpRequest, data: ServiceIn, response: HttpResponse) -> Status[Service]:
    """Offer another service."""
    service = actions.add_service(**data.dict(), by=asker(request))
    tag(response, service)
    return Status(201, service)


@router.get("/{uuid:id}", response=ServiceOut)
@allow("scheduling.view_agenda")
def get_service(request: HttpRequest, id: UUID, response: HttpResponse) -> Service:
    """One of them."""
    service = _rows.service(request, id)
    tag(response, service)
    return service


@router.patch("/{uuid:id}", response=ServiceOut)
@allow("scheduling.manage_agenda")
def change_service(
    request: HttpRequest, id: UUID, data: ServiceChange, response: HttpResponse, if_match: IfMatch = None
) -> Service:
    """Change it; what is not sent stays. What is booked already keeps its length."""
    version, service = version_of(if_match), _rows.service(request, id)
    values = data.dict(exclude_unset=True)
    changed = actions.change_service(service, version=version, by=asker(request), **values)
    tag(response, changed)
    return changed
