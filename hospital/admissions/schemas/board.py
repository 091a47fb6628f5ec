"""The bed board as JSON."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field


class BoardQuery(Schema):
    """Which part of the board."""

    ward_id: UUID | None = Field(None, description="One ward; without it every one that you see")


class WarnedOut(Schema):
    points: int = Field(description="The least it can be when it is not complete")
    is_whole: bool
    risk: str
    trend: Literal["up", "down", "same", ""]
    at: datetime


class OccupantOut(Schema):
    """Who is in a bed. What is clinical is empty where the chart is not open to you (`is_open`)."""

    stay_id: UUID
    stay_version: int
    state: Literal["present", "reserved"]
    patient_id: UUID
    encounter_id: UUID | None
    admission_id: UUID | None
    name: str
    sex: str
    born: date | None
    is_unidentified: bool
    since: datetime
    expires_at: datetime | None
    is_open: bool
    days: int = Field(description="In hospital")
    stage: str
    diagnosis: str
    responsible: str
    diet: str
    expected: date | None
    expected_days: int | None
    colour: Literal["green", "yellow", "red", ""]
    allergies: list[str] | None = Field(description="null: nobody asked, or not for you; []: none is known")
    precautions: list[str]
    warned: WarnedOut | None = Field(description="The last NEWS2")
    back_at: datetime | None = Field(description="Away on leave until then")
    alike: list[str] = Field(description="Beds of patients with a like name in the ward")


class CardOut(Schema):
    id: UUID
    room: str
    name: str
    state: str
    since: datetime
    because: str
    kind: str
    is_extra: bool
    is_virtual: bool
    isolation: list[str]
    occupant: OccupantOut | None
    newborns: list[OccupantOut]
    due_at: datetime | None = Field(description="Of its cleaning")
    cleaner: str


class WardOut(Schema):
    id: UUID
    name: str
    floor: str
    kind: str
    used: int
    usable: int
    beds: list[CardOut]


class BoardOut(Schema):
    """The wards by name, and the numbers of the whole board."""

    at: datetime
    figures: dict[str, int]
    wards: list[WardOut]
