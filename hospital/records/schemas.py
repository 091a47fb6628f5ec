"""What the API takes and gives. Names of fields are those of the models."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from hospital.core.pagination import PageQuery
from hospital.patients.models import Charted

from .models import (
    Allergy,
    FamilyHistory,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
    Reaction,
    SocialHistory,
)
from .models.observations import Interpretation

System = Annotated[str, StringConstraints(max_length=200)]
CodeText = Annotated[str, StringConstraints(max_length=60)]
Words = Annotated[str, StringConstraints(max_length=400)]
Short = Annotated[str, StringConstraints(max_length=60)]
Name = Annotated[str, StringConstraints(max_length=200)]
Note = Annotated[str, StringConstraints(max_length=4000)]
Figure = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
Years = Annotated[int, Field(ge=0, le=130)]


class EntryIn(Schema):
    """When it was so, and in which encounter. In a change, what is not sent stays as it is."""

    occurred_at: AwareDatetime | None = Field(None, description="Now when absent.")
    encounter_id: UUID | None = None
    note: Note = ""


class CodedIn(EntryIn):
    """A code with its system, words, or both."""

    system: System = ""
    code: CodeText = ""
    display: Words = ""


class EntryOut(Schema):
    """What every entry has: whose, when it was so, when it was written, by whom, from where; and its end."""

    id: UUID
    version: int
    patient_id: UUID
    encounter_id: UUID | None
    occurred_at: datetime
    created_at: datetime
    recorded_by_id: UUID
    source: Charted.Source
    note: str
    withdrawn_at: datetime | None
    withdrawn_by_id: UUID | None
    withdrawn_because: str


class CodedOut(EntryOut):
    system: str
    code: str
    display: str


class EntryQuery(PageQuery):
    """`is_withdrawn`: only what stands, or only what was entered in error."""

    is_withdrawn: bool | None = None
    occurred_from: AwareDatetime | None = None
    occurred_until: AwareDatetime | None = None


class CodedQuery(EntryQuery):
    code: CodeText = ""


class ProblemQuery(CodedQuery):
    clinical_status: Problem.ClinicalStatus | None = None
    category: Problem.Category | None = None


class AllergyQuery(CodedQuery):
    clinical_status: Allergy.ClinicalStatus | None = None


class ObservationQuery(CodedQuery):
    category: Observation.Category | None = None
    encounter_id: UUID | None = None


class MedicationQuery(CodedQuery):
    status: MedicationStatement.Status | None = None


class ImportedIn(Schema):
    source: Charted.Source = Charted.Source.HERE


class ProblemChange(CodedIn):
    clinical_status: Problem.ClinicalStatus = Problem.ClinicalStatus.ACTIVE
    verification: Problem.Verification = Problem.Verification.CONFIRMED
    category: Problem.Category = Problem.Category.PROBLEM
    severity: Problem.Severity | Literal[""] = ""
    onset_on: date | None = None
    abatement_on: date | None = None


class ProblemIn(ProblemChange, ImportedIn):
    pass


class ProblemOut(CodedOut):
    clinical_status: Problem.ClinicalStatus
    verification: Problem.Verification
    category: Problem.Category
    severity: Problem.Severity | Literal[""]
    onset_on: date | None
    abatement_on: date | None


class DecisionIn(Schema):
    problem_id: UUID
    version: int = Field(ge=0, le=2_000_000_000)
    what: Literal["keep", "list", "chronic", "active", "remission", "resolved", "refuted"]


class ReconciliationIn(Schema):
    """The list as a whole: what becomes of each problem that was seen."""

    decisions: list[DecisionIn] = Field(max_length=200)


class ReactionIn(Schema):
    system: System = ""
    code: CodeText = ""
    display: Words = ""
    severity: Reaction.Severity | Literal[""] = ""
    onset: date | None = None


class ReactionOut(Schema):
    id: UUID
    system: str
    code: str
    display: str
    severity: Reaction.Severity | Literal[""]
    onset: date | None


class AllergyChange(CodedIn):
    kind: Allergy.Kind = Allergy.Kind.ALLERGY
    category: Allergy.Category | Literal[""] = ""
    criticality: Allergy.Criticality | Literal[""] = ""
    verification: Allergy.Verification = Allergy.Verification.UNCONFIRMED
    clinical_status: Allergy.ClinicalStatus = Allergy.ClinicalStatus.ACTIVE
    last_occurrence: date | None = None
    reactions: list[ReactionIn] = Field([], max_length=20, description="In a change: added to the others.")


class AllergyIn(AllergyChange, ImportedIn):
    pass


class AllergyOut(CodedOut):
    kind: Allergy.Kind
    category: Allergy.Category | Literal[""]
    criticality: Allergy.Criticality | Literal[""]
    verification: Allergy.Verification
    clinical_status: Allergy.ClinicalStatus
    last_occurrence: date | None
    reactions: list[ReactionOut]


class StatementIn(EntryIn, ImportedIn):
    pass


class StatementOut(EntryOut):
    superseded_at: datetime | None


class ToldOut(Schema):
    """What is known of a patient's allergies: some, explicitly none, or nobody asked."""

    state: Literal["some", "none_known", "not_asked"]
    substances: list[str]
    statement: StatementOut | None


