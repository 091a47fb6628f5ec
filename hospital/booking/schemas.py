"""What the API takes and gives of the waiting list, and at the patients' own door."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery

Short = Annotated[str, Field(max_length=300)]


class WishIn(Schema):
    patient_id: UUID
    service_id: UUID
    resource_id: UUID | None = Field(None, description="Nobody: with whoever is free first.")
    starts_on: date
    ends_on: date
    part_of_day: Annotated[str, Field(max_length=10)] = "any"
    priority: int = Field(3, ge=1, le=3, description="1 urgent, 2 soon, 3 routine.")
    payer_code: str = Field("", max_length=30)
    note: Short = ""


class WishChange(Schema):
    resource_id: UUID | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    part_of_day: Annotated[str, Field(max_length=10)] | None = None
    priority: int | None = Field(None, ge=1, le=3)
    note: Short | None = None


class ReasonIn(Schema):
    reason: str = Field(max_length=300)


class WishOut(Schema):
    """`rank` counts all who wait for the same service, from 1; the reasons say why she stands there."""

    id: UUID
    state: str
    patient_id: UUID
    service_id: UUID
    resource_id: UUID | None
    starts_on: date
    ends_on: date
    part_of_day: str
    priority: int
    note: str
    channel: str
    wished_at: datetime
    appointment_id: UUID | None
    reasons: list[str] = []
    version: int


class OfferOut(Schema):
    id: UUID
    state: str
    wish_id: UUID
    opening_id: UUID
    rank: int
    starts_at: datetime
    offered_at: datetime
    deadline: datetime
    answered_at: datetime | None
    appointment_id: UUID | None


class BookedOut(Schema):
    appointment_id: UUID


class WishQuery(PageQuery):
    state: Annotated[str, Field(max_length=10)] = Field("open", description="open, or one of the states.")
    service_id: UUID | None = None
    patient_id: UUID | None = None


class OfferQuery(PageQuery):
    state: Annotated[str, Field(max_length=10)] = ""
    wish_id: UUID | None = None


class CodeIn(Schema):
    cpf: str = Field(max_length=20)
    birth_date: date


class CodeOut(Schema):
    """The same for everybody, known here or not."""

    code_id: UUID
    expires_at: datetime


class EnterIn(Schema):
    code_id: UUID
    code: str = Field(max_length=10)


class VisitOut(Schema):
    """Send the token as X-Booking-Token."""

    token: str
    expires_at: datetime


class OwnService(Schema):
    id: UUID
    name: str
    duration: int
    modality: str
    preparation: str


class OwnSlotQuery(Schema):
    service_id: UUID
    resource_id: UUID | None = None
    from_day: date | None = None


class OwnSlot(Schema):
    starts_at: datetime
    ends_at: datetime
    resource_id: UUID
    resource_name: str


class OwnBooking(Schema):
    service_id: UUID
    resource_id: UUID
    starts_at: AwareDatetime
    request_id: str = Field("", max_length=80, description="Sent twice, it is booked once.")


class OwnMove(Schema):
    resource_id: UUID
    starts_at: AwareDatetime


class OwnAppointment(Schema):
    id: UUID
    state: str
    starts_at: datetime
    ends_at: datetime
    service_name: str
    with_names: list[str]
    preparation: str
    may_change: bool


class OwnOffer(Schema):
    id: UUID
    starts_at: datetime
    deadline: datetime
    service_name: str
    resource_name: str


class OwnWish(Schema):
    id: UUID
    state: str
    service_id: UUID
    service_name: str
    starts_on: date
    ends_on: date
    part_of_day: str


class OwnWishIn(Schema):
    service_id: UUID
    starts_on: date
    ends_on: date
    part_of_day: Annotated[str, Field(max_length=10)] = "any"
