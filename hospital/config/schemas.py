"""What the settings' API takes and gives."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema


class SettingOut(Schema):
    name: str
    label: str
    help: str
    kind: str = Field(description="flag, number or text.")
    unit: str
    low: int
    high: int
    default: bool | int | str
    value: bool | int | str
    version: int = Field(description="0 for a setting that was never changed.")


class SettingChange(Schema):
    value: bool | int | str
    reason: str = Field(max_length=500)


class RevisionOut(Schema):
    id: UUID
    before: bool | int | str
    after: bool | int | str
    reason: str
    by_id: UUID
    created_at: datetime
