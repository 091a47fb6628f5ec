"""Who takes part in an operation."""

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict
from hospital.organization.models import Employee

from ..models import ENDED, Surgery, TeamMember
from ..steps import held, tell_of, text

Role, State = TeamMember.Role, Surgery.State
BOOKED_ROLES = (Role.SURGEON, Role.ANAESTHETIST)


class AlreadyInTheTeam(Conflict):
    message = _("She is in the team already.")


class OneSurgeon(Conflict):
    message = _("An operation has one surgeon. Change her instead.")


class TeamGone(Conflict):
    message = _("The operation is over: its team stays as it was.")


class BookedWithTheTheatre(Conflict):
    message = _("Surgeon and anaesthetist are booked with the theatre. Schedule the operation again.")


class NeedsASurgeon(Conflict):
    message = _("An operation is not without a surgeon. Change her instead.")


@transaction.atomic
def add_member(surgery: Surgery, *, employee: Employee, role: str, by: User) -> TeamMember:
    """Put somebody into the team. Who is booked with the theatre comes in by scheduling, or once inside."""
    by.require("surgery.attend_surgery")
    surgery = held(surgery, by=by)
    _require_open(surgery, role)
    values = fitting(TeamMember, {"role": role})
    member = TeamMember(surgery=surgery, employee=employee, **values)
    with conflicts(a_person_has_one_role_in_a_surgery=AlreadyInTheTeam, a_surgery_has_one_surgeon=OneSurgeon):
        member.save(force_insert=True)
    tell_of("member_added", member, surgery, by=by, role=role, employee=text(employee.pk))
    return member


def _require_open(surgery: Surgery, role: str) -> None:
    if surgery.state in ENDED:
        raise TeamGone
    if role in BOOKED_ROLES and surgery.state in (State.SCHEDULED, State.CALLED):
        raise BookedWithTheTheatre


@transaction.atomic
def remove_member(member: TeamMember, *, by: User) -> TeamMember:
    """Somebody leaves the team; that she was of it stays."""
    by.require("surgery.attend_surgery")
    surgery = held(member.surgery, by=by)
    member = lock(member)
    if member.role == Role.SURGEON:
        raise NeedsASurgeon
    _require_open(surgery, member.role)
    if member.left_at is not None:
        raise TeamGone
    change(member, left_at=max(now(), member.joined_at))
    tell_of("member_removed", member, surgery, by=by, role=member.role, employee=text(member.employee_id))
    return member


@transaction.atomic
def change_surgeon(surgery: Surgery, *, surgeon: Employee, by: User, version: int) -> Surgery:
    """Let somebody else operate. While a theatre is booked, schedule anew: she has to be free, too."""
    by.require("surgery.request_surgery")
    surgery = held(surgery, by=by, version=version)
    _require_open(surgery, Role.SURGEON)
    present = list(surgery.team.present().select_for_update().order_by("pk"))
    if any(row.employee_id == surgeon.pk and row.role == Role.ANAESTHETIST for row in present):
        refuse({"surgeon": [_("Nobody operates and anaesthetises at once.")]})
    for row in present:
        if row.role == Role.SURGEON or row.employee_id == surgeon.pk:
            change(row, left_at=max(now(), row.joined_at))
    TeamMember(surgery=surgery, employee=surgeon, role=Role.SURGEON).save(force_insert=True)
    change(surgery, surgeon=surgeon)
    tell_of("surgeon_changed", surgery, surgery, by=by, surgeon=text(surgeon.pk))
    return surgery
