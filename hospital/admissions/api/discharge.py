"""The way out: what keeps a patient here, the stages, their reversal, and what somebody let pass."""

from typing import Any  # Any: rows with what lists.whole adds
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status

from hospital.accounts.asking import asker, row
from hospital.core.access import allow

from .. import actions, lists
from ..models import Admission
from ..readiness import next_stage, readiness_of
from ..schemas import (
    AdmissionOut,
    BlockerOut,
    DeathIn,
    EvasionIn,
    ReadinessOut,
    ReversalIn,
    StageIn,
    StageOut,
    WaiverIn,
    WaiverOut,
)
from ._asking import shown

router = Router(tags=["discharge"])


@router.get("/{uuid:id}/discharge-readiness", response=ReadinessOut)
@allow("admissions.view_admission")
@transaction.atomic
def readiness(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What keeps the patient here at this moment: each with its owner, where to deal with it, and how."""
    found = row(request, Admission, id)
    actions.open_admission(found, by=asker(request), what="admissions.readiness")
    told = readiness_of(found)
    return {
        "admission_id": found.pk, "state": found.state, "next": next_stage(found),
        "is_ready": told.is_ready, "blockers": [BlockerOut.of(one) for one in told.found],
    }  # fmt: skip


@router.get("/{uuid:id}/discharge-stages", response=list[StageOut])
@allow("admissions.view_admission")
@transaction.atomic
def list_stages(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What was done and taken back, in order."""
    found = row(request, Admission, id)
    actions.open_admission(found, by=asker(request), what="admissions.dischargestage")
    return lists.stages(found)


@router.post("/{uuid:id}/discharge-stages", response=AdmissionOut)
@allow("admissions.view_admission")
def complete(request: HttpRequest, id: UUID, data: StageIn) -> Any:  # Any: see above
    """Do the next stage; each has its own permission. 409 NotReady lists what is open."""
    actions.complete_stage(row(request, Admission, id), by=asker(request), **data.dict())
    return shown(request, id)


@router.post("/{uuid:id}/discharge-stages/reversal", response=AdmissionOut)
@allow("admissions.view_admission")
def reverse(request: HttpRequest, id: UUID, data: ReversalIn) -> Any:  # Any: see above
    """Take the last stage back; who may do the stage may take it back."""
    actions.reverse_stage(row(request, Admission, id), because=data.because, by=asker(request))
    return shown(request, id)


@router.post("/{uuid:id}/waivers", response={201: WaiverOut})
@allow("admissions.view_admission")
def waive(request: HttpRequest, id: UUID, data: WaiverIn) -> Any:  # Any: see above
    """Let her go although this is open. The blocker names the permission that it takes."""
    made = actions.waive(
        row(request, Admission, id), key=data.key, row=data.row, because=data.because, by=asker(request)
    )
    return Status(201, made)


@router.post("/{uuid:id}/death", response=AdmissionOut)
@allow("admissions.discharge_clinically")
def record_death(request: HttpRequest, id: UUID, data: DeathIn) -> Any:  # Any: see above
    """The patient has died: she is registered as deceased; the stages of the way out remain."""
    actions.record_death(
        row(request, Admission, id), died_at=data.died_at, certificate=data.certificate, note=data.note,
        by=asker(request),
    )  # fmt: skip
    return shown(request, id)


@router.post("/{uuid:id}/evasion", response=AdmissionOut)
@allow("admissions.release_patient")
def record_evasion(request: HttpRequest, id: UUID, data: EvasionIn) -> Any:  # Any: see above
    """The patient is gone without a word: what is open is let pass, and every stage is done at once."""
    actions.record_evasion(row(request, Admission, id), because=data.because, at=data.at, by=asker(request))
    return shown(request, id)
