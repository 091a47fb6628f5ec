"""/consultations/{id}: its signature, addenda, versions, verification, and its withdrawal as an error."""

import base64
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import IfMatch, version_of
from hospital.signatures.models import Version
from hospital.signatures.schemas import CredentialIn, VerdictOut, VersionOut

from .. import actions, signing
from ..models import Addendum
from ..schemas import (
    AddendumIn,
    AddendumOut,
    PreviewOut,
    PreviewPart,
    SignatureIn,
    VerificationOut,
    WithdrawalIn,
)
from ._asking import opened, visit_of

router = Router(tags=["consultations"])


@router.get("/{uuid:id}/signature", response=PreviewOut)
@allow("consultations.write_consultation")
@transaction.atomic
def preview_signature(request: HttpRequest, id: UUID) -> PreviewOut:
    """Exactly what would be signed now, by whom it is written."""
    visit = opened(request, id)
    content, seal = actions.prepare_signature(visit, by=asker(request))
    parts = [PreviewPart(label=part.label, lines=part.lines) for part in signing.shown(content)]
    return PreviewOut(
        digest=signing.digest_of_plain(content),
        content=content,
        parts=parts,
        seal=base64.b64encode(seal).decode(),
    )


@router.post("/{uuid:id}/signature", response={201: VersionOut})
@allow("signatures.sign_document")
def sign(request: HttpRequest, id: UUID, *, data: SignatureIn, if_match: IfMatch = None) -> Status[Version]:
    """Sign the visit and all that belongs to it, for good. 409 `NoLicence` without a licence in force."""
    version, visit, by = version_of(if_match), visit_of(request, id), asker(request)
    signed = actions.sign_visit(visit, credential=data.credential(by), version=version, seen=data.seen, by=by)
    return Status(201, signed)


@router.post("/{uuid:id}/cosignature", response={201: VersionOut})
@allow("signatures.sign_document")
def cosign(request: HttpRequest, id: UUID, data: CredentialIn) -> Status[Version]:
    """Sign beside the resident, as her preceptor."""
    visit, by = visit_of(request, id), asker(request)
    return Status(201, actions.cosign(visit, credential=data.credential(by), by=by))


@router.get("/{uuid:id}/addenda", response=PageOut[AddendumOut])
@allow("consultations.view_consultation")
@transaction.atomic
def list_addenda(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Addendum]:
    """In the order they were written."""
    visit = opened(request, id, "consultations.addendum")
    rows = Addendum.objects.visible_to(asker(request)).filter(consultation=visit).select_related("author")
    return paginate(rows, query, order=("created_at", "id"))


@router.post("/{uuid:id}/addenda", response={201: AddendumOut})
@allow("signatures.sign_document")
def add_addendum(request: HttpRequest, id: UUID, data: AddendumIn) -> Status[Addendum]:
    """Add a dated, signed text to a signed visit."""
    visit, by = visit_of(request, id), asker(request)
    made = actions.add_addendum(
        visit, text=data.text, occurred_at=data.occurred_at, credential=data.credential(by), by=by
    )
    return Status(201, made)


@router.post("/{uuid:id}/withdrawal", response={201: VersionOut})
@allow("signatures.sign_document")
def withdraw(request: HttpRequest, id: UUID, data: WithdrawalIn) -> Status[Version]:
    """Declare one's own signed visit an error. It stays in the chart, struck through."""
    visit, by = visit_of(request, id), asker(request)
    signed = actions.withdraw_visit(visit, because=data.because, credential=data.credential(by), by=by)
    return Status(201, signed)


@router.get("/{uuid:id}/versions", response=PageOut[VersionOut])
@allow("consultations.view_consultation")
@transaction.atomic
def list_versions(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Version]:
    """Everything that was signed of this visit, the first one first."""
    visit = opened(request, id, "consultations.versions")
    rows = Version.objects.visible_to(asker(request)).of(visit).defer("content", "signature")
    return paginate(rows, query, order=("number", "id"))


@router.get("/{uuid:id}/versions/{int:number}/content")
@allow("consultations.view_consultation")
@transaction.atomic
def get_version(request: HttpRequest, id: UUID, number: int) -> HttpResponse:
    """The very bytes of one version."""
    visit = opened(request, id, "consultations.versions")
    rows = Version.objects.visible_to(asker(request)).of(visit)
    version = get_object_or_404(rows, number=min(number, 2**31 - 1))
    return HttpResponse(bytes(version.content), content_type="application/json; charset=utf-8")


@router.get("/{uuid:id}/verification", response=VerificationOut)
@allow("consultations.view_consultation")
def verify(request: HttpRequest, id: UUID) -> VerificationOut:
    """Verify every version, and that the rows still say what was signed; it is recorded."""
    found = actions.verify_visit(visit_of(request, id), by=asker(request))
    return VerificationOut(
        is_whole=found.is_whole, rows_as_signed=found.rows_as_signed,
        items=[VerdictOut.of(verdict) for verdict in found.verdicts],
    )  # fmt: skip
