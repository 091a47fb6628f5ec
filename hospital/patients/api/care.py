"""/patients/{id}/emergency-accesses, /emergency-accesses, /patients/{id}/access-log."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of

from .. import access_log, actions, care_lists
from ..care_schemas import (
    AccessLogQuery,
    BreakGlassIn,
    EmergencyAccessOut,
    EmergencyAccessQuery,
    LookOut,
    ReviewIn,
)
from ..models import EmergencyAccess
from .patients import patient_of

router = Router(tags=["care"])
of_patient = Router(tags=["care"])


@of_patient.post("/{uuid:id}/emergency-accesses", response={201: EmergencyAccessOut})
@allow("patients.break_glass")
def break_glass(
    request: HttpRequest, id: UUID, data: BreakGlassIn, response: HttpResponse
) -> Status[EmergencyAccess]:
    """Open the chart of a patient who is not in your care, for half an hour. A privacy officer is told."""
    patient, by = patient_of(request, id), asker(request)
    actions.prove_again(by, password=data.password, code=data.code)
    access = actions.break_glass(patient, reason=data.reason, by=by)
    tag(response, access)
    return Status(201, access)


@of_patient.get("/{uuid:id}/access-log", response=PageOut[LookOut])
@allow("patients.give_access_log")
@transaction.atomic
def read_access_log(request: HttpRequest, id: UUID, query: Query[AccessLogQuery]) -> Slice[access_log.Look]:
    """Who opened the patient's chart, when, what, and why she might: the latest first. It is recorded."""
    patient = actions.open_access_log(patient_of(request, id), by=asker(request), action="export")
    return access_log.log(patient, query, since=query.since, until=query.until)


@router.get("", response=PageOut[EmergencyAccessOut])
@allow("patients.review_emergency_access")
@transaction.atomic
def list_emergency_accesses(
    request: HttpRequest, query: Query[EmergencyAccessQuery]
) -> Slice[EmergencyAccess]:
    """Emergency accesses, the latest first."""
    rows = care_lists.emergency_accesses(query, by=asker(request))
    page = paginate(rows, query, order=("-began_at", "-id"))
    actions.open_emergency_accesses(by=asker(request), found=len(page.items))
    return page


@router.post("/{uuid:id}/closure", response=EmergencyAccessOut)
@allow("patients.break_glass")
def end_early(request: HttpRequest, id: UUID, response: HttpResponse) -> EmergencyAccess:
    """Close a chart you opened by emergency access, before the half hour is over."""
    access = actions.end_early(_access(request, id), by=asker(request))
    tag(response, access)
    return access


@router.post("/{uuid:id}/review", response=EmergencyAccessOut)
@allow("patients.review_emergency_access")
def review(
    request: HttpRequest, id: UUID, data: ReviewIn, response: HttpResponse, if_match: IfMatch = None
) -> EmergencyAccess:
    """Judge, once, whether it was justified. Nobody judges her own."""
    version = version_of(if_match)
    access = actions.review_emergency_access(
        _access(request, id), **data.dict(), version=version, by=asker(request)
    )
    tag(response, access)
    return access


def _access(request: HttpRequest, id: UUID) -> EmergencyAccess:
    rows = EmergencyAccess.objects.visible_to(asker(request)).select_related("user")
    return get_object_or_404(rows, pk=id)
