"""Steps that several actions take, within their transaction and under their permission."""

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, said
from hospital.core.db import move
from hospital.core.errors import Denied

from .models import Department, Leave, Shift


class NotYourUnit(Denied):
    message = _("You may plan shifts only in your own departments.")


def require_own_unit(department: Department, by: User) -> None:
    """Raise NotYourUnit for who neither sees the whole staff nor works in the department or above it."""
    if by.has_perm("organization.view_employee"):
        return
    if not Department.objects.units_of(by).filter(pk=department.pk).exists():
        raise NotYourUnit


def withdraw(shift: Shift, *, reason: str, by: User) -> Shift:
    """Cancel a locked shift, because that was asked for, or for a leave or a dismissal."""
    why = fitting(Shift, {"cancelled_because": said(reason)})
    move(shift, Shift.State.CANCELLED, cancelled_at=now(), cancelled_by=by, **why)
    audit.record("organization.shift_cancelled", shift, by=by, reason=reason, employee=str(shift.employee_id))
    return shift


def end(leave: Leave, state: Leave.State, *, reason: str, by: User) -> Leave:
    """Refuse or cancel a locked leave."""
    why = fitting(Leave, {"ended_because": said(reason)})
    move(leave, state, ended_at=now(), ended_by=by, **why)
    audit.record(
        f"organization.leave_{state.value}", leave, by=by, reason=reason, employee=str(leave.employee_id)
    )
    return leave
