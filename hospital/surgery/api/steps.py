"""/surgeries/…: in the theatre and after it, and who takes part."""

from typing import Any  # Any: rows with what lists.whole adds
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status

from hospital.accounts.asking import asker, row
from hospital.core.access import allow
from hospital.core.versions import IfMatch, version_of

from .. import actions
from ..models import Surgery, TeamMember
from ..schemas import (
    AnaesthesiaIn,
    Because,
    ClosureIn,
    DelayIn,
    EntryIn,
    ExitIn,
    MemberIn,
    MemberOut,
    MomentIn,
    RecoveryExitIn,
    SurgeonIn,
    SurgeryOut,
)
from ._asking import person_of, surgery_of

router = Router(tags=["surgeries"])


@router.post("/{uuid:id}/call", response=SurgeryOut)
@allow("surgery.attend_surgery")
def call(request: HttpRequest, id: UUID, data: MomentIn) -> Any:  # Any: see above
    """Have the patient brought."""
    actions.call(row(request, Surgery, id), at=data.at, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/call-withdrawal", response=SurgeryOut)
@allow("surgery.attend_surgery")
def send_back(request: HttpRequest, id: UUID, data: Because) -> Any:  # Any: see above
    """Take the call back."""
    actions.send_back(row(request, Surgery, id), because=data.because, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/entry", response=SurgeryOut)
@allow("surgery.attend_surgery")
def enter_room(request: HttpRequest, id: UUID, data: EntryIn) -> Any:  # Any: see above
    """She is in the theatre."""
    actions.enter_room(
        row(request, Surgery, id), at=data.at, delay=data.delay, delay_note=data.delay_note,
        by=asker(request),
    )  # fmt: skip
    return surgery_of(request, id)


@router.put("/{uuid:id}/delay", response=SurgeryOut)
@allow("surgery.attend_surgery")
def explain_delay(
    request: HttpRequest, id: UUID, data: DelayIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Say why it began later than planned."""
    version, found = version_of(if_match), row(request, Surgery, id)
    actions.explain_delay(
        found, delay=data.delay, delay_note=data.delay_note, version=version, by=asker(request)
    )
    return surgery_of(request, id)


@router.post("/{uuid:id}/anaesthesia", response=SurgeryOut)
@allow("surgery.attend_surgery")
def begin_anaesthesia(request: HttpRequest, id: UUID, data: AnaesthesiaIn) -> Any:  # Any: see above
    """Anaesthesia begins, after the sign in."""
    found = row(request, Surgery, id)
    actions.begin_anaesthesia(found, anaesthesia=data.anaesthesia, at=data.at, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/incision", response=SurgeryOut)
@allow("surgery.operate")
def begin(request: HttpRequest, id: UUID, data: MomentIn) -> Any:  # Any: see above
    """The incision, after sign in and time out, on the side that all agree on."""
    actions.begin(row(request, Surgery, id), at=data.at, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/closure", response=SurgeryOut)
@allow("surgery.operate")
def finish(request: HttpRequest, id: UUID, data: ClosureIn) -> Any:  # Any: see above
    """The wound is closed."""
    actions.finish(
        row(request, Surgery, id), at=data.at, findings=data.findings, post_diagnosis=data.post_diagnosis,
        not_performed=[str(key) for key in data.not_performed], by=asker(request),
    )  # fmt: skip
    return surgery_of(request, id)


@router.post("/{uuid:id}/anaesthesia-end", response=SurgeryOut)
@allow("surgery.attend_surgery")
def end_anaesthesia(request: HttpRequest, id: UUID, data: MomentIn) -> Any:  # Any: see above
    """Anaesthesia ends."""
    actions.end_anaesthesia(row(request, Surgery, id), at=data.at, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/exit", response=SurgeryOut)
@allow("surgery.attend_surgery")
def leave_room(request: HttpRequest, id: UUID, data: ExitIn) -> Any:  # Any: see above
    """She leaves the theatre, after the sign out and the counts."""
    found = row(request, Surgery, id)
    actions.leave_room(found, destination=data.destination, at=data.at, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/recovery-exit", response=SurgeryOut)
@allow("surgery.attend_surgery")
def leave_recovery(request: HttpRequest, id: UUID, data: RecoveryExitIn) -> Any:  # Any: see above
    """She leaves recovery, with an Aldrete score of 9 or more, or because of what is said."""
    actions.leave_recovery(row(request, Surgery, id), because=data.because, at=data.at, by=asker(request))
    return surgery_of(request, id)


@router.get("/{uuid:id}/team", response=list[MemberOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_team(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Who is of the team now."""
    found = surgery_of(request, id)
    actions.open_surgery(found, by=asker(request), what="surgery.teammember")
    return found.members


@router.post("/{uuid:id}/team", response={201: MemberOut})
@allow("surgery.attend_surgery")
def add_member(request: HttpRequest, id: UUID, data: MemberIn) -> Any:  # Any: see above
    """Put somebody into the team."""
    who = person_of(data.employee_id, "employee_id")
    made = actions.add_member(row(request, Surgery, id), employee=who, role=data.role, by=asker(request))
    return Status(201, made)


@router.post("/{uuid:id}/team/{uuid:member_id}/departure", response=MemberOut)
@allow("surgery.attend_surgery")
def remove_member(request: HttpRequest, id: UUID, member_id: UUID) -> Any:  # Any: see above
    """Somebody leaves the team."""
    return actions.remove_member(row(request, TeamMember, member_id, surgery=id), by=asker(request))


@router.put("/{uuid:id}/surgeon", response=SurgeryOut)
@allow("surgery.request_surgery")
def change_surgeon(
    request: HttpRequest, id: UUID, data: SurgeonIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Let somebody else operate."""
    version, found = version_of(if_match), row(request, Surgery, id)
    who = person_of(data.surgeon_id, "surgeon_id")
    actions.change_surgeon(found, surgeon=who, version=version, by=asker(request))
    return surgery_of(request, id)
