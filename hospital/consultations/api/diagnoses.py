"""/consultations/{id}/diagnoses: named, changed and taken out while the visit is a draft."""

from typing import Any  # Any: column values are of every type
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions
from ..models import Diagnosis
from ..schemas import DiagnosisIn, DiagnosisOut
from ._asking import opened, visit_of

router = Router(tags=["consultations"])


@router.get("/{uuid:id}/diagnoses", response=PageOut[DiagnosisOut])
@allow("consultations.view_consultation")
@transaction.atomic
def list_diagnoses(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Diagnosis]:
    """In the order they were named."""
    visit = opened(request, id, "consultations.diagnosis")
    rows = Diagnosis.objects.visible_to(asker(request)).filter(consultation=visit)
    return paginate(rows, query, order=("rank", "id"))


@router.post("/{uuid:id}/diagnoses", response={201: DiagnosisOut})
@allow("consultations.write_consultation")
def add_diagnosis(
    request: HttpRequest, id: UUID, data: DiagnosisIn, response: HttpResponse
) -> Status[Diagnosis]:
    """Name a diagnosis."""
    made = actions.add_diagnosis(visit_of(request, id), by=asker(request), **_said(data))
    tag(response, made)
    return Status(201, made)


@router.patch("/{uuid:id}/diagnoses/{uuid:diagnosis_id}", response=DiagnosisOut)
@allow("consultations.write_consultation")
def change_diagnosis(
    request: HttpRequest, id: UUID, diagnosis_id: UUID, *, data: DiagnosisIn, response: HttpResponse,
    if_match: IfMatch = None,
) -> Diagnosis:  # fmt: skip
    """Say something else of it; what is not sent stays."""
    version, kept = version_of(if_match), _diagnosis(request, id, diagnosis_id)
    kept = actions.change_diagnosis(kept, version=version, by=asker(request), **_said(data))
    tag(response, kept)
    return kept


@router.delete("/{uuid:id}/diagnoses/{uuid:diagnosis_id}", response={204: None})
@allow("consultations.write_consultation")
def remove_diagnosis(
    request: HttpRequest, id: UUID, diagnosis_id: UUID, *, if_match: IfMatch = None
) -> Status[None]:
    """Take it out of the draft."""
    version, kept = version_of(if_match), _diagnosis(request, id, diagnosis_id)
    actions.remove_diagnosis(kept, version=version, by=asker(request))
    return Status(204, None)


def _said(data: DiagnosisIn) -> dict[str, Any]:  # Any: see above
    return {name: value for name, value in data.dict(exclude_unset=True).items() if value is not None}


def _diagnosis(request: HttpRequest, id: UUID, diagnosis_id: UUID) -> Diagnosis:
    rows = Diagnosis.objects.visible_to(asker(request)).select_related("consultation__patient")
    found: Diagnosis = get_object_or_404(rows, consultation=id, pk=diagnosis_id)
    return found
