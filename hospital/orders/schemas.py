"""What the API takes and gives. Names of fields are those of the models."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal  # Any: rows of every model
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from hospital.core.pagination import PageQuery

from .models import Category, Line, Order, Progress, Tube

Words = Annotated[str, StringConstraints(max_length=400)]
Short = Annotated[str, StringConstraints(max_length=60)]
Uri = Annotated[str, StringConstraints(max_length=200)]
Why = Annotated[str, StringConstraints(max_length=300)]


class PatientShort(Schema):
    id: UUID
    name: str
    chart_number: int


class OrderOut(Schema):
    """An order. `state` and `since` are of its progress, whose version is the ETag."""

    id: UUID
    version: int
    number: int
    patient: PatientShort
    category: Category
    system: str
    code: str
    display: str
    priority: Order.Priority
    clinical_indication: str
    panel_id: UUID | None
    department_id: UUID | None
    encounter_id: UUID | None
    consultation_id: UUID | None
    requested_by_id: UUID | None
    requested_by: str
    source: Order.Source
    occurred_at: datetime
    created_at: datetime
    state: Progress.State
    since: datetime
    reason: str

    @staticmethod
    def resolve_version(row: Any) -> int:  # Any: an Order; see above
        return int(row.progress.version)

    @staticmethod
    def resolve_state(row: Any) -> str:  # Any: as above
        return str(row.progress.state)

    @staticmethod
    def resolve_since(row: Any) -> datetime:  # Any: as above
        moved: datetime = row.progress.moved_at
        return moved

    @staticmethod
    def resolve_reason(row: Any) -> str:  # Any: as above
        return str(row.progress.reason)

    @staticmethod
    def resolve_requested_by(row: Any) -> str:  # Any: as above
        return row.requested_by.name if row.requested_by else ""


class OrderIn(Schema):
    """What is asked for: a panel of the catalogue, or a code with its words, or words alone."""

    panel_id: UUID | None = None
    category: Category | Literal[""] = ""
    system: Uri = ""
    code: Short = ""
    display: Words = ""
    priority: Order.Priority = Order.Priority.ROUTINE
    clinical_indication: Annotated[str, StringConstraints(max_length=1000)] = ""
    consultation_id: UUID | None = Field(None, description="The visit it belongs to, while that is a draft.")
    department_id: UUID | None = None


class OrderQuery(PageQuery):
    category: Category | None = None
    state: Progress.State | None = None
    priority: Order.Priority | None = None


class WorklistQuery(OrderQuery):
    """Without a state: everything that is open."""

    department_id: UUID | None = None
    q: str = Field("", max_length=100, description="Barcode, order or chart number, or part of a name.")
    sort: str = Field("", max_length=20, description="priority, occurred_at or -occurred_at.")


class SpecimenOut(Schema):
    id: UUID
    version: int
    order_id: UUID
    barcode: str
    tube: Tube
    collected_at: datetime
    rejected_at: datetime | None
    rejected_because: str


class CollectionIn(Schema):
    tubes: list[Tube] = Field(default_factory=list, max_length=10, description="Empty: the panel's own.")
    at: datetime | None = None


class ReasonIn(Schema):
    reason: Why


class LineIn(Schema):
    """A value in figures or in words. Limits are those of the laboratory's ranges unless they are sent."""

    system: Uri = ""
    code: Short = ""
    display: Words
    value: Decimal | None = None
    text: Words = ""
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    low: Decimal | None = None
    high: Decimal | None = None
    reference: Annotated[str, StringConstraints(max_length=200)] = ""
    interpretation: Line.Interpretation | Literal[""] = ""


class ResultIn(Schema):
    lines: list[LineIn] = Field(default_factory=list, max_length=200)
    text: Annotated[str, StringConstraints(max_length=20_000)] = ""


class CorrectionIn(ResultIn):
    result_id: UUID
    because: Why


class ValidationIn(Schema):
    """Which result was looked at: a corrected one is not validated by mistake."""

    result_id: UUID


class ReadingIn(ValidationIn):
    note: Why = ""


class LineOut(Schema):
    system: str
    code: str
    display: str
    value: Decimal | None
    text: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    reference: str
    interpretation: Line.Interpretation | Literal[""]


