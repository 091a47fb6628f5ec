"""Who and what is booked, and when, as the API takes and gives it; durations are in minutes."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from hospital.core.pagination import PageQuery

from ..models import Holiday, Resource, Service
from ._common import Buffer, Day, Minutes, Name, Payer, Places, Why


class Reason(Schema):
    reason: Why


class ResourceOut(Schema):
    id: UUID
    version: int
    kind: Resource.Kind
    name: str
    employee_id: UUID | None
    department_id: UUID
    capacity: int
    is_active: bool


class ResourceIn(Schema):
    kind: Resource.Kind = Resource.Kind.PRACTITIONER
    department_id: UUID
    employee_id: UUID | None = Field(None, description="Who a practitioner is; null for all other kinds.")
    name: Name = Field("", description="A practitioner is called as the employee unless said otherwise.")
    capacity: Places = 1


class ResourceChange(Schema):
    department_id: UUID | None = None
    name: Name = ""
    capacity: Places = 1
    is_active: bool = True


class ResourceQuery(PageQuery):
    q: str = Field("", max_length=80, description="Part of the name.")
    kind: Resource.Kind | None = None
    department_id: UUID | None = None
    service_id: UUID | None = Field(None, description="Only those who offer it in some of their hours.")
    with_inactive: bool = False


class ServiceOut(Schema):
    id: UUID
    version: int
    code: str
    name: str
    duration: int
    buffer_before: int
    buffer_after: int
    capacity: int
    modality: Service.Modality
    preparation: str
    is_bookable_online: bool
    is_active: bool


class ServiceChange(Schema):
    name: Name = ""
    duration: Minutes = 30
    buffer_before: Buffer = 0
    buffer_after: Buffer = 0
    capacity: Places = 1
    modality: Service.Modality = Service.Modality.IN_PERSON
    preparation: str = Field("", max_length=4000)
    is_bookable_online: bool = False
    is_active: bool = True


class ServiceIn(ServiceChange):
    code: str = Field(max_length=20)


class ServiceQuery(PageQuery):
    q: str = Field("", max_length=80, description="Part of the name, or how the code begins.")
    online: bool | None = Field(None, description="Only those that patients book themselves, or the others.")
    with_inactive: bool = False


class TemplateIn(Schema):
    weekday: int = Field(ge=1, le=7, description="1 is Monday.")
    opens_at: time
    closes_at: time
    slot_minutes: Minutes = 30
    capacity: Places = 1
    service_ids: Annotated[list[UUID], Field(max_length=100)] = Field([], description="None: all services.")
    quotas: dict[Payer, Annotated[int, Field(ge=0, le=500)]] = Field(
        {}, description="By payer: how many appointments of it these hours take on one day."
    )


class TemplateOut(Schema):
    id: UUID
    weekday: int
    opens_at: time
    closes_at: time
    slot_minutes: int
    capacity: int
    starts_on: date
    ends_on: date | None
    is_extra: bool
    reason: str
    service_ids: list[UUID]
    quotas: dict[str, int]


class AgendaRow(Schema):
    id: UUID
    version: int
    resource_id: UUID
    department_id: UUID
    starts_on: date
    ends_on: date | None
    time_zone: str
    works_on_holidays: bool


class AgendaOut(AgendaRow):
    hours: list[TemplateOut]


class AgendaIn(Schema):
    resource_id: UUID
    department_id: UUID | None = Field(None, description="The resource's own unless said otherwise.")
    starts_on: Day
    ends_on: Day | None = None
    time_zone: str = Field("", max_length=50, description="The hospital's unless said otherwise.")
    works_on_holidays: bool = False
    week: Annotated[list[TemplateIn], Field(max_length=100)] = []


class AgendaQuery(PageQuery):
    resource_id: UUID | None = None
    department_id: UUID | None = None
    day: Day | None = Field(None, description="Only those that hold on this day.")


class WeekIn(Schema):
    from_day: Day | None = None
    week: Annotated[list[TemplateIn], Field(max_length=100)]


class HoursIn(Schema):
    day: Day
    opens_at: time
    closes_at: time
    slot_minutes: Minutes = 30
    capacity: Places = 1
    service_ids: Annotated[list[UUID], Field(max_length=100)] = []
    reason: Why


class ClosureIn(Schema):
    ends_on: Day = Field(description="The last day.")
    reason: Why


class HolidayOut(Schema):
    id: UUID
    version: int
    day: date
    name: str
    scope: Holiday.Scope


class HolidayIn(Schema):
    day: Day
    name: str = Field(max_length=100)
    scope: Holiday.Scope = Holiday.Scope.NATIONAL


class HolidayQuery(PageQuery):
    year: Annotated[int, Field(ge=1850, le=2199)] | None = None
