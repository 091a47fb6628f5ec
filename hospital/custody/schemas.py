"""Copies of records and packs as the API tells them."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from .models import Export


class ExportIn(Schema):
    reason: str = Field(min_length=10, max_length=300, description="For whom the copy is, and why.")
    kind: Export.Kind = Export.Kind.BUNDLE
    password: str = Field("", max_length=200, description="Of one's certificate, to sign the paper copy.")


class ExportOut(Schema):
    """`record_digest` is equal in two hospitals when they hold the same record."""

    id: UUID
    patient_id: UUID
    kind: Export.Kind
    reason: str
    rows: int
    record_digest: str
    digest: str = Field(description="SHA-256 of the file.")
    size: int = Field(description="In bytes.")
    is_signed: bool
    is_there: bool = Field(description="Whether the file can still be fetched.")
    created_at: datetime
    kept_until: datetime
    by_id: UUID


class ImportedOut(Schema):
    patient_id: UUID
    chart_number: int
    record_digest: str


class RetentionOut(Schema):
    """Until when the law asks to keep the record; each new entry moves the day on."""

    kept_until: date
    years: int


class PackOut(Schema):
    id: UUID
    created_at: datetime
    counts: dict[str, int]
    digest: str
    size: int
