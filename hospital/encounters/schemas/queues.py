"""Queues, rooms and panels, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated  # Any: measurements as JSON
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from hospital.core.pagination import PageQuery

from ..models import Colour, Encounter, Queue, QueueEntry
from ._common import Facts, Short, Why
from .encounters import NameRef, PatientRef


class QueueOut(Schema):
    id: UUID
    version: int
    department: NameRef
    name: str
    prefix: str
    purpose: Queue.Purpose
    kinds: list[Encounter.Kind]
    target_minutes: int
    is_active: bool
    waiting: int
    late: int


class QueueIn(Schema):
    department_id: UUID
    name: Annotated[str, StringConstraints(max_length=80)]
    prefix: Annotated[str, StringConstraints(max_length=3)]
    purpose: Queue.Purpose = Queue.Purpose.CARE
    kinds: Annotated[list[Encounter.Kind], Field(max_length=6)] = []
    target_minutes: int = Field(60, ge=1, le=1440)


class QueueChange(Schema):
    name: Annotated[str, StringConstraints(max_length=80)] = ""
    prefix: Annotated[str, StringConstraints(max_length=3)] = ""
    purpose: Queue.Purpose = Queue.Purpose.CARE
    kinds: Annotated[list[Encounter.Kind], Field(max_length=6)] = []
    target_minutes: int = Field(60, ge=1, le=1440)


class EntryOut(Schema):
    """A place in a queue; `why` explains it, `position` counts those who wait from 1."""

    id: UUID
    version: int
    ticket: str
    state: QueueEntry.State
    encounter_id: UUID
    patient: PatientRef
    colour: Colour.Code | None
    urgency: int
    legal_rank: int
    facts: list[QueueEntry.Fact]
    deadline: datetime
    arrived_at: datetime
    entered_at: datetime
    called_at: datetime | None
    room: str | None
    no_shows: int
    position: int | None = None
    why: list[str] = []


class CallIn(Schema):
    room_id: UUID


class ChoiceIn(Schema):
    room_id: UUID | None = Field(None, description="Null to call again to the same room.")
    reason: Why = ""


class FactsIn(Schema):
    facts: Facts


class RoomOut(Schema):
    id: UUID
    version: int
    department_id: UUID
    name: str
    spoken: str
    is_active: bool


class RoomIn(Schema):
    department_id: UUID
    name: Annotated[str, StringConstraints(max_length=60)]
    spoken: Short = ""


class RoomQuery(PageQuery):
    department_id: UUID | None = None


class PanelOut(Schema):
    id: UUID
    version: int
    name: str
    is_spoken: bool
    revoked_at: datetime | None


class PanelIn(Schema):
    name: Annotated[str, StringConstraints(max_length=80)]
    queue_ids: Annotated[list[UUID], Field(max_length=20)]
    is_spoken: bool = True


class PanelMade(PanelOut):
    """A panel with its token, which is shown only now; the address of the screen is /panel/<token>."""

    token: str
