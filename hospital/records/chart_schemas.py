"""What the API gives of a chart as a whole, and of its timeline."""

from datetime import date, datetime
from typing import Any  # Any: what each kind of event has of its own
from uuid import UUID

from ninja import Field, Schema

from hospital.core.pagination import PageOut
from hospital.patients.models import Alert, Charted, Patient


class ChartPatient(Schema):
    """Whose chart it is. `name` is what she is called."""

    id: UUID
    version: int
    chart_number: int
    name: str
    civil_name: str
    birth_date: date | None
    birth_date_precision: Patient.Precision
    sex: Patient.Sex
    is_deceased: bool
    deceased_at: datetime | None
    is_unidentified: bool
    is_confidential: bool


class GroundOut(Schema):
    """Why the chart opens to whoever asks; `closes_at` when it opens in an emergency only."""

    name: str
    label: str
    emergency_access_id: UUID | None
    closes_at: datetime | None
    is_restricted: bool


class ChartAlert(Schema):
    id: UUID
    kind: Alert.Kind
    severity: Alert.Severity
    text: str
    starts_on: date | None


class Coded(Schema):
    id: UUID
    display: str
    system: str
    code: str


class ChartReaction(Schema):
    display: str
    severity: str


class ChartAllergy(Coded):
    kind: str
    category: str
    criticality: str
    verification: str
    reactions: list[ChartReaction]


class ChartProblem(Coded):
    clinical_status: str
    verification: str
    severity: str
    onset_on: date | None
    occurred_at: datetime
    source: Charted.Source


class ChartMedication(Coded):
    dosage: str
    starts_on: date | None
    reason: str
    source: Charted.Source
    occurred_at: datetime


class ChartDose(Coded):
    status: str
    dose_number: int | None
    dose_label: str
    occurred_at: datetime


class ChartDocument(Schema):
    id: UUID
    title: str
    display: str
    mime: str
    size: int
    occurred_at: datetime


class ChartEncounter(Schema):
    """The encounter that is open now."""

    id: UUID
    kind: str
    state: str
    occurred_at: datetime
    reason: str
    department: str | None


class ChartLine(Schema):
    display: str
    code: str
    value: float | None
    text: str
    unit: str
    low: float | None
    high: float | None
    interpretation: str


class ChartResult(Schema):
    id: UUID
    order_id: UUID
    display: str
    category: str
    occurred_at: datetime
    validated_at: datetime | None
    is_critical: bool
    text: str
    lines: list[ChartLine]


class Measured(Schema):
    display: str
    code: str
    value_number: float | None
    comparator: str
    value_text: str
    value_code: str
    unit: str
    interpretation: str
    reference_low: float | None
    reference_high: float | None


class ChartObservation(Measured):
    """A result from elsewhere, or measured at the bedside; a panel has its values in `parts`."""

    id: UUID
    occurred_at: datetime
    taken_in: UUID | None
    parts: list[Measured]


class PointOut(Schema):
    at: datetime
    value: float
    interpretation: str


class SeriesOut(Schema):
    """One vital sign, the oldest value first, with the range the last one was read against."""

    name: str
    label: str
    unit: str
    points: list[PointOut]
    low: float | None
    high: float | None


class CurveOut(Schema):
    """Series that are drawn together."""

    name: str
    series: list[SeriesOut]


class ScoreOut(Schema):
    """One NEWS2 score, the newest first; without a `total` some parameter is missing."""

    at: datetime
    total: int | None
    known: int
    risk: str
    trend: str
    missing: list[str]


class EventOut(Schema):
    """Something that happened: when, when it was written down, by whom, and from where it comes.

    `title` is words, or the code of a choice for encounters, visits and papers. `extra` is what only its kind
    has: lines of a result, values of a moment, the professional of a visit. What was withdrawn stays.
    """

    kind: str
    id: UUID
    occurred_at: datetime
    recorded_at: datetime
    source: Charted.Source
    author_id: UUID
    author: str
    title: str
    detail: str
    status: str
    system: str
    code: str
    reference: UUID | None
    withdrawn_at: datetime | None
    withdrawn_because: str
    extra: dict[str, Any]  # Any: JSON


class ChartOut(Schema):
    """The chart at a glance, with the first page of its timeline."""

    patient: ChartPatient
    ground: GroundOut
    alerts: list[ChartAlert]
    isolation: list[ChartAlert] = Field(description="Alerts of infection control.")
    allergies: list[ChartAllergy]
    no_known_allergies_at: datetime | None = Field(description="When she was asked and knew of none.")
    problems: list[ChartProblem]
    medications: list[ChartMedication]
    encounter: ChartEncounter | None
    weight: PointOut | None
    vitals: list[CurveOut]
    news2: list[ScoreOut]
    results: list[ChartResult]
    laboratory: list[ChartObservation]
    immunizations: list[ChartDose]
    documents: list[ChartDocument]
    timeline: PageOut[EventOut]
