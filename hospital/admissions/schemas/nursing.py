"""What the ward writes, as the API takes and gives it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery
from hospital.encounters.schemas import NameRef
from hospital.patients.models import Guardian

from ..models import Escalation, FluidEntry, NursingNote, RiskScore, Round
from ._common import Long, Short, Why


class EntryQuery(PageQuery):
    """The newest first."""


class Reason(Schema):
    reason: Why


class _EntryOut(Schema):
    id: UUID
    version: int
    occurred_at: datetime
    recorded_by: NameRef
    withdrawn_at: datetime | None
    withdrawn_because: str


class RoundIn(Schema):
    assessment: Long
    plan: Long = ""
    pending: Round.Pending = Round.Pending.NOTHING
    expected_discharge: date | None = None
    at: AwareDatetime | None = None


class RoundOut(_EntryOut):
    assessment: str
    plan: str
    pending: Round.Pending


class NoteIn(Schema):
    text: Long
    kind: NursingNote.Kind = NursingNote.Kind.PROGRESS
    at: AwareDatetime | None = None


class NoteOut(_EntryOut):
    kind: NursingNote.Kind
    text: str


class HandoverIn(Schema):
    situation: Long
    recommendation: Long
    background: Long = ""
    assessment: Long = ""


class HandoverOut(_EntryOut):
    situation: str
    background: str
    assessment: str
    recommendation: str
    received_at: datetime | None
    received_by: NameRef | None


class FluidIn(Schema):
    kind: FluidEntry.Kind
    millilitres: int = Field(ge=1, le=20_000)
    note: Short = ""
    at: AwareDatetime | None = None


class FluidOut(_EntryOut):
    kind: FluidEntry.Kind
    millilitres: int
    signed: int = Field(description="What came out counts down.")
    note: str


class BalanceQuery(Schema):
    day: date | None = Field(None, description="A day of the ward, from seven to seven; today's.")


class BalanceOut(Schema):
    """One shift, or the whole day of the ward (`day`), in millilitres."""

    name: Literal["morning", "afternoon", "night", "day"]
    begins_at: datetime
    ends_at: datetime
    taken_in: int
    put_out: int
    total: int


class ScoreIn(Schema):
    scale: RiskScore.Scale
    items: Annotated[dict[str, int], Field(max_length=12)]
    at: AwareDatetime | None = None


class ScoreOut(_EntryOut):
    scale: RiskScore.Scale
    items: dict[str, int]
    total: int
    risk: RiskScore.Risk


class CompanionIn(Schema):
    name: Short
    relation: Guardian.Relation = Guardian.Relation.OTHER
    document: Annotated[str, Field(max_length=40)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""


class CompanionOut(Schema):
    """Her document stays out of lists."""

    id: UUID
    name: str
    relation: Guardian.Relation
    phone: str
    since: datetime
    until: datetime | None


class BelongingIn(Schema):
    description: Short
    quantity: int = Field(1, ge=1, le=1000)
    kept_in: Annotated[str, Field(max_length=100)] = ""


class ReturnIn(Schema):
    to: Short


class BelongingOut(Schema):
    id: UUID
    description: str
    quantity: int
    kept_in: str
    received_at: datetime
    received_by: NameRef
    returned_at: datetime | None
    returned_by: NameRef | None
    returned_to: str


class EscalationOut(Schema):
    id: UUID
    score: int
    level: Escalation.Level
    at: datetime
    taken_in: UUID
    answered_at: datetime | None
    answered_by: NameRef | None
    answer: str


class AnswerIn(Schema):
    answer: Why
