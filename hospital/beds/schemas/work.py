"""Who waits for a bed, and which beds wait to be cleaned."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery
from hospital.encounters.schemas import PatientRef

from ..models import BedRequest, Cleaning, Isolation
from .places import BedKind, Kinds, OneSex, Why


class BedRequestOut(Schema):
    """A patient who waits for a bed; `priority` 1 is the most urgent."""

    id: UUID
    version: int
    patient: PatientRef
    encounter_id: UUID | None
    ward_id: UUID | None
    kind: str
    sex: str
    isolation: list[Isolation]
    priority: BedRequest.Priority
    reason: str
    state: BedRequest.State
    asked_at: datetime
    asked_by_id: UUID
    stay_id: UUID | None
    closed_at: datetime | None
    closed_because: str


class BedRequestIn(Schema):
    patient_id: UUID
    reason: Why
    encounter_id: UUID | None = None
    ward_id: UUID | None = None
    kind: BedKind = ""
    sex: OneSex = "any"
    isolation: Kinds = Field([], description="Empty: the open precautions of the patient.")
    priority: BedRequest.Priority = BedRequest.Priority.ROUTINE


class PriorityIn(Schema):
    priority: BedRequest.Priority
    because: Why


class BedRequestQuery(PageQuery):
    ward_id: UUID | None = None
    patient_id: UUID | None = None
    priority: BedRequest.Priority | None = None
    state: BedRequest.State | None = None
    open: bool = True


class CleaningOut(Schema):
    id: UUID
    version: int
    bed_id: UUID
    bed_name: str = Field(alias="bed.name")
    ward_id: UUID = Field(alias="bed.ward_id")
    kind: Cleaning.Kind
    state: Cleaning.State
    due_at: datetime
    is_inspection_needed: bool
    assignee_id: UUID | None
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    inspected_at: datetime | None
    because: str


class CleaningIn(Schema):
    bed_id: UUID
    kind: Cleaning.Kind
    due_at: AwareDatetime | None = None
    assignee_id: UUID | None = None
    because: Why = ""


class AssigneeIn(Schema):
    assignee_id: UUID | None


class InspectionIn(Schema):
    is_ok: bool
    because: Why = Field("", description="Why it is cleaned again.")


class CleaningQuery(PageQuery):
    ward_id: UUID | None = None
    bed_id: UUID | None = None
    kind: Cleaning.Kind | None = None
    assignee_id: UUID | None = None
    overdue: bool = False
    open: bool = True
