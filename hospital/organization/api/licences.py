"""/licences, and those of one employee."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..models import Licence
from ..schemas import LicenceChange, LicenceIn, LicenceOut, LicenceQuery, LicenceRow
from . import _rows

router = Router(tags=["licences"])
of_employee = Router(tags=["licences"])


@router.get("", response=PageOut[LicenceRow])
@allow("organization.view_colleague")
def list_licences(request: HttpRequest, query: Query[LicenceQuery]) -> Slice[Licence]:
    """Professional licences; with `expiring_in` those that end soon or have ended, the earliest first."""
    return lists.licences(query, by=asker(request))


@of_employee.get("/{uuid:id}/licences", response=PageOut[LicenceOut])
@allow("organization.view_colleague")
def list_licences_of(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Licence]:
    """The person's licences."""
    return lists.licences_of(_rows.employee(request, id), query, by=asker(request))


@of_employee.post("/{uuid:id}/licences", response={201: LicenceOut})
@allow("organization.manage_licence")
def register_licence(
    request: HttpRequest, id: UUID, data: LicenceIn, response: HttpResponse
) -> Status[Licence]:
    """Write down a licence."""
    values = data.dict(exclude_none=True)
    made = actions.register_licence(_rows.employee(request, id), **values, by=asker(request))
    tag(response, made)
    return Status(201, made)


@of_employee.get("/{uuid:id}/licences/{uuid:licence_id}", response=LicenceOut)
@allow("organization.view_colleague")
def get_licence(request: HttpRequest, id: UUID, licence_id: UUID, response: HttpResponse) -> Licence:
    """One licence."""
    licence = _licence(request, id, licence_id)
    tag(response, licence)
    return licence


@of_employee.patch("/{uuid:id}/licences/{uuid:licence_id}", response=LicenceOut)
@allow("organization.manage_licence")
def change_licence(
    request: HttpRequest,
    *, id: UUID, licence_id: UUID, data: LicenceChange, response: HttpResponse,
    if_match: IfMatch = None,
) -> Licence:  # fmt: skip
    """Renew or correct a licence; what is not sent stays."""
    version, licence = version_of(if_match), _licence(request, id, licence_id)
    sent = data.dict(exclude_unset=True)
    values = {name: value for name, value in sent.items() if value is not None or name == "valid_until"}
    changed = actions.change_licence(licence, **values, by=asker(request), version=version)
    tag(response, changed)
    return changed


def _licence(request: HttpRequest, id: UUID, licence_id: UUID) -> Licence:
    rows = Licence.objects.visible_to(asker(request)).filter(employee=_rows.employee(request, id))
    return get_object_or_404(rows, pk=licence_id)
