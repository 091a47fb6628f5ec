"""Who lies where: stays, reservations, leave, precautions."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery
from hospital.encounters.schemas import PatientRef

from ..models import Isolation, Stay
from .places import Why


class StayOut(Schema):
    """A patient in a bed, or a bed reserved for her."""

    id: UUID
    version: int
    patient: PatientRef
    encounter_id: UUID | None
    bed_id: UUID
    bed_name: str = Field(alias="bed.name")
    ward_id: UUID = Field(alias="bed.ward_id")
    state: Stay.State
    begins_at: datetime
    ends_at: datetime | None
    expires_at: datetime | None
    with_mother_id: UUID | None
    moved_from_id: UUID | None
    overridden_because: str
    ended_because: str


class StayIn(Schema):
    bed_id: UUID
    patient_id: UUID
    encounter_id: UUID
    at: AwareDatetime | None = Field(None, description="Earlier than now, for what is written down later.")
    request_id: UUID | None = Field(None, description="The request for a bed that this one answers.")
    with_mother_id: UUID | None = Field(
        None, description="The stay of the mother in whose bed a newborn lies."
    )
    overridden_because: Why = Field("", description="Why the bed is used although it does not suit.")


class ReservationIn(Schema):
    bed_id: UUID
    patient_id: UUID
    until: AwareDatetime
    encounter_id: UUID | None = None
    request_id: UUID | None = None
    overridden_because: Why = ""


class StayQuery(PageQuery):
    patient_id: UUID | None = None
    bed_id: UUID | None = None
    ward_id: UUID | None = None
    state: Stay.State | None = None
    at: AwareDatetime | None = Field(None, description="Who was in bed at a moment.")


class MoveIn(Schema):
    bed_id: UUID
    because: Why
    at: AwareDatetime | None = None
    overridden_because: Why = ""


class SwapIn(Schema):
    other_id: UUID
    because: Why
    overridden_because: Why = ""


class DepartureIn(Schema):
    at: AwareDatetime | None = None
    because: Why = ""


class LeaveIn(Schema):
    expected_at: AwareDatetime
    because: Why
    left_at: AwareDatetime | None = None


class LeaveEnd(Schema):
    at: AwareDatetime | None = None


class LeaveOut(Schema):
    id: UUID
    version: int
    stay_id: UUID
    left_at: datetime
    expected_at: datetime
    returned_at: datetime | None
    ended_at: datetime | None
    because: str
    ended_because: str


class PrecautionIn(Schema):
    patient_id: UUID
    kind: Isolation
    because: Why
    encounter_id: UUID | None = None
    since: AwareDatetime | None = None


class LiftIn(Schema):
    because: Why
    at: AwareDatetime | None = None


class PrecautionQuery(PageQuery):
    patient_id: UUID | None = None
    open: bool = True


class PrecautionOut(Schema):
    id: UUID
    version: int
    patient_id: UUID
    encounter_id: UUID | None
    kind: Isolation
    because: str
    since: datetime
    until: datetime | None
    lifted_because: str
