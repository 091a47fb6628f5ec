"""What the API takes and gives of signatures; what to sign with, for every app above."""

from datetime import datetime
from typing import Self
from uuid import UUID

from ninja import Field, Schema

from hospital.accounts.models import User

from .actions import Verdict
from .credentials import Credential, credential_of, decoded
from .models import Certificate, Kind, Version

LONGEST = 100_000  # characters of a file or a signature in base64


class CredentialIn(Schema):
    """What to sign with: the password (software certificate), or an A1 file, or a signature made outside."""

    password: str = Field("", max_length=200, description="One's own, for the software certificate.")
    pkcs12: str = Field("", max_length=LONGEST, description="An ICP-Brasil A1 file, in base64.")
    pin: str = Field("", max_length=200)
    seal: str = Field("", max_length=LONGEST, description="The seal as it was given out, in base64.")
    signature: str = Field("", max_length=LONGEST, description="CAdES, detached, of the seal, in base64.")

    def credential(self, by: User) -> Credential:
        """What this person signs with now. The password is proven here, before any action begins."""
        return credential_of(
            by, password=self.password, file=decoded("pkcs12", self.pkcs12), pin=self.pin,
            seal=decoded("seal", self.seal), signature=decoded("signature", self.signature),
        )  # fmt: skip


class VersionOut(Schema):
    """A signed version; its content is under /content, and whether it holds under /verification."""

    id: UUID
    patient_id: UUID
    chain: UUID
    place: int
    subject_type: str
    subject_id: UUID
    number: int
    act: Version.Act
    digest: str
    previous: str
    link: str
    signer_id: UUID
    signer_name: str
    licence: str
    scheme: str
    signed_at: datetime
    reason: str


class VerdictOut(Schema):
    """Whether a version is what was signed, point by point."""

    id: UUID
    subject_type: str
    subject_id: UUID
    number: int
    signed_at: datetime
    signer_name: str
    licence: str
    content: bool
    seal: bool
    chain: bool
    signature: bool
    certificate: bool
    is_whole: bool
    has_legal_value: bool
    fault: str

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        kept = verdict.version
        return cls(
            id=kept.pk, subject_type=kept.subject_type, subject_id=kept.subject_id, number=kept.number,
            signed_at=kept.signed_at, signer_name=kept.signer_name, licence=kept.licence,
            content=verdict.content, seal=verdict.seal, chain=verdict.chain, signature=verdict.signature,
            certificate=verdict.certificate, is_whole=verdict.is_whole,
            has_legal_value=verdict.has_legal_value, fault=verdict.fault,
        )  # fmt: skip


class ReportOut(Schema):
    """All versions of a patient's chart, verified."""

    is_whole: bool
    chains: int
    versions: int
    broken: int
    items: list[VerdictOut]


class CertificateOut(Schema):
    id: UUID
    version: int
    user_id: UUID
    kind: Kind
    subject: str
    issuer: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None
    revoked_because: str
    is_in_force: bool

    @staticmethod
    def resolve_is_in_force(row: Certificate) -> bool:
        return row.is_in_force()


class CertificateIn(Schema):
    """An ICP-Brasil certificate to make known; without one, a software certificate is issued."""

    pem: str = Field("", max_length=20_000)
    chain_pem: str = Field("", max_length=100_000)


class AuthorityOut(Schema):
    id: UUID
    version: int
    kind: Kind
    name: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    withdrawn_at: datetime | None


class AuthorityIn(Schema):
    pem: str = Field(max_length=20_000)


class WhyIn(Schema):
    reason: str = Field(min_length=1, max_length=300)
