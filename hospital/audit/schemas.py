"""The shapes of the trail in JSON, and what may be asked of it."""

from datetime import date, datetime
from typing import Any, Literal  # Any: before and after hold any column
from uuid import UUID

from ninja import Field, Schema

from hospital.core.pagination import PageQuery

from .models import Access, Change

Form = Literal["csv", "ndjson"]


class TrailFilter(Schema):
    """What may be asked of every part of the trail."""

    since: date | None = Field(None, description="First day, in the hospital's time zone.")
    until: date | None = Field(None, description="Last day, included.")
    patient_id: UUID | None = Field(None, description="Asking about a patient is itself recorded.")
    by_id: UUID | None = Field(None, description="The user who did it.")
    username: str = Field("", max_length=60)


class EventFilter(TrailFilter):
    verb: str = Field("", max_length=80)
    target: str = Field("", max_length=80, description="The kind of thing, as app.model.")
    target_id: UUID | None = None
    request_id: UUID | None = None


class AccessFilter(TrailFilter):
    action: Access.Action | None = None
    what: str = Field("", max_length=80)
    request_id: UUID | None = None


class ChangeFilter(TrailFilter):
    table: str = Field("", max_length=80)
    row_id: str = Field("", max_length=80)
    operation: Change.Operation | None = None
    transaction: int | None = Field(None, ge=0, lt=2**63)


class EventQuery(PageQuery, EventFilter):
    pass


class AccessQuery(PageQuery, AccessFilter):
    pass


class ChangeQuery(PageQuery, ChangeFilter):
    pass


class ActorRef(Schema):
    id: UUID
    username: str
    name: str


class TrailOut(Schema):
    id: UUID
    at: datetime
    transaction: int = Field(description="What joins events, accesses and changes of one transaction.")
    patient_id: UUID | None


class OriginOut(TrailOut):
    by: ActorRef | None = Field(description="Absent when nobody was signed in.")
    reason: str
    face: str = Field(description="The door: page, api, fhir or system.")
    address: str
    request_id: UUID
    particulars: dict[str, Any]  # Any: see above


class EventOut(OriginOut):
    verb: str
    label: str = Field(description="The verb, in the language of the client.")
    target: str
    target_id: UUID


class AccessOut(OriginOut):
    action: str
    what: str


class EventRef(Schema):
    id: UUID
    verb: str
    by: ActorRef | None


class ChangeOut(TrailOut):
    """A change without its values; ask for the one to see them."""

    table: str
    row_id: str
    operation: str
    fields: list[str]
    role: str = Field(description="The role of the database that wrote it.")
    events: list[EventRef] = Field(description="What happened in the same transaction.")


class ChangeDetail(ChangeOut):
    before: dict[str, Any] | None  # Any: see above
    after: dict[str, Any] | None


class ChangeOfEvent(TrailOut):
    table: str
    row_id: str
    operation: str
    before: dict[str, Any] | None  # Any: see above
    after: dict[str, Any] | None


class EventDetail(EventOut):
    changes: list[ChangeOfEvent]


class FaultOut(Schema):
    fault: str = Field(description="edited, missing, inserted, reordered, unsealed or anchor.")
    kind: str = Field(description="event, access, change or block.")
    row: str = Field(description="The id of the row, or the number of the block.")
    seq: int = Field(description="Its place in the chain.")


class VerificationOut(Schema):
    id: UUID
    at: datetime
    by: ActorRef | None
    is_whole: bool
    rows: int
    seconds: float
    head: str
    fault: FaultOut | None


class ChainOut(Schema):
    """`state`: empty, unverified, whole or broken; `is_late`: a finished row waits too long for its seal."""

    state: str
    is_late: bool
    rows: int
    blocks: int
    head: str = Field(description="The digest of the last block, in hex: worth keeping elsewhere.")
    sealed_at: datetime | None
    last: VerificationOut | None


class VerificationIn(Schema):
    anchor: str = Field(
        "", pattern="^([0-9a-fA-F]{64})?$", description="A head digest that was kept elsewhere."
    )
