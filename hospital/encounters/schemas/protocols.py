"""Triage protocols, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated  # Any: measurements as JSON
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from ..models import Colour, ProtocolVersion
from ._common import Long, Short, Why


class ProtocolOut(Schema):
    id: UUID
    version: int
    code: str
    name: str
    description: str


class ProtocolIn(Schema):
    code: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_-]+$")]
    name: Short
    description: Long = ""


class VersionOut(Schema):
    id: UUID
    version: int
    protocol_id: UUID
    number: int
    state: ProtocolVersion.State
    note: str
    published_at: datetime | None


class ColourIO(Schema):
    code: Colour.Code
    name: Annotated[str, StringConstraints(max_length=60)]
    level: int = Field(ge=1, le=5)
    minutes: int = Field(ge=0, le=1440)


class QuestionIO(Schema):
    code: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_-]+$")]
    text: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    hint: Why = ""
    colour: Colour.Code
    rule: Annotated[str, StringConstraints(max_length=60)] = ""


class FlowchartIO(Schema):
    code: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_-]+$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    words: Why = ""
    discriminators: Annotated[list[QuestionIO], Field(max_length=60)] = []


class ContentIO(Schema):
    """The whole of a version: colours, questions of every flowchart, flowcharts with their own questions."""

    colours: Annotated[list[ColourIO], Field(max_length=5)]
    general: Annotated[list[QuestionIO], Field(max_length=60)] = []
    flowcharts: Annotated[list[FlowchartIO], Field(max_length=100)] = []


class VersionWhole(VersionOut):
    content: ContentIO
    flowchart_ids: dict[str, UUID] = {}


class DraftIn(Schema):
    note: Why = ""


class DraftChange(ContentIO):
    note: Why = ""


class DifferenceOut(Schema):
    what: str
    before: str
    after: str
