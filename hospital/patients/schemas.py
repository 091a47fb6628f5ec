"""What the API takes and gives. Names of fields are those of the models."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from hospital.core.pagination import PageQuery

from .models import Address, Alert, Contact, Guardian, Identifier, Merge, Patient

Short = Annotated[str, StringConstraints(max_length=100)]
Name = Annotated[str, StringConstraints(max_length=200)]
Note = Annotated[str, StringConstraints(max_length=200)]
Long = Annotated[str, StringConstraints(max_length=4000)]
Number = Annotated[str, StringConstraints(max_length=40)]
Country = Annotated[str, StringConstraints(max_length=2)]


class PatientRow(Schema):
    """A patient in a list. `name` is what she is called: the social name where there is one."""

    id: UUID
    version: int
    chart_number: int
    state: Patient.State
    name: str
    civil_name: str
    birth_date: date | None
    birth_date_precision: Patient.Precision
    sex: Patient.Sex
    mother_name: str
    cpf: str | None
    is_unidentified: bool
    is_confidential: bool
    is_deceased: bool


class AddressShort(Schema):
    street: str
    number: str
    complement: str
    district: str
    city: str
    city_code: str
    state: str
    postal_code: str
    country: str


class PatientOut(PatientRow):
    """A patient. `merged_into_id` is the record that stands for her when this was merged.

    `cpf`, `cns`, `phone`, `email` and `address` are the preferred or the latest of those that hold; the
    others are under /identifiers, /contacts and /addresses.
    """

    given_name: str
    family_name: str
    social_name: str
    gender_identity: Patient.Gender | Literal[""]
    mother_id: UUID | None
    mother_unknown: bool
    race_colour: Patient.RaceColour
    ethnicity: str
    nationality: str
    birth_city: str
    birth_city_code: str
    birth_state: str
    birth_country: str
    language: str
    marital_status: Patient.MaritalStatus | Literal[""]
    cns: str | None
    phone: str | None
    email: str | None
    address: AddressShort | None
    deceased_at: datetime | None
    has_photo: bool
    description: str
    merged_into_id: UUID | None
    created_at: datetime
    updated_at: datetime


class PatientQuery(PageQuery):
    q: str = Field(
        "", max_length=200,
        description="Words of the name, a document, chart number, phone or birth date, however written.",
    )  # fmt: skip
    birth_date: date | None = None
    sex: Patient.Sex | None = None
    state: Patient.State = Field(
        Patient.State.ACTIVE, description="Merged and mistaken records only when asked for."
    )
    registered_from: date | None = Field(None, description="Registered on this day or later.")
    is_deceased: bool | None = None
    is_unidentified: bool | None = None
    sort: str = Field(
        "", max_length=20, description="name, chart_number, created_at, or one of these with a leading -."
    )


class IdentityIn(Schema):
    """Who a patient is. In a change, what is not sent stays as it is."""

    given_name: Short = ""
    family_name: str = Field("", max_length=150)
    social_name: Name = ""
    birth_date: date | None = None
    birth_date_precision: Patient.Precision = Patient.Precision.DAY
    sex: Patient.Sex = Patient.Sex.UNKNOWN
    gender_identity: Patient.Gender | Literal[""] = ""
    mother_name: Name = ""
    mother_unknown: bool = False
    race_colour: Patient.RaceColour = Patient.RaceColour.UNKNOWN
    ethnicity: Short = ""
    nationality: Country = "BR"
    birth_city: Short = ""
    birth_city_code: str = Field("", max_length=7)
    birth_state: str = Field("", max_length=40)
    birth_country: Country = ""
    language: str = Field("pt-BR", min_length=2, max_length=35)
    marital_status: Patient.MaritalStatus | Literal[""] = ""
    description: Long = ""


class IdentifierIn(Schema):
    kind: Identifier.Kind
    value: Name
    system: Name = Field("", description="Who issued it; known already for CPF and CNS.")
    is_preferred: bool = False
    starts_on: date | None = None


class ContactIn(Schema):
    kind: Contact.Kind = Contact.Kind.PHONE
    use: Contact.Use | Literal[""] = ""
    value: Name
    is_preferred: bool = False
    note: Note = ""
    starts_on: date | None = None


class AddressIn(Schema):
    use: Address.Use = Address.Use.HOME
    street: Name = ""
    number: str = Field("", max_length=20)
    complement: Short = ""
    district: Short = ""
    city: Short = ""
    city_code: str = Field("", max_length=7)
    state: str = Field("", max_length=40)
    postal_code: str = Field("", max_length=12)
    country: Country = "BR"
    note: Note = ""
    starts_on: date | None = None


class GuardianIn(Schema):
    name: Name
    relation: Guardian.Relation = Guardian.Relation.OTHER
    phone: Number = ""
    cpf: Number = ""
    is_legal_guardian: bool = False
    is_emergency_contact: bool = False
    note: Note = ""
    starts_on: date | None = None


class AlertIn(Schema):
    kind: Alert.Kind = Alert.Kind.CLINICAL
    severity: Alert.Severity = Alert.Severity.WARNING
    text: str = Field(max_length=300)
    starts_on: date | None = None


class HistoryIn(Schema):
    condition: str = Field("", max_length=300)
    medication: str = Field("", max_length=300)
    note: Long = ""
    starts_on: date | None = None
    ended_on: date | None = None


class PatientIn(IdentityIn):
    """A registration. Short forms: `cpf`, `cns`, `phone`, `email`; everything else in the lists."""

    given_name: str = Field(min_length=1, max_length=100)
    cpf: Number = ""
    cns: Number = ""
    phone: Number = ""
    email: str = Field("", max_length=200)
    identifiers: list[IdentifierIn] = Field([], max_length=20)
    contacts: list[ContactIn] = Field([], max_length=20)
    addresses: list[AddressIn] = Field([], max_length=20)
    guardians: list[GuardianIn] = Field([], max_length=20)
    different_because: str = Field(
        "",
        max_length=500,
        description="Why this is somebody else than the likely duplicates; kept in the trail.",
    )


class UnidentifiedIn(Schema):
    sex: Patient.Sex = Patient.Sex.UNKNOWN
    years: int | None = Field(None, ge=0, le=130, description="The age the person seems to have.")
    description: Long = ""


class IdentificationIn(IdentityIn):
    given_name: str = Field(min_length=1, max_length=100)
    different_because: str = Field("", max_length=500)


class NewbornIn(Schema):
    birth_date: date | None = Field(None, description="Today when absent.")
    sex: Patient.Sex = Patient.Sex.UNKNOWN
    order: int | None = Field(None, ge=1, le=9, description="Which of twins.")
    given_name: Short = ""
    family_name: str = Field("", max_length=150)


class DeathIn(Schema):
    at: datetime | None = Field(None, description="When, if it is known.")


class Reason(Schema):
    reason: str = Field(min_length=1, max_length=500)


class ConfidentialityIn(Reason):
    is_confidential: bool


class EndIn(Schema):
    on: date | None = Field(None, description="The last day it held; today when absent.")
    reason: str = Field("", max_length=500)


class PersonIn(Schema):
    """What is known so far of somebody who is being registered."""

    given_name: Short = ""
    family_name: str = Field("", max_length=150)
    social_name: Name = ""
    birth_date: date | None = None
    birth_date_precision: Patient.Precision = Patient.Precision.DAY
    mother_name: Name = ""
    sex: Patient.Sex = Patient.Sex.UNKNOWN
    cpf: Number = ""
    cns: Number = ""


class ReasonOut(Schema):
    code: str
    text: str
    weight: float


class MatchOut(Schema):
    """A patient who may be the person: `score` from 0 to 1, and what it is made of."""

    id: UUID
    chart_number: int
    name: str
    birth_date: date | None
    mother_name: str
    score: float
    is_likely: bool
    reasons: list[ReasonOut]


class Kept(Schema):
    """What every part of a chart has."""

    id: UUID
    version: int
    starts_on: date | None
    ended_on: date | None
    created_at: datetime


class IdentifierOut(Kept):
    kind: Identifier.Kind
    system: str
    value: str
    shown: str = Field(description="As the document writes it.")
    is_preferred: bool
    is_doubtful: bool = Field(description="Came from another system and fails its own check.")


class ContactOut(Kept):
    kind: Contact.Kind
    use: Contact.Use | Literal[""]
    value: str
    shown: str
    is_preferred: bool
    note: str


class AddressOut(Kept, AddressShort):
    use: Address.Use
    note: str


class GuardianOut(Kept):
    name: str
    relation: Guardian.Relation
    phone: str
    cpf: str
    is_legal_guardian: bool
    is_emergency_contact: bool
    note: str


class AlertOut(Kept):
    kind: Alert.Kind
    severity: Alert.Severity
    text: str
    recorded_by_id: UUID


class HistoryOut(Kept):
    condition: str
    medication: str
    note: str
    is_withdrawn: bool
    recorded_by_id: UUID


class DifferenceOut(Schema):
    """A group of columns that two records tell differently, each as people read it."""

    group: str
    label: str
    survivor: str
    absorbed: str


class PatientRef(Schema):
    id: UUID
    chart_number: int
    name: str


class ComparisonOut(Schema):
    """What a merge would do: `differences` to choose from, and how many rows of each kind would go over."""

    survivor: PatientRef
    absorbed: PatientRef
    differences: list[DifferenceOut]
    rows: dict[str, int]


class MergeIn(Schema):
    absorbed_id: UUID = Field(description="The record that is absorbed by the one in the address.")
    reason: str = Field(min_length=1, max_length=1000)
    take: list[Short] = Field([], max_length=20, description="Groups to adopt from the absorbed record.")


class MergeOut(Schema):
    id: UUID
    version: int
    survivor_id: UUID
    absorbed_id: UUID
    state: Merge.State
    reason: str
    merged_at: datetime
    merged_by_id: UUID
    undone_at: datetime | None
    undone_by_id: UUID | None
    undo_reason: str