class ResultOut(Schema):
    """A result. `replaces_id` is the one it corrects; `because` says why."""

    id: UUID
    version: int
    order_id: UUID
    patient_id: UUID
    display: str
    lines: list[LineOut]
    text: str
    is_critical: bool
    source: Order.Source
    occurred_at: datetime
    created_at: datetime
    recorded_by_id: UUID
    performed_by_id: UUID | None
    validated_at: datetime | None
    validated_by_id: UUID | None
    replaces_id: UUID | None
    because: str

    @staticmethod
    def resolve_display(row: Any) -> str:  # Any: a Result; see above
        return str(row.order.display)

    @staticmethod
    def resolve_lines(row: Any) -> list[Line]:  # Any: as above
        return sorted(row.lines.all(), key=lambda line: line.position)


class ResultQuery(PageQuery):
    superseded: bool = Field(False, description="Also those that were corrected.")


class ReadingOut(Schema):
    id: UUID
    result_id: UUID
    read_by_id: UUID
    read_at: datetime
    note: str


class Point(Schema):
    """A value of a trend."""

    at: datetime
    value: Decimal
    unit: str
    interpretation: str
    low: Decimal | None
    high: Decimal | None

    @staticmethod
    def resolve_at(row: Any) -> datetime:  # Any: a Line; see above
        taken: datetime = row.result.occurred_at
        return taken


class TrendOut(Schema):
    """The last values of one test, the oldest first."""

    system: str
    code: str
    items: list[Point]


class NoticeOut(Schema):
    id: UUID
    version: int
    patient: PatientShort
    result_id: UUID
    order_id: UUID
    display: str
    lines: list[LineOut]
    raised_at: datetime
    due_at: datetime
    is_overdue: bool
    acknowledged_at: datetime | None
    acknowledged_by_id: UUID | None
    told: str
    measure: str

    @staticmethod
    def resolve_order_id(row: Any) -> UUID:  # Any: a CriticalNotice; see above
        key: UUID = row.result.order_id
        return key

    @staticmethod
    def resolve_display(row: Any) -> str:  # Any: as above
        return str(row.result.order.display)

    @staticmethod
    def resolve_lines(row: Any) -> list[Line]:  # Any: as above
        return [line for line in row.result.lines.all() if line.is_critical]


class NoticeQuery(PageQuery):
    is_open: bool | None = Field(True, description="Only what nobody acknowledged.")
    concerning: bool = Field(False, description="Only of one's own orders and units.")


class AcknowledgementIn(Schema):
    told: Annotated[str, StringConstraints(max_length=200)] = Field(description="Who was told, and how.")
    measure: Words = ""


class PanelLineOut(Schema):
    position: int
    system: str
    code: str
    display: str
    unit: str
    is_text: bool


class PanelOut(Schema):
    id: UUID
    version: int
    name: str
    category: Category
    system: str
    code: str
    tube: str
    preparation: str
    is_favourite: bool
    lines: list[PanelLineOut]


class PanelLineIn(Schema):
    system: Uri = ""
    code: Short = ""
    display: Words
    unit: Annotated[str, StringConstraints(max_length=40)] = ""
    is_text: bool = False


class PanelIn(Schema):
    name: Annotated[str, StringConstraints(max_length=120)]
    category: Category = Category.LABORATORY
    system: Uri = ""
    code: Short = ""
    tube: Tube | Literal[""] = ""
    preparation: Annotated[str, StringConstraints(max_length=200)] = ""
    is_favourite: bool = False
    tests: list[PanelLineIn] = Field(default_factory=list, max_length=100)


class PanelQuery(PageQuery):
    category: Category | None = None
    q: str = Field("", max_length=100)


class LimitsIn(Schema):
    """Limits; in a change, what is not sent stays as it is."""

    low: Decimal | None = None
    high: Decimal | None = None
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None
    is_active: bool = True


class RangeIn(LimitsIn):
    system: Uri = ""
    code: Short
    display: Words
    sex: Literal["", "female", "male"] = ""
    age_from: int = Field(0, ge=0, le=50_000, description="In days.")
    age_to: int | None = Field(None, ge=1, le=50_000, description="In days, excluded.")
    unit: Annotated[str, StringConstraints(max_length=40)] = ""


class RangeOut(RangeIn):
    id: UUID
    version: int


class RangeQuery(PageQuery):
    code: str = Field("", max_length=60)
    q: str = Field("", max_length=100)
