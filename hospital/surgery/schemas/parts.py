"""What belongs to an operation: checklist, consents, counts, specimens, implants, anaesthesia, waking up."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal  # Any: rows with what the lists add
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from hospital.core.pagination import PageQuery
from hospital.encounters.schemas import NameRef, PatientRef

from ..checklist import ITEMS, required_signs
from ..models import AnaesthesiaEntry, ChecklistPhase, ChecklistSign, Count, Laterality, SurgicalConsent
from ._common import Short, Why

Answer = Literal["yes", "no", "na"]
Points = Annotated[int, Field(ge=0, le=2)]


class SignOut(Schema):
    role: ChecklistSign.Role
    employee: NameRef
    at: datetime


class ItemOut(Schema):
    key: str
    text: str
    good: list[Answer]
    answer: Answer | None


class PhaseOut(Schema):
    """A phase of the checklist with its items; `wanted` are the roles that have not signed yet."""

    name: ChecklistPhase.Name
    items: list[ItemOut]
    note: str
    laterality: Laterality | Literal[""]
    signs: list[SignOut]
    wanted: list[ChecklistSign.Role]
    completed_at: datetime | None
    waived_at: datetime | None
    waived_because: str

    @staticmethod
    def resolve_items(row: Any) -> Any:  # Any: see above
        return [
            {"key": one.key, "text": str(one.text), "good": one.good, "answer": row.answers.get(one.key)}
            for one in ITEMS[row.name]
        ]

    @staticmethod
    def resolve_signs(row: Any) -> Any:  # Any: see above
        return row.signed

    @staticmethod
    def resolve_wanted(row: Any) -> Any:  # Any: see above
        signed = {sign.role for sign in row.signed}
        return [] if row.is_closed else [
            role for role in required_signs(row.name, row.surgery.anaesthesia) if role not in signed
        ]  # fmt: skip


class PhaseIn(Schema):
    answers: dict[Annotated[str, Field(max_length=20)], Answer] = {}
    laterality: Laterality | Literal[""] = ""
    note: Annotated[str, Field(max_length=1000)] = ""


class SurgicalConsentIn(Schema):
    kind: SurgicalConsent.Kind = SurgicalConsent.Kind.SURGERY
    procedure: Why
    laterality: Laterality = Laterality.NONE
    signed_by: Short = ""
    relation: Annotated[str, Field(max_length=80)] = ""
    signed_at: AwareDatetime | None = None
    consent_id: UUID | None = None


class SurgicalConsentOut(Schema):
    id: UUID
    kind: SurgicalConsent.Kind
    procedure: str
    laterality: Laterality
    signed_by: str
    relation: str
    signed_at: datetime
    consent_id: UUID | None
    revoked_at: datetime | None
    revoked_because: str


class CountIn(Schema):
    kind: Count.Kind
    what: Annotated[str, Field(max_length=120)] = ""
    before: int = Field(ge=0, le=10000)


class MoreIn(Schema):
    more: int = Field(ge=1, le=1000)


class FinalCountIn(Schema):
    after: int = Field(ge=0, le=10000)
    counted_by_id: UUID
    checked_by_id: UUID


class ExplanationIn(Schema):
    explained: Why
    xray_at: AwareDatetime


class CountOut(Schema):
    id: UUID
    kind: Count.Kind
    what: str
    before: int
    added: int
    after: int | None
    missing: int | None
    is_settled: bool
    counted_by: NameRef | None
    checked_by: NameRef | None
    counted_at: datetime | None
    explained: str
    xray_at: datetime | None


class SpecimenIn(Schema):
    what: Short
    site: Short = ""
    label: Annotated[str, Field(max_length=60)]
    fixative: Annotated[str, Field(max_length=100)] = ""
    sent_to: Short = ""
    at: AwareDatetime | None = None


class SpecimenOut(Schema):
    id: UUID
    what: str
    site: str
    label: str
    fixative: str
    sent_to: str
    taken_at: datetime


class ImplantIn(Schema):
    what: Annotated[str, Field(max_length=300)]
    maker: Short
    registration: Annotated[str, Field(max_length=30)] = ""
    lot: Annotated[str, Field(max_length=60)] = ""
    serial: Annotated[str, Field(max_length=60)] = ""
    expires_on: date | None = None
    site: Short = ""
    laterality: Laterality = Laterality.NONE
    quantity: int = Field(1, ge=1, le=1000)
    at: AwareDatetime | None = None


class ImplantOut(Schema):
    id: UUID
    surgery_id: UUID
    what: str
    maker: str
    registration: str
    lot: str
    serial: str
    expires_on: date | None
    site: str
    laterality: Laterality
    quantity: int
    used_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str


class TracedOut(ImplantOut):
    """An implant with the patient it is in."""

    patient: PatientRef

    @staticmethod
    def resolve_patient(row: Any) -> Any:  # Any: see above
        return row.surgery.patient


class ImplantQuery(PageQuery):
    lot: str = Field("", max_length=60)
    serial: str = Field("", max_length=60)
    registration: str = Field("", max_length=30)


class LineIn(Schema):
    """A line of the record of anaesthesia."""

    kind: AnaesthesiaEntry.Kind
    what: Short = ""
    amount: Decimal | None = Field(None, gt=0, max_digits=10, decimal_places=3)
    unit: Annotated[str, Field(max_length=20)] = ""
    heart_rate: int | None = Field(None, ge=0, le=300)
    systolic: int | None = Field(None, ge=0, le=350)
    diastolic: int | None = Field(None, ge=0, le=250)
    spo2: int | None = Field(None, ge=0, le=100)
    etco2: int | None = Field(None, ge=0, le=150)
    note: Why = ""
    at: AwareDatetime | None = None


class LineOut(Schema):
    id: UUID
    kind: AnaesthesiaEntry.Kind
    what: str
    amount: Decimal | None
    unit: str
    heart_rate: int | None
    systolic: int | None
    diastolic: int | None
    spo2: int | None
    etco2: int | None
    note: str
    at: datetime
    by: NameRef


class AldreteIn(Schema):
    activity: Points
    respiration: Points
    circulation: Points
    consciousness: Points
    saturation: Points
    at: AwareDatetime | None = None


class AldreteOut(Schema):
    id: UUID
    activity: int
    respiration: int
    circulation: int
    consciousness: int
    saturation: int
    total: int
    at: datetime
    by: NameRef


class TheatreOut(Schema):
    id: UUID
    name: str
    department_id: UUID


class SlotOut(Schema):
    """An operation on the map; of one that is not for the asker to see, only that the time is taken."""

    surgery_id: UUID | None
    theatre_id: UUID
    starts_at: datetime
    ends_at: datetime
    state: str
    priority: str
    began_at: datetime | None
    ended_at: datetime | None


class MapOut(Schema):
    day: date
    theatres: list[TheatreOut]
    slots: list[SlotOut]
