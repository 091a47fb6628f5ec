"""Absences and what becomes of their patients, as the API takes and gives it."""

from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery

from ..models import Absence, Rebooking
from ._common import Day, Keys, Why


class AbsenceOut(Schema):
    id: UUID
    version: int
    state: Absence.State
    resource_id: UUID
    kind: Absence.Kind
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: str
    rebooked_at: AwareDatetime | None
    withdrawn_because: str


class AbsenceIn(Schema):
    resource_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: Why
    kind: Absence.Kind = Absence.Kind.BLOCK
    rebook: bool = Field(False, description="Propose a new time for each patient: an absence, not a block.")
    among_ids: Keys = Field([], description="Who may take the patients; the resource itself otherwise.")


class AbsenceQuery(PageQuery):
    resource_id: UUID | None = None
    from_day: Day | None = Field(None, description="Only those that end on this day or later.")
    with_withdrawn: bool = False


class ProposalIn(Schema):
    among_ids: Keys = []


class RebookingOut(Schema):
    id: UUID
    appointment_id: UUID
    patient_id: UUID
    state: Rebooking.State
    was_at: AwareDatetime
    to_resource_id: UUID | None
    to_starts_at: AwareDatetime | None
    problem: str


class OutcomeOut(Schema):
    appointment_id: UUID
    is_moved: bool
    to_resource_id: UUID | None
    to_starts_at: AwareDatetime | None
    problem: str
