"""Encounters and their classifications, as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal  # Any: measurements as JSON
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery

from ..models import Colour, Encounter, QueueEntry, Step, Triage
from ._common import Facts, Long, Why


class PatientRef(Schema):
    id: UUID
    name: str
    chart_number: int
    birth_date: date | None
    is_unidentified: bool


class NameRef(Schema):
    id: UUID
    name: str


class ColourRef(Schema):
    triage_id: UUID
    colour: Colour.Code
    level: int
    target_at: datetime


class PlaceRef(Schema):
    id: UUID
    queue_id: UUID
    ticket: str
    state: QueueEntry.State
    deadline: datetime


class EncounterOut(Schema):
    """An encounter. `triage` is the classification that holds, `entry` the place in a queue, if any."""

    id: UUID
    version: int
    patient: PatientRef
    department: NameRef | None
    place: str
    kind: Encounter.Kind
    state: Encounter.State
    priority: Encounter.Priority
    practitioner: NameRef | None
    practitioner_text: str
    appointment_id: UUID | None
    occurred_at: datetime
    arrived_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    reason: str
    disposition: Encounter.Disposition | Literal[""]
    description: str
    source: Encounter.Source
    triage: ColourRef | None
    entry: PlaceRef | None

    @staticmethod
    def resolve_triage(row: Any) -> dict[str, Any] | None:  # Any: an encounter of lists.whole
        found = row.classified[0] if row.classified else None
        if found is None:
            return None
        return {
            "triage_id": found.pk, "colour": found.colour.code, "level": found.colour.level,
            "target_at": found.target_at,
        }  # fmt: skip

    @staticmethod
    def resolve_entry(row: Any) -> Any:  # Any: see above
        return row.places_now[0] if row.places_now else None


class EncounterQuery(PageQuery):
    patient_id: UUID | None = None
    department_id: UUID | None = None
    practitioner_id: UUID | None = None
    queue_id: UUID | None = Field(None, description="Who was in this queue on the day (today).")
    kind: Encounter.Kind | None = None
    state: Encounter.State | None = None
    open: bool | None = Field(None, description="Whether the patient is here now.")
    overdue: bool = Field(False, description="Only who waits beyond the time to be called by.")
    day: date | None = Field(None, description="Of this day, by arrival or planned time.")
    sort: str = Field("", max_length=20, description="occurred_at; a leading - descends.")


class EncounterIn(Schema):
    """Who arrives: with an appointment, or a patient who walks in."""

    appointment_id: UUID | None = None
    patient_id: UUID | None = None
    department_id: UUID | None = None
    kind: Encounter.Kind = Encounter.Kind.OUTPATIENT
    priority: Encounter.Priority = Encounter.Priority.ROUTINE
    reason: Why = ""
    description: Long = ""
    practitioner_id: UUID | None = None
    queue_id: UUID | None = None
    facts: Facts = []


class PlanIn(Schema):
    patient_id: UUID
    department_id: UUID
    at: AwareDatetime
    kind: Encounter.Kind = Encounter.Kind.HOME
    reason: Why = ""


class ArrivalIn(Schema):
    queue_id: UUID | None = None
    facts: Facts = []


class ClassificationIn(Schema):
    """`answers` by the code of the question; `vitals` by the code of the measure, in its unit."""

    flowchart_id: UUID
    answers: Annotated[dict[str, bool], Field(max_length=200)] = {}
    complaint: Why
    vitals: Annotated[dict[str, float | None], Field(max_length=20)] = {}
    started_at: AwareDatetime | None = None
    queue_id: UUID | None = None
    why: Triage.Why | Literal[""] = ""


class UnregisteredIn(ClassificationIn):
    department_id: UUID
    sex: Literal["female", "male", "other", "unknown"] = "unknown"
    years: int | None = Field(None, ge=0, le=130)
    description: Long = ""


class TriageOut(Schema):
    id: UUID
    encounter_id: UUID
    patient_id: UUID
    protocol_version_id: UUID
    flowchart: str
    colour: Colour.Code
    discriminator: str | None
    answers: dict[str, bool]
    vitals: dict[str, Any]  # Any: see above
    complaint: str
    started_at: datetime
    ended_at: datetime
    target_at: datetime
    classified_by: NameRef
    licence: str
    why: Triage.Why
    previous_id: UUID | None
    withdrawn_at: datetime | None
    withdrawn_because: str

    @staticmethod
    def resolve_flowchart(row: Triage) -> str:
        return row.flowchart.code

    @staticmethod
    def resolve_colour(row: Triage) -> str:
        return row.colour.code

    @staticmethod
    def resolve_discriminator(row: Triage) -> str | None:
        return row.discriminator.code if row.discriminator else None


class TriageQuery(PageQuery):
    encounter_id: UUID | None = None
    colour: Colour.Code | None = None
    day: date | None = None


class ReplayOut(Schema):
    """A classification decided again; `is_equal` is false only if what was stored was tampered with."""

    stored: Colour.Code
    again: Colour.Code
    decided_by: str
    minutes: int
    is_equal: bool


class UnregisteredOut(Schema):
    patient_id: UUID
    encounter_id: UUID
    triage: TriageOut
    ticket: str | None


class StepOut(Schema):
    what: Step.What
    before: Encounter.State | Literal[""]
    after: Encounter.State
    at: datetime
    by: NameRef
    why: str
    note: str


class Reason(Schema):
    reason: Why


class MaybeReason(Schema):
    reason: Why = ""


class BeginningIn(Schema):
    practitioner_id: UUID | None = Field(None, description="Who sees the patient; oneself when null.")


class ClosureIn(Schema):
    disposition: Encounter.Disposition
    description: Long = ""


class TransferIn(Schema):
    queue_id: UUID
    reason: Why = ""


class EntryIn(Schema):
    queue_id: UUID
    facts: Facts = []


class AssignmentIn(Schema):
    practitioner_id: UUID | None
