"""/absences: blocks, and what becomes of the patients of somebody who is away."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery

from .. import actions, lists
from ..confirming import confirm_absence
from ..models import Absence, Rebooking
from ..schemas import AbsenceIn, AbsenceOut, AbsenceQuery, OutcomeOut, ProposalIn, Reason, RebookingOut
from . import _rows

router = Router(tags=["agendas"])


@router.get("", response=PageOut[AbsenceOut])
@allow("scheduling.view_agenda")
def list_absences(request: HttpRequest, query: Query[AbsenceQuery]) -> object:
    """Blocks and absences, in the order they begin."""
    return lists.absences(query, by=asker(request))


@router.post("", response={201: AbsenceOut})
@allow("scheduling.block_agenda")
def block(request: HttpRequest, data: AbsenceIn) -> Status[Absence]:
    """Take nobody new in a stretch of time; with `rebook`, also propose a new time for each patient in it."""
    values, by = data.dict(), asker(request)
    resource = _rows.resource(request, values.pop("resource_id"))
    among, rebook = _rows.resources(request, values.pop("among_ids")), values.pop("rebook")
    if not rebook:
        return Status(201, actions.block(resource, by=by, **values))
    del values["kind"]
    return Status(201, actions.propose_absence(resource, among=among, by=by, **values))


@router.get("/{uuid:id}", response=AbsenceOut)
@allow("scheduling.view_agenda")
def get_absence(request: HttpRequest, id: UUID) -> Absence:
    """One of them; the patients are under /rebookings."""
    return _rows.absence(request, id)


@router.get("/{uuid:id}/rebookings", response=PageOut[RebookingOut])
@allow("scheduling.view_appointment")
@transaction.atomic
def list_rebookings(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> dict[str, object]:
    """What becomes of each patient, in the order of the old times. Reading it is recorded."""
    by = asker(request)
    found = lists.rebookings(_rows.absence(request, id), query, by=by)
    actions.read_agenda(by=by, found=len(found.items), what="scheduling.rebooking")
    return {"items": [_row(row) for row in found.items], "next": found.next, "total": found.total}


@router.post("/{uuid:id}/proposal", response=AbsenceOut)
@allow("scheduling.block_agenda")
def propose_again(request: HttpRequest, id: UUID, data: ProposalIn) -> Absence:
    """Look again for those who are not moved yet, with the resources named or the same one later."""
    among = _rows.resources(request, data.among_ids)
    return actions.propose_again(_rows.absence(request, id), among=among, by=asker(request))


@router.post("/{uuid:id}/confirmation", response=list[OutcomeOut])
@allow("scheduling.block_agenda")
def confirm(request: HttpRequest, id: UUID) -> list[OutcomeOut]:
    """Move everyone as proposed; the answer says of each patient whether she was moved, and why not."""
    outcomes = confirm_absence(_rows.absence(request, id), by=asker(request))
    return [
        OutcomeOut(
            appointment_id=row.rebooking.appointment_id, is_moved=row.is_moved, problem=row.problem,
            to_resource_id=row.rebooking.to_resource_id, to_starts_at=row.rebooking.to_starts_at,
        )
        for row in outcomes
    ]  # fmt: skip


@router.post("/{uuid:id}/withdrawal", response=AbsenceOut)
@allow("scheduling.block_agenda")
def withdraw(request: HttpRequest, id: UUID, data: Reason) -> Absence:
    """Open the time again; who was moved stays where she was moved to."""
    return actions.withdraw_absence(_rows.absence(request, id), reason=data.reason, by=asker(request))


def _row(row: Rebooking) -> RebookingOut:
    return RebookingOut(
        id=row.pk, appointment_id=row.appointment_id, patient_id=row.appointment.patient_id,
        state=Rebooking.State(row.state), was_at=row.was_at, to_resource_id=row.to_resource_id,
        to_starts_at=row.to_starts_at, problem=row.problem,
    )  # fmt: skip
