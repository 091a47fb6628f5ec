"""Operations as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal  # Any: rows with what lists.whole adds
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery
from hospital.encounters.schemas import NameRef, PatientRef

from ..models import (
    Anaesthesia,
    Cancellation,
    Delay,
    Destination,
    Laterality,
    Need,
    Risk,
    Step as StepRow,
    Surgery,
    TeamMember,
    Wound,
)
from ._common import Long, Short, Why


class ProcedureIn(Schema):
    """The first one is the main one, and is on the side of the operation."""

    system: Short = ""
    code: Annotated[str, Field(max_length=60)] = ""
    display: Why = ""
    laterality: Laterality | None = None


class ProcedureOut(Schema):
    id: UUID
    system: str
    code: str
    display: str
    laterality: Laterality
    is_main: bool
    is_planned: bool
    is_performed: bool | None


class MemberOut(Schema):
    id: UUID
    employee: NameRef
    role: TeamMember.Role
    joined_at: datetime


class SurgeryOut(Schema):
    """An operation: what was planned and what came to be, beside each other."""

    id: UUID
    version: int
    state: Surgery.State
    patient: PatientRef
    encounter_id: UUID | None
    admission_id: UUID | None
    department: NameRef
    surgeon: NameRef
    procedures: list[ProcedureOut]
    team: list[MemberOut]
    laterality: Laterality
    priority: Surgery.Priority
    max_wait_days: int
    due_on: date
    minutes: int
    reason: str
    needs: list[Need]
    needs_note: str
    diagnosis_code: str
    diagnosis: str
    post_code: str
    post_diagnosis: str
    findings: str
    anaesthesia: Anaesthesia | Literal[""]
    asa: int | None
    asa_emergency: bool
    wound: Wound | Literal[""]
    risks: list[Risk] | None
    rcri: int | None = Field(description="Points of the Revised Cardiac Risk Index.")
    asked_at: datetime
    authorisation: str
    authorised_at: datetime | None
    theatre: NameRef | None
    appointment_id: UUID | None
    planned_begin: datetime | None
    planned_end: datetime | None
    bumped_by_id: UUID | None
    bumped_at: datetime | None
    called_at: datetime | None
    in_room_at: datetime | None
    anaesthesia_began_at: datetime | None
    incision_at: datetime | None
    closure_at: datetime | None
    anaesthesia_ended_at: datetime | None
    out_of_room_at: datetime | None
    recovery_out_at: datetime | None
    destination: Destination | Literal[""]
    delay: Delay | Literal[""]
    delay_note: str
    cancelled_for: Cancellation | Literal[""]
    stepped_because: str

    @staticmethod
    def resolve_procedures(row: Any) -> Any:  # Any: see above
        return row.planned

    @staticmethod
    def resolve_team(row: Any) -> Any:  # Any: see above
        return row.members


class SurgeryQuery(PageQuery):
    patient_id: UUID | None = None
    department_id: UUID | None = None
    surgeon_id: UUID | None = None
    theatre_id: UUID | None = None
    admission_id: UUID | None = None
    state: Surgery.State | None = None
    priority: Surgery.Priority | None = None
    day: date | None = Field(None, description="Planned to begin on this day.")
    with_withdrawn: bool = False
    sort: str = Field("", max_length=20, description="asked_at or occurred_at; a leading - descends.")


class WaitingQuery(PageQuery):
    department_id: UUID | None = None
    surgeon_id: UUID | None = None
    priority: Surgery.Priority | None = None
    state: Surgery.State | None = None
    overdue: bool = Field(False, description="Only who waits longer than she should.")


class RequestIn(Schema):
    """What is to be done, on which side, by whom, and how long it can wait."""

    patient_id: UUID
    department_id: UUID
    surgeon_id: UUID
    procedures: Annotated[list[ProcedureIn], Field(min_length=1, max_length=20)]
    encounter_id: UUID | None = None
    admission_id: UUID | None = None
    laterality: Laterality = Laterality.NONE
    priority: Surgery.Priority = Surgery.Priority.ELECTIVE
    max_wait_days: int | None = Field(None, ge=0, le=3650, description="By the priority, when empty.")
    minutes: int = Field(60, ge=5, le=1440)
    reason: Annotated[str, Field(max_length=4000)] = ""
    needs: Annotated[list[Need], Field(max_length=10)] = []
    needs_note: Why = ""
    diagnosis_system: Short = ""
    diagnosis_code: Annotated[str, Field(max_length=60)] = ""
    diagnosis: Why = ""
    anaesthesia: Anaesthesia | Literal[""] = ""


class RequestPatch(Schema):
    laterality: Laterality | None = None
    priority: Surgery.Priority | None = None
    max_wait_days: int | None = Field(None, ge=0, le=3650)
    minutes: int | None = Field(None, ge=5, le=1440)
    reason: Annotated[str, Field(max_length=4000)] | None = None
    needs: Annotated[list[Need], Field(max_length=10)] | None = None
    needs_note: Why | None = None
    diagnosis_system: Short | None = None
    diagnosis_code: Annotated[str, Field(max_length=60)] | None = None
    diagnosis: Why | None = None
    anaesthesia: Anaesthesia | None = None


class ProceduresIn(Schema):
    procedures: Annotated[list[ProcedureIn], Field(min_length=1, max_length=20)]


class AssessmentIn(Schema):
    """ASA, cardiac risk, anaesthesia, wound class, and what was found in the end."""

    anaesthesia: Anaesthesia | None = None
    asa: int | None = Field(None, ge=1, le=6)
    asa_emergency: bool | None = None
    risks: Annotated[list[Risk], Field(max_length=6)] | None = None
    wound: Wound | None = None
    post_system: Short | None = None
    post_code: Annotated[str, Field(max_length=60)] | None = None
    post_diagnosis: Why | None = None
    findings: Long | None = None


class AuthorisationIn(Schema):
    authorisation: Annotated[str, Field(max_length=40)] = ""


class ScheduleIn(Schema):
    """Where and when, and who anaesthetises; the surgeon is that of the operation."""

    theatre_id: UUID
    starts_at: AwareDatetime
    minutes: int | None = Field(None, ge=5, le=1440, description="A multiple of five; empty: as asked.")
    anaesthetist_id: UUID | None = None
    equipment_ids: Annotated[list[UUID], Field(max_length=10)] = []
    because: Why = ""


class CancellationIn(Schema):
    code: Cancellation
    because: Why = ""


class MomentIn(Schema):
    """When it happened; now, when empty."""

    at: AwareDatetime | None = None


class EntryIn(MomentIn):
    delay: Delay | Literal[""] = ""
    delay_note: Annotated[str, Field(max_length=300)] = ""


class AnaesthesiaIn(MomentIn):
    anaesthesia: Anaesthesia | Literal[""] = ""


class ClosureIn(MomentIn):
    findings: Long = ""
    post_diagnosis: Why = ""
    not_performed: Annotated[list[UUID], Field(max_length=20)] = []


class ExitIn(MomentIn):
    destination: Destination = Destination.RECOVERY


class RecoveryExitIn(MomentIn):
    because: Why = ""


class DelayIn(Schema):
    delay: Delay
    delay_note: Annotated[str, Field(max_length=300)] = ""


class MemberIn(Schema):
    employee_id: UUID
    role: TeamMember.Role


class SurgeonIn(Schema):
    surgeon_id: UUID


class SurgeryStepOut(Schema):
    what: StepRow.What
    before: Surgery.State | Literal[""]
    after: Surgery.State
    at: datetime
    by: NameRef
    why: str
    was_at: datetime | None
