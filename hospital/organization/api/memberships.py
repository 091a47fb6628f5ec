"""/employees/…/memberships: where somebody works."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..models import Membership
from ..schemas import EndIn, MembershipChange, MembershipIn, MembershipOut
from . import _rows

router = Router(tags=["employees"])


@router.get("/{uuid:id}/memberships", response=PageOut[MembershipOut])
@allow("organization.view_colleague")
def list_memberships(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Membership]:
    """Where the person works and worked, the newest first."""
    return lists.memberships_of(_rows.employee(request, id), query, by=asker(request))


@router.post("/{uuid:id}/memberships", response={201: MembershipOut})
@allow("organization.manage_employee")
def assign(request: HttpRequest, id: UUID, data: MembershipIn) -> Status[Membership]:
    """Place the person in a department."""
    department = _rows.department(request, data.department_id)
    values = data.dict(exclude={"department_id"})
    made = actions.assign(_rows.employee(request, id), department=department, **values, by=asker(request))
    return Status(201, made)


@router.patch("/{uuid:id}/memberships/{uuid:membership_id}", response=MembershipOut)
@allow("organization.manage_employee")
def change_membership(
    request: HttpRequest,
    *, id: UUID, membership_id: UUID, data: MembershipChange, response: HttpResponse,
    if_match: IfMatch = None,
) -> Membership:  # fmt: skip
    """Correct the role in the department, or which one is the primary one."""
    version, membership = version_of(if_match), _membership(request, id, membership_id)
    changed = actions.change_membership(
        membership, **data.dict(exclude_none=True), by=asker(request), version=version
    )
    tag(response, changed)
    return changed


@router.post("/{uuid:id}/memberships/{uuid:membership_id}/end", response=MembershipOut)
@allow("organization.manage_employee")
def end_membership(request: HttpRequest, id: UUID, membership_id: UUID, data: EndIn) -> Membership:
    """Let it hold through a last day."""
    membership = _membership(request, id, membership_id)
    return actions.end_membership(membership, ends_on=data.ends_on, by=asker(request))


def _membership(request: HttpRequest, id: UUID, membership_id: UUID) -> Membership:
    rows = Membership.objects.visible_to(asker(request)).filter(employee=_rows.employee(request, id))
    return get_object_or_404(rows, pk=membership_id)
