"""Appointments and free times, as the API takes and gives them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, BeforeValidator

from hospital.core.pagination import PageQuery

from ..models import Appointment, Resource, Service
from ._common import Day, Keys, Payer, Why


class PatientShort(Schema):
    """Who it is, as lists show her; `name` is what she is called."""

    id: UUID
    name: str
    chart_number: int
    birth_date: date | None
    sex: str


class ResourceShort(Schema):
    id: UUID
    kind: Resource.Kind
    name: str


class DayRow(Schema):
    """An appointment in somebody's day."""

    id: UUID
    version: int
    state: Appointment.State
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    patient: PatientShort
    service_id: UUID
    service_name: str
    is_overbooked: bool
    is_double_booked: bool
    overbooked_because: str
    payer_code: str
    channel: Appointment.Channel
    description: str
    notes: str
    stepped_at: AwareDatetime


class AppointmentRow(DayRow):
    department_id: UUID
    resources: list[ResourceShort]


class AppointmentOut(AppointmentRow):
    """An appointment; its course is under /steps."""

    modality: Service.Modality
    preparation: str
    series_id: UUID | None
    booked_by_id: UUID
    expires_at: AwareDatetime | None
    stepped_by_id: UUID
    stepped_because: str
    created_at: AwareDatetime
    updated_at: AwareDatetime


class AppointmentQuery(PageQuery):
    day: Day | None = Field(None, description="Those that begin on this day of the hospital.")
    from_day: Day | None = None
    until_day: Day | None = Field(None, description="The last day.")
    resource_id: UUID | None = None
    department_id: UUID | None = None
    patient_id: UUID | None = None
    service_id: UUID | None = None
    series_id: UUID | None = None
    state: Appointment.State | None = None
    sort: str = Field("", max_length=20, description="starts_at or -starts_at.")


class DayQuery(Schema):
    date: Day | None = Field(None, description="Today unless said otherwise.")


class BookingIn(Schema):
    """`resource_ids`: all are booked, or none; the first gives the appointment its department."""

    patient_id: UUID
    service_id: UUID
    resource_ids: Annotated[list[UUID], Field(min_length=1, max_length=20)]
    starts_at: AwareDatetime
    payer_code: Payer = ""
    channel: Appointment.Channel = Appointment.Channel.RECEPTION
    description: Why = ""
    notes: str = Field("", max_length=2000)


class AppointmentIn(BookingIn):
    overbooked_because: Why = Field(
        "", description="Why it goes over the capacity, outside the hours or beside another of the patient."
    )
    hold_minutes: int | None = Field(
        None, ge=1, le=10080, description="Hold the time only, until it is confirmed or so much has passed."
    )
    request_id: str = Field(
        "", max_length=80, description="The client's own number of this wish: sent twice, it is booked once."
    )


class SeriesIn(BookingIn):
    times: int = Field(ge=2, le=104)
    every_weeks: int = Field(1, ge=1, le=12)
    skip_conflicts: bool = Field(False, description="Book the others; or nothing when one cannot be booked.")


class SeriesOut(Schema):
    id: UUID
    appointment_ids: list[UUID]
    skipped: list[str]


class MoveIn(Schema):
    starts_at: AwareDatetime
    resource_ids: Keys = Field([], description="The same as before unless said otherwise.")
    reason: Why = ""
    overbooked_because: Why = ""


class OptionalReason(Schema):
    reason: Why = ""


class StepOut(Schema):
    from_state: str
    to_state: Appointment.State
    was_at: AwareDatetime | None
    at: AwareDatetime
    by_id: UUID
    because: str


def _all(value: object) -> object:
    return value if isinstance(value, list) else [value]


KeysAsked = Annotated[list[UUID], Field(max_length=200), BeforeValidator(_all)]


class SlotQuery(Schema):
    """Where to look: the resources named, or all that are visible of a department and a kind."""

    service_id: UUID
    resource_id: KeysAsked = []
    companion_id: KeysAsked = Field([], description="All of these must be free too, for example a room.")
    department_id: UUID | None = None
    kind: Resource.Kind = Resource.Kind.PRACTITIONER
    from_: AwareDatetime | None = Field(None, alias="from", description="Now unless said otherwise.")
    until: AwareDatetime | None = Field(None, description="30 days later unless said otherwise.")
    payer_code: Payer = ""
    limit: int = Field(200, ge=1, le=5000)


class SlotOut(Schema):
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    resource_id: UUID
    department_id: UUID
    places: int = Field(description="How many more patients it takes.")


class SlotsOut(Schema):
    items: list[SlotOut]
