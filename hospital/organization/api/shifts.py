"""Planned shifts: of an employee, and of a department."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice

from .. import actions, lists
from ..models import Shift
from ..schemas import Reason, ShiftIn, ShiftOut, ShiftQuery
from . import _rows

of_employee = Router(tags=["shifts"])
of_department = Router(tags=["shifts"])


@of_department.get("/{uuid:id}/shifts", response=PageOut[ShiftOut])
@allow("organization.view_colleague")
def list_shifts_in(request: HttpRequest, id: UUID, query: Query[ShiftQuery]) -> Slice[Shift]:
    """The department's planned shifts."""
    return lists.shifts_in(_rows.department(request, id), query, by=asker(request))


@of_employee.get("/{uuid:id}/shifts", response=PageOut[ShiftOut])
@allow("organization.view_colleague")
def list_shifts_of(request: HttpRequest, id: UUID, query: Query[ShiftQuery]) -> Slice[Shift]:
    """The person's planned shifts."""
    return lists.shifts_of(_rows.employee(request, id), query, by=asker(request))


@of_employee.post("/{uuid:id}/shifts", response={201: ShiftOut})
@allow("organization.plan_shift")
def plan_shift(request: HttpRequest, id: UUID, data: ShiftIn) -> Status[Shift]:
    """Plan a shift."""
    department = _rows.department(request, data.department_id)
    values = data.dict(exclude={"department_id"})
    made = actions.plan_shift(_rows.employee(request, id), department=department, **values, by=asker(request))
    return Status(201, made)


@of_employee.post("/{uuid:id}/shifts/{uuid:shift_id}/cancellation", response=ShiftOut)
@allow("organization.plan_shift")
def cancel_shift(request: HttpRequest, id: UUID, shift_id: UUID, data: Reason) -> Shift:
    """Take a planned shift back."""
    rows = Shift.objects.visible_to(asker(request)).filter(employee=_rows.employee(request, id))
    return actions.cancel_shift(get_object_or_404(rows, pk=shift_id), reason=data.reason, by=asker(request))
