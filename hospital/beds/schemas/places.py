"""Wards, rooms and beds."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from hospital.core.pagination import PageQuery

from ..models import Bed, Isolation, SexRule, Ward

Code = Annotated[str, StringConstraints(max_length=20)]
Name = Annotated[str, StringConstraints(max_length=80)]
Long = Annotated[str, StringConstraints(max_length=4000)]
Why = Annotated[str, StringConstraints(max_length=300)]
Age = Annotated[int, Field(ge=0, le=130)]
OneSex = Literal["any", "female", "male"]
Kinds = Annotated[list[Isolation], Field(max_length=4)]
BedKind = Annotated[str, Field(max_length=2, description="Code of SIGTAP, tb_tipo_leito.")]


class WardOut(Schema):
    """A ward; the counts are of its beds as they are now."""

    id: UUID
    version: int
    department_id: UUID
    code: str
    name: str
    floor: str
    kind: Ward.Kind
    sex: str
    age_from: int | None
    age_to: int | None
    is_active: bool
    description: str
    beds: int = Field(alias="beds_count")
    free: int
    occupied: int


class TurnaroundOut(Schema):
    """In minutes; null when no patient left."""

    cleanings: int
    p50: int | None
    p90: int | None


class WardIn(Schema):
    department_id: UUID
    code: Code
    name: Name
    floor: Code = ""
    kind: Ward.Kind = Ward.Kind.CLINICAL
    sex: OneSex = "any"
    age_from: Age | None = None
    age_to: Age | None = None
    description: Long = ""


class WardChange(Schema):
    """What is not sent stays."""

    department_id: UUID | None = None
    code: Code = ""
    name: Name = ""
    floor: Code = ""
    kind: Ward.Kind = Ward.Kind.CLINICAL
    sex: OneSex = "any"
    age_from: Age | None = None
    age_to: Age | None = None
    description: Long = ""
    is_active: bool = True


class WardQuery(PageQuery):
    department_id: UUID | None = None
    kind: Ward.Kind | None = None
    with_inactive: bool = False


class RoomOut(Schema):
    id: UUID
    version: int
    ward_id: UUID
    number: str
    sex: SexRule
    isolation: list[Isolation]
    description: str


class RoomIn(Schema):
    number: Code
    sex: SexRule = SexRule.ANY
    isolation: Kinds = []
    description: Long = ""


class RoomChange(Schema):
    """What is not sent stays."""

    number: Code = ""
    sex: SexRule = SexRule.ANY
    isolation: Kinds = []
    description: Long = ""


class BedOut(Schema):
    """A bed; `stepped_*` tell of its last step."""

    id: UUID
    version: int
    ward_id: UUID
    room_id: UUID
    name: str
    kind: str
    kind_display: str = Field(alias="get_kind_display")
    is_extra: bool
    is_virtual: bool
    sex: str
    description: str
    state: Bed.State
    vacated_at: datetime | None
    cleaned_at: datetime | None
    stepped_at: datetime
    stepped_by_id: UUID
    stepped_because: str


class BedIn(Schema):
    room_id: UUID
    name: Code
    kind: BedKind = "03"
    is_extra: bool = False
    is_virtual: bool = False
    sex: OneSex = "any"
    description: Long = ""
    is_clean: bool = Field(True, description="False: it is cleaned before anybody lies in it.")
    since: AwareDatetime | None = Field(None, description="When it was put up, for the census: now.")


class BedChange(Schema):
    """What is not sent stays."""

    room_id: UUID | None = None
    name: Code = ""
    kind: BedKind = "03"
    is_extra: bool = False
    is_virtual: bool = False
    sex: OneSex = "any"
    description: Long = ""


class BedQuery(PageQuery):
    ward_id: UUID | None = None
    room_id: UUID | None = None
    state: Bed.State | None = None
    kind: str = Field("", max_length=2)
    with_closed: bool = False


class BedStepOut(Schema):
    """One line of a bed's statement. `stay_id` is null for who does not see that stay."""

    id: UUID
    before: str
    after: Bed.State
    at: datetime
    by_id: UUID
    because: str
    stay_id: UUID | None
    cleaning_id: UUID | None


class SuitsOut(Schema):
    """What of a bed does not suit a patient; nothing when it suits."""

    sex: list[str] = []
    age: list[str] = []
    isolation: list[str] = []


class Reason(Schema):
    because: Why = ""


class ReasonWanted(Schema):
    because: Why
