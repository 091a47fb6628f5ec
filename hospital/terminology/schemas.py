"""Bodies and answers of /terminology."""

from datetime import date, datetime
from typing import Any  # Any: what a publisher says of a code is of every kind
from uuid import UUID

from ninja import Field, Schema

from hospital.core.pagination import PageQuery

from .models import Concept, Edition, Load


class SystemOut(Schema):
    """A code system; `valid` is how many of its codes hold today, `newest` its latest edition."""

    id: UUID
    alias: str
    uri: str
    title: str = Field(alias="name")
    valid: int
    editions_count: int
    newest: str | None


class EditionOut(Schema):
    id: UUID
    name: str
    rank: Edition.Rank
    starts_on: date | None
    source: str
    rows: int
    created_at: datetime


class ConceptOut(Schema):
    """What a code means for a stretch of days; null days are open."""

    id: UUID
    system: str = Field(alias="system.uri")
    code: str
    display: str
    synonyms: list[str]
    nicknames: list[str] = Field(description="How people say it.")
    sex: Concept.Sex
    parent: str
    is_selectable: bool
    is_common: bool
    valid_from: date | None
    valid_until: date | None
    properties: dict[str, Any]  # Any: see above


class ConceptQuery(PageQuery):
    system: str = Field("", max_length=200, description="Short name or URI; all without.")
    code: str = Field("", max_length=60, description="With or without its dots.")
    parent: str = Field("", max_length=60, description="Only what is directly below this code.")
    at: date | None = Field(None, description="The day; today without, null days of the answer are open.")
    all_days: bool = Field(False, description="Also what no longer holds, or not yet.")


class SearchQuery(Schema):
    q: str = Field("", max_length=200, description="Part of a code, or beginnings of words.")
    system: list[str] = Field([], max_length=20, description="Short names or URIs; all without.")
    sex: str = Field("", max_length=10, description="Leave out what does not fit this sex.")
    at: date | None = None
    limit: int = Field(20, ge=1, le=100)


class HitOut(Schema):
    """A code that may be chosen; the first three are what an entry stores."""

    system: str = Field(alias="system.uri")
    code: str
    display: str
    system_title: str = Field(alias="system.name")
    sex: Concept.Sex


class HitsOut(Schema):
    items: list[HitOut]


class LoadIn(Schema):
    """What a file is; the names of a list are asked for by `csv` only."""

    kind: Load.Kind
    alias: str = Field("", max_length=40)
    uri: str = Field("", max_length=200)
    title: str = Field("", max_length=200)
    edition_name: str = Field("", max_length=80)
    starts_on: date | None = None


class LoadOut(Schema):
    id: UUID
    version: int
    kind: Load.Kind
    state: Load.State
    file_name: str
    step: Load.Step
    rows_done: int
    rows_total: int
    counts: dict[str, dict[str, int]]
    fault: str
    fault_line: int | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    by_id: UUID
