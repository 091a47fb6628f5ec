"""/employees/…/leaves: days away."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice

from .. import actions, lists
from ..models import Leave
from ..schemas import ApprovalIn, LeaveIn, LeaveOut, Reason
from . import _rows

router = Router(tags=["leaves"])


@router.get("/{uuid:id}/leaves", response=PageOut[LeaveOut])
@allow("organization.view_colleague")
def list_leaves(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Leave]:
    """The person's leave, the newest first."""
    return lists.leaves_of(_rows.employee(request, id), query, by=asker(request))


@router.post("/{uuid:id}/leaves", response={201: LeaveOut})
@allow("organization.view_colleague")
def request_leave(request: HttpRequest, id: UUID, data: LeaveIn) -> Status[Leave]:
    """Ask for days away: everyone for herself, who approves leave also for others."""
    return Status(201, actions.request_leave(_rows.employee(request, id), **data.dict(), by=asker(request)))


@router.post("/{uuid:id}/leaves/{uuid:leave_id}/approval", response=LeaveOut)
@allow("organization.approve_leave")
def approve_leave(request: HttpRequest, id: UUID, leave_id: UUID, data: ApprovalIn) -> Leave:
    """Grant it; 409 lists the planned shifts in its way unless they are to be cancelled with it."""
    leave = _leave(request, id, leave_id)
    return actions.approve_leave(leave, cancel_shifts=data.cancel_shifts, by=asker(request))


@router.post("/{uuid:id}/leaves/{uuid:leave_id}/refusal", response=LeaveOut)
@allow("organization.approve_leave")
def refuse_leave(request: HttpRequest, id: UUID, leave_id: UUID, data: Reason) -> Leave:
    """Say no, and why."""
    return actions.refuse_leave(_leave(request, id, leave_id), reason=data.reason, by=asker(request))


@router.post("/{uuid:id}/leaves/{uuid:leave_id}/cancellation", response=LeaveOut)
@allow("organization.view_colleague")
def cancel_leave(request: HttpRequest, id: UUID, leave_id: UUID, data: Reason) -> Leave:
    """Take it back: the person before it is approved, who approves leave at any time."""
    return actions.cancel_leave(_leave(request, id, leave_id), reason=data.reason, by=asker(request))


def _leave(request: HttpRequest, id: UUID, leave_id: UUID) -> Leave:
    rows = Leave.objects.visible_to(asker(request)).filter(employee=_rows.employee(request, id))
    return get_object_or_404(rows.select_related("employee"), pk=leave_id)