class ValueIn(Schema):
    value_number: Figure | None = None
    comparator: Literal["", "<", "<=", ">=", ">"] = ""
    value_text: str = Field("", max_length=10_000)
    value_system: System = ""
    value_code: CodeText = ""
    unit: str = Field("", max_length=40, description="UCUM code.")
    reference_low: Figure | None = None
    reference_high: Figure | None = None
    interpretation: Interpretation | Literal[""] = ""


class ComponentIn(ValueIn):
    system: System = ""
    code: CodeText = ""
    display: Words = ""


class ObservationIn(CodedIn, ValueIn, ImportedIn):
    """`consultation_id`: the draft of the visit in which it was observed."""

    category: Observation.Category = Observation.Category.EXAM
    status: Observation.Status = Observation.Status.FINAL
    method: Name = ""
    device: Name = ""
    consultation_id: UUID | None = None
    components: list[ComponentIn] = Field([], max_length=100)


class ValueOut(Schema):
    system: str
    code: str
    display: str
    value_number: float | None
    comparator: str
    value_text: str
    value_system: str
    value_code: str
    unit: str
    reference_low: float | None
    reference_high: float | None
    interpretation: Interpretation | Literal[""]


class ComponentOut(ValueOut):
    id: UUID


class ObservationOut(EntryOut, ValueOut):
    """`taken_in` joins what was measured in one set of vital signs."""

    category: Observation.Category
    status: Observation.Status
    method: str
    device: str
    consultation_id: UUID | None
    taken_in: UUID | None
    components: list[ComponentOut]


class ImmunizationChange(CodedIn):
    status: Immunization.Status = Immunization.Status.COMPLETED
    lot: Short = ""
    manufacturer: Name = ""
    expires_on: date | None = None
    dose_number: int | None = Field(None, ge=0, le=99)
    dose_label: Short = ""
    site: Immunization.Site | Literal[""] = ""
    route: Immunization.Route | Literal[""] = ""
    performer_id: UUID | None = None
    performer_name: Name = ""
    not_given_because: str = Field("", max_length=300)


class ImmunizationIn(ImmunizationChange, ImportedIn):
    pass


class ImmunizationOut(CodedOut):
    status: Immunization.Status
    lot: str
    manufacturer: str
    expires_on: date | None
    dose_number: int | None
    dose_label: str
    site: Immunization.Site | Literal[""]
    route: Immunization.Route | Literal[""]
    performer_id: UUID | None
    performer_name: str
    not_given_because: str


class FamilyChange(CodedIn):
    relationship: FamilyHistory.Relationship = FamilyHistory.Relationship.OTHER
    onset_age: Years | None = None
    is_deceased: bool | None = None
    deceased_age: Years | None = None


class FamilyIn(FamilyChange, ImportedIn):
    pass


class FamilyOut(CodedOut):
    relationship: FamilyHistory.Relationship
    onset_age: int | None
    is_deceased: bool | None
    deceased_age: int | None


class SocialChange(EntryIn):
    kind: SocialHistory.Kind = SocialHistory.Kind.OTHER
    status: SocialHistory.Status | Literal[""] = ""
    amount: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)] | None = None
    unit: Short = ""
    detail: Words = ""
    starts_on: date | None = None
    ended_on: date | None = None


class SocialIn(SocialChange, ImportedIn):
    pass


class SocialOut(EntryOut):
    kind: SocialHistory.Kind
    status: SocialHistory.Status | Literal[""]
    amount: float | None
    unit: str
    detail: str
    starts_on: date | None
    ended_on: date | None


class ProcedureChange(CodedIn):
    status: Procedure.Status = Procedure.Status.COMPLETED
    ended_at: AwareDatetime | None = None
    performer_id: UUID | None = None
    performer_name: Name = ""
    body_site: Name = ""
    outcome: Words = ""


class ProcedureIn(ProcedureChange, ImportedIn):
    pass


class ProcedureOut(CodedOut):
    status: Procedure.Status
    ended_at: datetime | None
    performer_id: UUID | None
    performer_name: str
    body_site: str
    outcome: str


class MedicationChange(CodedIn):
    dosage: Words = ""
    status: MedicationStatement.Status = MedicationStatement.Status.ACTIVE
    starts_on: date | None = None
    ended_on: date | None = None
    reason: str = Field("", max_length=300)


class MedicationIn(MedicationChange, ImportedIn):
    pass


class MedicationOut(CodedOut):
    dosage: str
    status: MedicationStatement.Status
    starts_on: date | None
    ended_on: date | None
    reason: str


class DocumentIn(CodedIn, ImportedIn):
    """Goes as form fields beside the file."""

    title: Name = ""


class DocumentOut(CodedOut):
    """The file is under /content; `sha256` is that of its content."""

    title: str
    mime: str
    size: int
    sha256: str
    has_thumbnail: bool


class WithdrawalIn(Schema):
    reason: str = Field(min_length=1, max_length=300)
