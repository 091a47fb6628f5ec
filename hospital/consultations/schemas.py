"""What the API takes and gives. Names of fields are those of the models."""

from datetime import date, datetime
from typing import Annotated, Any  # Any: JSON of a signed content
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from hospital.core.pagination import PageQuery
from hospital.patients.models import Charted
from hospital.signatures.schemas import CredentialIn, VerdictOut

from .models import Consultation, Diagnosis

Section = Annotated[str, StringConstraints(max_length=20_000)]
Line = Annotated[str, StringConstraints(max_length=300)]


class PractitionerShort(Schema):
    id: UUID
    name: str


class ConsultationRow(Schema):
    """A visit in a list."""

    id: UUID
    version: int
    state: Consultation.State
    kind: Consultation.Kind
    patient_id: UUID
    encounter_id: UUID
    practitioner: PractitionerShort
    occurred_at: datetime
    assessment: str
    return_by: date | None
    signed_at: datetime | None
    cosigned_at: datetime | None
    withdrawn_at: datetime | None
    updated_at: datetime


class DiagnosisOut(Schema):
    id: UUID
    version: int
    consultation_id: UUID
    patient_id: UUID
    rank: int
    kind: Diagnosis.Kind
    certainty: Diagnosis.Certainty
    system: str
    code: str
    display: str
    note: str
    despite_because: str
    occurred_at: datetime


class ConsultationOut(ConsultationRow):
    """A visit, whole. Signed versions are under /versions, what came later under /addenda."""

    source: Charted.Source
    subjective: str
    objective: str
    plan: str
    description: str
    late_because: str
    cosigner_id: UUID | None
    copied_from_id: UUID | None
    signed_by_id: UUID | None
    withdrawn_because: str
    created_at: datetime
    diagnoses: list[DiagnosisOut]

    @staticmethod
    def resolve_diagnoses(row: Consultation) -> list[Diagnosis]:
        return list(row.diagnoses.order_by("rank"))


class ConsultationQuery(PageQuery):
    state: Consultation.State | None = None
    kind: Consultation.Kind | None = None
    occurred_from: date | None = Field(None, description="On this day or later.")
    occurred_to: date | None = Field(None, description="On this day or earlier.")


class MineQuery(PageQuery):
    """`waiting`: one's own drafts; `cosign`: those that wait for one's signature as preceptor."""

    state: Consultation.State | None = None
    cosign: bool = False


class ConsultationFields(Schema):
    """What is written in a visit. In a change, what is not sent stays as it is."""

    kind: Consultation.Kind = Consultation.Kind.FIRST
    subjective: Section = ""
    objective: Section = ""
    assessment: Section = ""
    plan: Section = ""
    description: str = Field("", max_length=4000)
    late_because: Line = ""
    return_by: date | None = None
    occurred_at: datetime | None = Field(None, description="Now when absent.")
    cosigner_id: UUID | None = Field(None, description="The preceptor who signs too.")


class ConsultationIn(ConsultationFields):
    template_id: UUID | None = None
    copy_from_id: UUID | None = Field(None, description="An earlier visit of the patient to begin from.")


class TemplateUse(Schema):
    template_id: UUID


class CopyIn(Schema):
    source_id: UUID


class DiagnosisIn(Schema):
    """By code, or in words (`display`) when there is no code. In a change, what is not sent stays."""

    system: str = Field("", max_length=200, description="URI of the code system, or its short name.")
    code: str = Field("", max_length=60)
    display: str = Field("", max_length=400, description="Looked up when absent.")
    certainty: Diagnosis.Certainty = Diagnosis.Certainty.SUSPECTED
    kind: Diagnosis.Kind | None = Field(None, description="The first one is the main one.")
    note: Line = ""
    despite_because: Line = Field("", description="Why a code for the other sex is right all the same.")


class SignatureIn(CredentialIn):
    seen: str = Field("", max_length=64, description="The digest of what was shown; refused when it changed.")


class PreviewPart(Schema):
    label: str
    lines: list[str]


class PreviewOut(Schema):
    """Exactly what would be signed; `seal` (base64) is for a signature made outside within ten minutes."""

    digest: str
    content: dict[str, Any]  # Any: see above
    parts: list[PreviewPart]
    seal: str


class AddendumIn(CredentialIn):
    text: str = Field(min_length=1, max_length=8000)
    occurred_at: datetime | None = Field(None, description="Now when absent.")


class AddendumOut(Schema):
    id: UUID
    consultation_id: UUID
    author: PractitionerShort
    text: str
    occurred_at: datetime
    created_at: datetime


class WithdrawalIn(CredentialIn):
    because: str = Field(min_length=1, max_length=300)


class VerificationOut(Schema):
    """Every version of a visit verified, and whether the rows of today still say what was signed last."""

    is_whole: bool
    rows_as_signed: bool
    items: list[VerdictOut]


class TemplateFields(Schema):
    specialty: str = Field("", max_length=100)
    kind: Consultation.Kind = Consultation.Kind.FIRST
    subjective: str = Field("", max_length=8000)
    objective: str = Field("", max_length=8000)
    assessment: str = Field("", max_length=8000)
    plan: str = Field("", max_length=8000)


class TemplateIn(TemplateFields):
    name: str = Field(min_length=1, max_length=100)


class TemplatePatch(TemplateFields):
    name: str = Field("", max_length=100)


class TemplateOut(TemplateFields):
    id: UUID
    version: int
    name: str
    retired_at: datetime | None


class TemplateQuery(PageQuery):
    specialty: str = Field("", max_length=100)
    is_current: bool = True
