"""/patients/{id}/consents and /patients/{id}/restrictions."""

import base64
import binascii
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
from ..care_schemas import (
    ConsentIn,
    ConsentOut,
    RestrictionIn,
    RestrictionOut,
    RevokeIn,
)
from ..models import Consent, Restriction
from ..papers import paper_response
from ..schemas import Reason
from .patients import patient_of

router = Router(tags=["consents"])


@router.get("/{uuid:id}/consents", response=PageOut[ConsentOut])
@allow("patients.view_consent")
@transaction.atomic
def list_consents(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Consent]:
    """What the patient authorised, refused and took back, the latest first. Reading it is recorded."""
    patient = actions.open_patient(patient_of(request, id), by=asker(request), what="patients.consents")
    rows = Consent.objects.visible_to(asker(request)).filter(patient=patient).whole()
    return paginate(rows, query, order=("-signed_at", "-id"))


@router.post("/{uuid:id}/consents", response={201: ConsentOut})
@allow("patients.write_consent")
def write_consent(request: HttpRequest, id: UUID, data: ConsentIn, response: HttpResponse) -> Status[Consent]:
    """Write down an authorisation or a refusal. It is never edited: revoke it and write another."""
    values = {name: value for name, value in data.dict().items() if value is not None}
    scan = _decoded(values.pop("scan"))
    made = actions.write_consent(patient_of(request, id), scan=scan, by=asker(request), **values)
    tag(response, made)
    return Status(201, _consent(request, id, made.pk))


@router.get("/{uuid:id}/consents/{uuid:consent_id}", response=ConsentOut)
@allow("patients.view_consent")
@transaction.atomic
def get_consent(request: HttpRequest, id: UUID, consent_id: UUID, response: HttpResponse) -> Consent:
    """One consent. Reading it is recorded."""
    actions.open_patient(patient_of(request, id), by=asker(request), what="patients.consents")
    consent = _consent(request, id, consent_id)
    tag(response, consent)
    return consent


@router.get("/{uuid:id}/consents/{uuid:consent_id}/scan", response={200: bytes})
@allow("patients.view_consent")
@transaction.atomic
def get_scan(request: HttpRequest, id: UUID, consent_id: UUID) -> HttpResponse:
    """The signed paper, as it was scanned."""
    return paper_response(_consent(request, id, consent_id), by=asker(request))


@router.post("/{uuid:id}/consents/{uuid:consent_id}/revocation", response=ConsentOut)
@allow("patients.write_consent")
def revoke_consent(
    request: HttpRequest, id: UUID, consent_id: UUID, data: RevokeIn, response: HttpResponse
) -> Consent:
    """End an authorised consent; the row of the end says what it was before and after."""
    consent = _consent(request, id, consent_id)
    actions.revoke_consent(consent, reason=data.reason, revoked_at=data.revoked_at, by=asker(request))
    tag(response, consent)
    return _consent(request, id, consent_id)


@router.get("/{uuid:id}/restrictions", response=PageOut[RestrictionOut])
@allow("patients.view_consent")
@transaction.atomic
def list_restrictions(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Restriction]:
    """Whom the patient keeps out of her chart, the latest first. Reading it is recorded."""
    patient = actions.open_patient(patient_of(request, id), by=asker(request), what="patients.restrictions")
    rows = Restriction.objects.visible_to(asker(request)).filter(patient=patient).whole()
    return paginate(rows, query, order=("-created_at", "-id"))


@router.post("/{uuid:id}/restrictions", response={201: RestrictionOut})
@allow("patients.write_consent")
def add_restriction(
    request: HttpRequest, id: UUID, data: RestrictionIn, response: HttpResponse
) -> Status[Restriction]:
    """Keep a professional, everyone of a department, or everyone of a role out of the chart."""
    values = {name.removesuffix("_id"): value for name, value in data.dict().items()}
    made = actions.add_restriction(patient_of(request, id), by=asker(request), **values)
    tag(response, made)
    return Status(201, made)


@router.post("/{uuid:id}/restrictions/{uuid:restriction_id}/revocation", response=RestrictionOut)
@allow("patients.write_consent")
def revoke_restriction(
    request: HttpRequest, id: UUID, restriction_id: UUID, *, data: Reason, response: HttpResponse,
    if_match: IfMatch = None,
) -> Restriction:  # fmt: skip
    """Let whom the patient kept out in again."""
    version = version_of(if_match)
    rows = Restriction.objects.visible_to(asker(request)).filter(patient=id).whole()
    held = get_object_or_404(rows, pk=restriction_id)
    revoked = actions.revoke_restriction(held, reason=data.reason, version=version, by=asker(request))
    tag(response, revoked)
    return revoked


def _consent(request: HttpRequest, id: UUID, consent_id: UUID) -> Consent:
    rows = Consent.objects.visible_to(asker(request)).filter(patient=id).whole()
    row: Consent = get_object_or_404(rows, pk=consent_id)
    return row


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) if text else None
    except binascii.Error as error:
        raise actions.NotAPaper from error
