"""What the API takes and gives of papers."""

from datetime import datetime
from typing import Any  # Any: what a paper says, and rows of every model
from uuid import UUID

from ninja import Field, Schema

from hospital.core.pagination import PageQuery
from hospital.signatures.schemas import CredentialIn

from .models import Paper


class IssueOut(Schema):
    number: int
    issued_at: datetime
    code: str
    digest: str
    is_signed: bool
    cancelled_at: datetime | None
    cancelled_because: str


class PaperOut(Schema):
    """A paper: what it says, by kind, and how it was issued."""

    id: UUID
    version: int
    patient_id: UUID
    consultation_id: UUID | None
    encounter_id: UUID | None
    kind: Paper.Kind
    state: Paper.State
    data: dict[str, Any]  # Any: see above
    author_id: UUID | None
    occurred_at: datetime
    created_at: datetime
    issue: IssueOut | None

    @staticmethod
    def resolve_issue(row: Any) -> Any:  # Any: as above
        return row.standing_issue


class PaperIn(Schema):
    kind: Paper.Kind
    data: dict[str, Any] = Field(  # Any: see above
        description="By kind: see the schemas Prescription, Certificate, Referral, ExamRequest, Report and "
        "AttendanceDeclaration in the documentation."
    )
    consultation_id: UUID | None = None


class PaperPatch(Schema):
    data: dict[str, Any]  # Any: see above


class IssueIn(Schema):
    credential: CredentialIn | None = Field(None, description="Without one the paper is signed by hand.")


class PaperQuery(PageQuery):
    kind: Paper.Kind | None = None


class VerificationOut(Schema):
    """What the holder of a paper may know of it: that it is genuine, what kind, when, and by whom."""

    code: str
    kind: Paper.Kind
    number: int
    issued_at: datetime
    author: str
    licence: str
    digest: str
    is_signed: bool
    is_cancelled: bool
