"""/patients/{id}/merges: two records of one person made one, and two again."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import tag

from .. import actions
from ..models import Merge
from ..schemas import ComparisonOut, MergeIn, MergeOut, Reason
from .patients import patient_of

router = Router(tags=["patients"])


@router.get("/{uuid:id}/merge-preview", response=ComparisonOut)
@allow("patients.merge_patient")
def preview_merge(request: HttpRequest, id: UUID, absorbed_id: UUID) -> actions.Comparison:
    """What absorbing the other record would do; nothing is written but that both were looked at."""
    survivor, absorbed = patient_of(request, id), patient_of(request, absorbed_id)
    return actions.compare(survivor, absorbed=absorbed, by=asker(request))


@router.get("/{uuid:id}/merges", response=PageOut[MergeOut])
@allow("patients.view_patient")
@transaction.atomic
def list_merges(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Merge]:
    """The records that this one absorbed, the latest first. Reading it is recorded."""
    patient = actions.open_patient(patient_of(request, id), by=asker(request), what="patients.merges")
    rows = Merge.objects.visible_to(asker(request)).filter(survivor=patient)
    return paginate(rows, query, order=("-created_at", "-id"))


@router.post("/{uuid:id}/merges", response={201: MergeOut})
@allow("patients.merge_patient")
def merge(request: HttpRequest, id: UUID, data: MergeIn, response: HttpResponse) -> Status[Merge]:
    """Absorb another record into this one."""
    survivor, absorbed = patient_of(request, id), patient_of(request, data.absorbed_id)
    merged = actions.merge(survivor, absorbed=absorbed, reason=data.reason, take=data.take, by=asker(request))
    tag(response, merged)
    return Status(201, merged)


@router.post("/{uuid:id}/merges/{uuid:merge_id}/undoing", response=MergeOut)
@allow("patients.merge_patient")
def undo_merge(request: HttpRequest, id: UUID, merge_id: UUID, data: Reason, response: HttpResponse) -> Merge:
    """Give back everything that moved. ChangedSince (409) lists what stands in the way."""
    rows = Merge.objects.visible_to(asker(request)).filter(survivor=id)
    merged = actions.undo_merge(get_object_or_404(rows, pk=merge_id), reason=data.reason, by=asker(request))
    tag(response, merged)
    return merged
