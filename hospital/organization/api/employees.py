"""/employees: who works here."""

from typing import Any  # Any: column values are of every type
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..models import Employee, EmployeeIdentifier
from ..schemas import (
    DismissalIn,
    EmployeeChange,
    EmployeeIn,
    EmployeeOut,
    EmployeeQuery,
    EmployeeRow,
    IdentifierIn,
    IdentifierOut,
    RehireIn,
    UserLink,
)
from . import _rows

router = Router(tags=["employees"])

# Dates that may be taken away; other fields are emptied with "".
NULLABLE = {"birth_date", "hired_on"}


@router.get("", response=PageOut[EmployeeRow])
@allow("organization.view_colleague")
def list_employees(request: HttpRequest, query: Query[EmployeeQuery]) -> Slice[Employee]:
    """Who works here, by name; without organization.view_employee only one's own departments."""
    return lists.employees(query, by=asker(request))


@router.post("", response={201: EmployeeOut})
@allow("organization.manage_employee")
def hire(request: HttpRequest, data: EmployeeIn, response: HttpResponse) -> Status[Employee]:
    """Register a person who works here."""
    others = [(one.system, one.value) for one in data.identifiers]
    made = actions.hire(**_sent(data, exclude={"identifiers"}), identifiers=others, by=asker(request))
    tag(response, made)
    return Status(201, _rows.employee(request, made.pk))


@router.get("/{uuid:id}", response=EmployeeOut)
@allow("organization.view_colleague")
def get_employee(request: HttpRequest, id: UUID, response: HttpResponse) -> Employee:
    """One employee; what is personal is null for who may not see it."""
    employee = _rows.employee(request, id)
    tag(response, employee)
    return employee


@router.patch("/{uuid:id}", response=EmployeeOut)
@allow("organization.manage_employee")
def change_employee(
    request: HttpRequest, id: UUID, data: EmployeeChange, response: HttpResponse, if_match: IfMatch = None
) -> Employee:
    """Change what is written about an employee; what is not sent stays."""
    version, employee = version_of(if_match), _rows.employee(request, id)
    changed = actions.change_employee(employee, **_sent(data), by=asker(request), version=version)
    tag(response, changed)
    return _rows.employee(request, id)


@router.post("/{uuid:id}/dismissal", response=EmployeeOut)
@allow("organization.manage_employee")
def dismiss(request: HttpRequest, id: UUID, data: DismissalIn) -> Employee:
    """End an employment: memberships, future shifts and leave, and the user's way in end with it."""
    actions.dismiss(_rows.employee(request, id), on=data.on, reason=data.reason, by=asker(request))
    return _rows.employee(request, id)


@router.post("/{uuid:id}/rehiring", response=EmployeeOut)
@allow("organization.manage_employee")
def rehire(request: HttpRequest, id: UUID, data: RehireIn) -> Employee:
    """Take somebody who left back; departments and the user's way in are given anew."""
    actions.rehire(_rows.employee(request, id), on=data.on, by=asker(request))
    return _rows.employee(request, id)


@router.put("/{uuid:id}/user", response=EmployeeOut)
@allow("organization.manage_employee")
def link_user(request: HttpRequest, id: UUID, data: UserLink) -> Employee:
    """Say whose user it is."""
    user = get_object_or_404(User.objects.visible_to(asker(request)), pk=data.user_id)
    actions.link_user(_rows.employee(request, id), user=user, by=asker(request))
    return _rows.employee(request, id)


@router.delete("/{uuid:id}/user", response=EmployeeOut)
@allow("organization.manage_employee")
def unlink_user(request: HttpRequest, id: UUID) -> Employee:
    """Take the link to the user away; both stay."""
    actions.unlink_user(_rows.employee(request, id), by=asker(request))
    return _rows.employee(request, id)


@router.get("/{uuid:id}/identifiers", response=PageOut[IdentifierOut])
@allow("organization.view_employee")
def list_identifiers(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[EmployeeIdentifier]:
    """What other systems call the person."""
    rows = EmployeeIdentifier.objects.visible_to(asker(request)).filter(employee=_rows.employee(request, id))
    return paginate(rows, query, order=("system", "id"))


@router.post("/{uuid:id}/identifiers", response={201: IdentifierOut})
@allow("organization.manage_employee")
def identify(request: HttpRequest, id: UUID, data: IdentifierIn) -> Status[EmployeeIdentifier]:
    """Keep what another system calls the person."""
    employee = _rows.employee(request, id)
    return Status(201, actions.identify_employee(employee, **data.dict(), by=asker(request)))


def _sent(data: EmployeeChange, exclude: set[str] | None = None) -> dict[str, Any]:  # Any: see above
    """What the client sent; null empties a date, and means "as it is" elsewhere."""
    sent = data.dict(exclude_unset=True, exclude=exclude)
    return {name: value for name, value in sent.items() if value is not None or name in NULLABLE}
