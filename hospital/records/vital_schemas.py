"""What the API takes and gives of vital signs, scores, growth and series."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from hospital.core.pagination import PageQuery
from hospital.patients.models import Charted

Number = Annotated[Decimal, Field(max_digits=12, decimal_places=6)]


class ReadingsIn(Schema):
    """What was read; whatever is absent was not read, and is never guessed."""

    systolic: Number | None = None
    diastolic: Number | None = None
    pulse: Number | None = None
    respiratory_rate: Number | None = None
    temperature: Number | None = Field(None, description="°C")
    oxygen_saturation: Number | None = None
    oxygen_flow: Number | None = Field(None, description="Litres a minute.")
    breathing: Literal["air", "oxygen"] | None = None
    consciousness: Literal["A", "C", "V", "P", "U"] | None = Field(None, description="ACVPU.")
    oxygen_scale: Literal["1", "2"] | None = Field(
        None, description="The saturation scale of NEWS2 from now on; needs records.write_entry."
    )
    pain: Number | None = None
    glucose: Number | None = Field(None, description="mg/dl, capillary.")
    glasgow: Number | None = None
    weight: Number | None = Field(None, description="kg")
    height: Number | None = Field(None, description="cm")
    head_circumference: Number | None = Field(None, description="cm")


class VitalsIn(Schema):
    """One visit to the bedside. 409 `Unusual` asks for very unusual values again: send `confirmed`."""

    readings: ReadingsIn
    at: AwareDatetime | None = Field(None, description="Now when absent.")
    encounter_id: UUID | None = None
    consultation_id: UUID | None = None
    confirmed: bool = False
    note: Annotated[str, StringConstraints(max_length=4000)] = ""
    device: Annotated[str, StringConstraints(max_length=200)] = ""
    source: Charted.Source = Charted.Source.HERE


class ReadingOut(Schema):
    """One value of a set; `points` are those of NEWS2."""

    name: str
    label: str
    value: float | None
    text: str
    unit: str
    low: float | None
    high: float | None
    interpretation: str
    points: int | None
    observation_id: UUID


class ScoreOut(Schema):
    """NEWS2: `total` is None when parameters are `missing`; `known` is then the least it can be."""

    total: int | None
    known: int
    missing: list[str]
    red: list[str]
    risk: Literal["low", "low-medium", "medium", "high", "unknown"]
    is_warning: bool
    scale: str
    trend: Literal["up", "down", "same", ""]


class SetOut(Schema):
    """What was read at one visit to the bedside; the score is for people from 16 years on."""

    id: UUID
    at: datetime
    recorded_by_id: UUID
    readings: list[ReadingOut]
    news2: ScoreOut | None


class SetsOut(Schema):
    """The sets, the newest first; `next` is the cursor of older ones."""

    items: list[SetOut]
    next: str | None = None
    total: int | None = None


class ScoredOut(Schema):
    set_id: UUID
    at: datetime
    news2: ScoreOut


class PointOut(Schema):
    """One value in time; `origin` says which part of the system has it."""

    at: datetime
    value: float
    unit: str
    low: float | None
    high: float | None
    interpretation: str
    origin: Literal["records", "orders"]
    source_id: UUID


class SeriesOut(Schema):
    code: str
    display: str
    points: list[PointOut]


class SeriesQuery(Schema):
    code: str = Field(min_length=1, max_length=60, description="LOINC.")
    limit: int = Field(200, ge=1, le=1000)


class SetsQuery(PageQuery):
    limit: int = Field(20, ge=1, le=100)


class GrowthOut(Schema):
    """A measure of a child against the WHO standards; `z` is None where they do not reach."""

    at: datetime
    age_days: int
    measure: Literal["weight", "height", "head_circumference", "bmi"]
    value: float
    z: float | None
