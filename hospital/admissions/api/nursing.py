"""What the ward writes of a stay: a look into the chart, and recorded as one."""

from typing import Any  # Any: rows of every model here
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, row
from hospital.core.access import allow
from hospital.core.pagination import PageOut

from .. import actions, lists
from ..models import Admission, Escalation, FluidEntry, Handover, NursingNote, RiskScore, Round
from ..schemas import (
    AnswerIn,
    BalanceOut,
    BalanceQuery,
    EntryQuery,
    EscalationOut,
    FluidIn,
    FluidOut,
    HandoverIn,
    HandoverOut,
    NoteIn,
    NoteOut,
    Reason,
    RoundIn,
    RoundOut,
    ScoreIn,
    ScoreOut,
)
from ._asking import opened

router = Router(tags=["ward notes"])
entries = Router(tags=["ward notes"])
warnings = Router(tags=["ward notes"])


@router.get("/{uuid:id}/rounds", response=PageOut[RoundOut])
@allow("patients.view_chart")
@transaction.atomic
def list_rounds(request: HttpRequest, id: UUID, query: Query[EntryQuery]) -> Any:  # Any: see above
    """The rounds of a stay, the newest first."""
    return lists.entries(Round, opened(request, id, "admissions.round"), query, by=asker(request))


@router.post("/{uuid:id}/rounds", response={201: RoundOut})
@allow("admissions.write_round")
def write_round(request: HttpRequest, id: UUID, data: RoundIn) -> Any:  # Any: see above
    """The daily visit of the team."""
    return Status(201, actions.write_round(row(request, Admission, id), by=asker(request), **data.dict()))


@router.get("/{uuid:id}/nursing-notes", response=PageOut[NoteOut])
@allow("patients.view_chart")
@transaction.atomic
def list_notes(request: HttpRequest, id: UUID, query: Query[EntryQuery]) -> Any:  # Any: see above
    """What nursing wrote, the newest first."""
    found = opened(request, id, "admissions.nursingnote")
    return lists.entries(NursingNote, found, query, by=asker(request))


@router.post("/{uuid:id}/nursing-notes", response={201: NoteOut})
@allow("admissions.write_nursing")
def write_note(request: HttpRequest, id: UUID, data: NoteIn) -> Any:  # Any: see above
    """What nursing saw and did."""
    return Status(201, actions.write_note(row(request, Admission, id), by=asker(request), **data.dict()))


@router.get("/{uuid:id}/handovers", response=PageOut[HandoverOut])
@allow("patients.view_chart")
@transaction.atomic
def list_handovers(request: HttpRequest, id: UUID, query: Query[EntryQuery]) -> Any:  # Any: see above
    """From shift to shift, the newest first."""
    return lists.entries(Handover, opened(request, id, "admissions.handover"), query, by=asker(request))


@router.post("/{uuid:id}/handovers", response={201: HandoverOut})
@allow("admissions.write_nursing")
def give_handover(request: HttpRequest, id: UUID, data: HandoverIn) -> Any:  # Any: see above
    """Hand the patient over (SBAR)."""
    made = actions.give_handover(row(request, Admission, id), by=asker(request), **data.dict())
    return Status(201, made)


@router.get("/{uuid:id}/fluids", response=PageOut[FluidOut])
@allow("patients.view_chart")
@transaction.atomic
def list_fluids(request: HttpRequest, id: UUID, query: Query[EntryQuery]) -> Any:  # Any: see above
    """What went in and came out, the newest first."""
    return lists.entries(FluidEntry, opened(request, id, "admissions.fluidentry"), query, by=asker(request))


@router.post("/{uuid:id}/fluids", response={201: FluidOut})
@allow("admissions.write_nursing")
def record_fluid(request: HttpRequest, id: UUID, data: FluidIn) -> Any:  # Any: see above
    """One entry, in millilitres."""
    return Status(201, actions.record_fluid(row(request, Admission, id), by=asker(request), **data.dict()))


@router.get("/{uuid:id}/fluid-balance", response=list[BalanceOut])
@allow("patients.view_chart")
@transaction.atomic
def fluid_balance(request: HttpRequest, id: UUID, query: Query[BalanceQuery]) -> Any:  # Any: see above
    """The balance of the three shifts of a day of the ward, and of the whole of it."""
    found = opened(request, id, "admissions.fluidentry")
    return lists.fluid_balance(found, query.day, by=asker(request))


@router.get("/{uuid:id}/risk-scores", response=PageOut[ScoreOut])
@allow("patients.view_chart")
@transaction.atomic
def list_scores(request: HttpRequest, id: UUID, query: Query[EntryQuery]) -> Any:  # Any: see above
    """Braden and Morse, the newest first. NEWS2 is with the vital signs."""
    return lists.entries(RiskScore, opened(request, id, "admissions.riskscore"), query, by=asker(request))


@router.post("/{uuid:id}/risk-scores", response={201: ScoreOut})
@allow("admissions.write_nursing")
def score_risk(request: HttpRequest, id: UUID, data: ScoreIn) -> Any:  # Any: see above
    """Answer a scale, item by item."""
    return Status(201, actions.score_risk(row(request, Admission, id), by=asker(request), **data.dict()))


@router.get("/{uuid:id}/warnings", response=list[EscalationOut])
@allow("patients.view_chart")
@transaction.atomic
def list_warnings(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """The early warnings (NEWS2) of a stay, the newest first."""
    found = opened(request, id, "admissions.escalation")
    rows = Escalation.objects.visible_to(asker(request)).filter(admission=found)
    return rows.select_related("answered_by").order_by("-at", "-id")[:100]


@warnings.post("/{uuid:id}/answer", response=EscalationOut)
@allow("admissions.write_round")
def answer(request: HttpRequest, id: UUID, data: AnswerIn) -> Any:  # Any: see above
    """Somebody has seen the patient."""
    return actions.answer_warning(row(request, Escalation, id), answer=data.answer, by=asker(request))


@entries.post("/handovers/{uuid:id}/reception", response=HandoverOut)
@allow("admissions.write_nursing")
def take_over(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """Say that one has read it, and has the patient now."""
    return actions.take_over(row(request, Handover, id), by=asker(request))


@entries.post("/rounds/{uuid:id}/withdrawal", response=RoundOut)
@allow("admissions.write_round")
def withdraw_round(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """It was written in error."""
    return actions.withdraw(row(request, Round, id), reason=data.reason, by=asker(request))


@entries.post("/nursing-notes/{uuid:id}/withdrawal", response=NoteOut)
@allow("admissions.write_nursing")
def withdraw_note(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """It was written in error."""
    return actions.withdraw(row(request, NursingNote, id), reason=data.reason, by=asker(request))


@entries.post("/handovers/{uuid:id}/withdrawal", response=HandoverOut)
@allow("admissions.write_nursing")
def withdraw_handover(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """It was written in error."""
    return actions.withdraw(row(request, Handover, id), reason=data.reason, by=asker(request))


@entries.post("/fluids/{uuid:id}/withdrawal", response=FluidOut)
@allow("admissions.write_nursing")
def withdraw_fluid(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """It was written in error."""
    return actions.withdraw(row(request, FluidEntry, id), reason=data.reason, by=asker(request))


@entries.post("/risk-scores/{uuid:id}/withdrawal", response=ScoreOut)
@allow("admissions.write_nursing")
def withdraw_score(request: HttpRequest, id: UUID, data: Reason) -> Any:  # Any: see above
    """It was written in error."""
    return actions.withdraw(row(request, RiskScore, id), reason=data.reason, by=asker(request))
