"""What the API takes and gives of emergency accesses, consents, restrictions and the access log."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from hospital.core.pagination import PageQuery

from .models import Consent, EmergencyAccess

Reason = Annotated[str, StringConstraints(max_length=500)]
Name = Annotated[str, StringConstraints(max_length=200)]


class BreakGlassIn(Schema):
    """Why, and the proof that it is really she: the password, or the code of a second factor."""

    reason: Reason = Field(description="At least 10 characters. A privacy officer reads it.")
    password: str = Field("", max_length=128)
    code: str = Field("", max_length=20)


class EmergencyAccessOut(Schema):
    """Who opened whose chart; `ends_at` is half an hour later, `closed_at` when she closed it early."""

    id: UUID
    version: int
    user_id: UUID
    user_name: str = Field(alias="user.name")
    patient_id: UUID
    reason: str
    began_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    is_under_way: bool
    was_restricted: bool
    notified: int
    review_due_at: datetime
    is_overdue: bool
    reviewed_at: datetime | None
    reviewed_by_id: UUID | None
    finding: EmergencyAccess.Finding | None
    finding_text: str

    @staticmethod
    def resolve_notified(access: EmergencyAccess) -> int:
        return len(access.notified)

    @staticmethod
    def resolve_finding(access: EmergencyAccess) -> str | None:
        return access.finding or None


class EmergencyAccessQuery(PageQuery):
    """`is_reviewed`: only those somebody judged, or only those nobody did; `is_overdue`: those late."""

    is_reviewed: bool | None = None
    is_overdue: bool | None = None
    patient_id: UUID | None = None
    user_id: UUID | None = None


class ReviewIn(Schema):
    finding: EmergencyAccess.Finding
    finding_text: str = Field(min_length=1, max_length=1000)


class ConsentIn(Schema):
    """What is authorised or refused; a representative is named with a CPF or a CNS.

    `scan` is the signed paper in base64: a PDF, a JPEG or a PNG of at most 10 MB.
    """

    purpose: Consent.Purpose
    scope: str = Field(min_length=1, max_length=2000)
    decision: Consent.Decision = Consent.Decision.AUTHORISED
    signer: Consent.Signer = Consent.Signer.PATIENT
    signer_name: Name = ""
    signer_cpf: str = Field("", max_length=20)
    signer_cns: str = Field("", max_length=25)
    signer_relation: str = Field("", max_length=80)
    signed_at: datetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    professionals: list[UUID] = Field([], max_length=50)
    organisations: list[Name] = Field([], max_length=50)
    scan: str = Field("", max_length=14_000_000)


class PartyOut(Schema):
    professional_id: UUID | None
    name: str

    @staticmethod
    def resolve_name(party: object) -> str:
        return str(party)


class RevocationOut(Schema):
    revoked_at: datetime
    revoked_by_id: UUID
    before: Consent.Status
    after: Consent.Status
    reason: str


class ConsentOut(Schema):
    """A consent; `status` is what holds today, `decision` what was signed."""

    id: UUID
    version: int
    patient_id: UUID
    purpose: Consent.Purpose
    scope: str
    decision: Consent.Decision
    status: Consent.Status
    is_in_force: bool
    signer: Consent.Signer
    signer_name: str
    signer_cpf: str
    signer_cns: str
    signer_relation: str
    signed_at: datetime
    valid_from: date
    valid_until: date | None
    parties: list[PartyOut]
    revocation: RevocationOut | None = Field(alias="ended")
    has_scan: bool
    source: str
    recorded_by_id: UUID
    created_at: datetime

    @staticmethod
    def resolve_has_scan(consent: Consent) -> bool:
        return bool(consent.scan)


class RevokeIn(Schema):
    reason: Reason = ""
    revoked_at: datetime | None = None


class RestrictionIn(Schema):
    """Whom the patient keeps out: exactly one of a professional, a department and a role."""

    professional_id: UUID | None = None
    department_id: UUID | None = None
    role_id: UUID | None = None
    reason: Reason
    starts_on: date | None = None
    ends_on: date | None = None


class RestrictionOut(Schema):
    id: UUID
    version: int
    patient_id: UUID
    professional_id: UUID | None
    department_id: UUID | None
    role_id: UUID | None
    whom: str
    reason: str
    starts_on: date
    ends_on: date | None
    is_in_force: bool
    recorded_by_id: UUID
    revoked_at: datetime | None
    revoked_by_id: UUID | None
    revoked_because: str
    created_at: datetime


class AccessLogQuery(PageQuery):
    """The days of the hospital's calendar, both included."""

    since: date | None = None
    until: date | None = None


class LookOut(Schema):
    """One look at the patient's data: who (and as what), when, how, at what, and on which ground."""

    id: UUID
    at: datetime
    who: str
    roles: list[str]
    action: str
    what: str
    ground: str
