"""The way out, as the API takes and gives it."""

from datetime import datetime
from typing import Annotated, Any, Literal  # Any: a blocker as it was found
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from hospital.encounters.schemas import NameRef

from ..models import Admission, DischargeStage
from ._common import Short, Why

Note = Annotated[str, StringConstraints(max_length=1000)]


class StageIn(Schema):
    """The next stage. `outcome` (and a note, where it has to be explained) with the clinical one."""

    stage: DischargeStage.Stage
    outcome: Admission.Outcome | Literal[""] = ""
    note: Note = ""
    destination: Short = ""
    at: AwareDatetime | None = None


class StageOut(Schema):
    stage: DischargeStage.Stage
    is_reversal: bool
    at: datetime
    by: NameRef
    note: str


class ReversalIn(Schema):
    because: Why


class DeathIn(Schema):
    died_at: AwareDatetime
    certificate: Annotated[str, StringConstraints(max_length=20)] = ""
    note: Note = ""


class EvasionIn(Schema):
    because: Why
    at: AwareDatetime | None = None


class WaiverIn(Schema):
    """Which blocker: its `key` and `row` as the readiness lists them."""

    key: Annotated[str, StringConstraints(max_length=60)]
    row: Annotated[str, StringConstraints(max_length=60)] = ""
    because: Why


class WaiverOut(Schema):
    id: UUID
    key: str
    row: str
    text: str
    because: str
    at: datetime
    by: NameRef


class BlockerOut(Schema):
    """One open thing and its way out: who does what, where; or a waiver, if it may be let pass."""

    key: str
    row: str
    kind: str
    text: str
    before: str = Field(description="The first stage that it keeps from being done; empty: none.")
    owner: str
    link: str
    resolution: str
    may_be_waived: bool
    waiver_permission: str
    waiver: WaiverOut | None
    is_open: bool

    @staticmethod
    def of(found: Any) -> dict[str, Any]:  # Any: see above
        one = found.blocker
        return {
            "key": one.key, "row": one.row, "kind": str(found.check.label), "text": str(one.text),
            "before": found.check.before, "owner": str(one.owner), "link": one.link,
            "resolution": str(one.resolution), "may_be_waived": one.may_be_waived,
            "waiver_permission": one.waiver_permission, "waiver": found.waiver, "is_open": found.is_open,
        }  # fmt: skip


class ReadinessOut(Schema):
    """What keeps the patient here, computed at this moment. `next` is the stage whose turn it is."""

    admission_id: UUID
    state: Admission.State
    next: str
    is_ready: bool = Field(description="Nothing that is open keeps her from leaving.")
    blockers: list[BlockerOut]
