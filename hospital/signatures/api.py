"""/signatures, /certificates, /certificate-authorities and what was signed in a chart."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.core.versions import IfMatch, tag, version_of
from hospital.patients import care
from hospital.patients.models import Patient

from . import actions
from .actions import Report
from .models import Authority, Certificate, Version
from .schemas import (
    AuthorityIn,
    AuthorityOut,
    CertificateIn,
    CertificateOut,
    ReportOut,
    VerdictOut,
    VersionOut,
    WhyIn,
)

signatures = Router(tags=["signatures"])
charts = Router(tags=["signatures"])
certificates = Router(tags=["signatures"])
authorities = Router(tags=["signatures"])


def mount(api: NinjaAPI) -> None:
    """Put the routes of signatures on the API."""
    api.add_router("/signatures", signatures)
    api.add_router("/patients", charts)
    api.add_router("/certificates", certificates)
    api.add_router("/certificate-authorities", authorities)


def version_for(request: HttpRequest, id: UUID) -> Version:
    """The version, if it is in the chart of a patient the asker sees."""
    rows = Version.objects.visible_to(asker(request)).select_related("patient", "certificate")
    found: Version = get_object_or_404(rows, pk=id)
    return found


@signatures.get("/{uuid:id}", response=VersionOut)
@allow("patients.view_chart")
@transaction.atomic
def get_signature(request: HttpRequest, id: UUID) -> Version:
    """Who signed what, and when."""
    version = version_for(request, id)
    care.open_chart(version.patient, by=asker(request), what="signatures.version")
    return version


@signatures.get("/{uuid:id}/content")
@allow("patients.view_chart")
@transaction.atomic
def get_signed_content(request: HttpRequest, id: UUID) -> HttpResponse:
    """The very bytes that were signed."""
    version = version_for(request, id)
    care.open_chart(version.patient, by=asker(request), what="signatures.version")
    return HttpResponse(bytes(version.content), content_type="application/json; charset=utf-8")


@signatures.get("/{uuid:id}/seal")
@allow("patients.view_chart")
@transaction.atomic
def get_seal(request: HttpRequest, id: UUID) -> HttpResponse:
    """The bytes of which /cades is the detached signature."""
    version = version_for(request, id)
    care.open_chart(version.patient, by=asker(request), what="signatures.version")
    return HttpResponse(bytes(version.seal), content_type="application/json; charset=utf-8")


@signatures.get("/{uuid:id}/cades")
@allow("patients.view_chart")
@transaction.atomic
def get_cades(request: HttpRequest, id: UUID) -> HttpResponse:
    """The signature itself, for any validator."""
    version = version_for(request, id)
    care.open_chart(version.patient, by=asker(request), what="signatures.version")
    return HttpResponse(bytes(version.signature), content_type="application/pkcs7-signature")


@signatures.get("/{uuid:id}/verification", response=VerdictOut)
@allow("patients.view_chart")
def verify_signature(request: HttpRequest, id: UUID) -> VerdictOut:
    """Verify content, seal, chain, signature, and the certificate on the day it signed; it is recorded."""
    return VerdictOut.of(actions.verify(version_for(request, id), by=asker(request)))


@charts.get("/{uuid:id}/signatures", response=PageOut[VersionOut])
@allow("patients.view_chart")
@transaction.atomic
def list_signatures(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Version]:
    """What was signed in a chart, the newest first."""
    patient = _patient(request, id)
    care.open_chart(patient, by=asker(request), what="signatures.version")
    rows = Version.objects.visible_to(asker(request)).filter(patient=patient).defer("content", "signature")
    return paginate(rows, query, order=("-signed_at", "-id"))


@charts.get("/{uuid:id}/signatures/verification", response=ReportOut)
@allow("patients.view_chart")
def verify_signatures(request: HttpRequest, id: UUID) -> ReportOut:
    """Verify everything that was signed in a chart, chain by chain; it is recorded."""
    return _told(actions.verify_patient(_patient(request, id), by=asker(request)))


@certificates.get("", response=PageOut[CertificateOut])
@allow("signatures.sign_document")
def list_certificates(request: HttpRequest, query: Query[PageQuery]) -> Slice[Certificate]:
    """One's own certificates; everybody's for who keeps the authorities."""
    rows = Certificate.objects.visible_to(asker(request))
    return paginate(rows, query, order=("-not_before", "-id"))


@certificates.post("", response={201: CertificateOut})
@allow("signatures.sign_document")
def add_certificate(request: HttpRequest, data: CertificateIn, response: HttpResponse) -> Status[Certificate]:
    """Make one's ICP-Brasil certificate known; without `pem`, get a software one of no legal value."""
    by = asker(request)
    if data.pem.strip():
        made = actions.register_certificate(pem=data.pem, chain_pem=data.chain_pem, by=by)
    else:
        made = actions.issue_certificate(by=by)
    tag(response, made)
    return Status(201, made)


@certificates.post("/{uuid:id}/revocation", response=CertificateOut)
@allow("signatures.sign_document")
def revoke_certificate(
    request: HttpRequest, id: UUID, *, data: WhyIn, response: HttpResponse, if_match: IfMatch = None
) -> Certificate:
    """Sign with it no more. What it signed stays valid."""
    version, by = version_of(if_match), asker(request)
    kept = get_object_or_404(Certificate.objects.visible_to(by), pk=id)
    kept = actions.revoke_certificate(kept, reason=data.reason, version=version, by=by)
    tag(response, kept)
    return kept


@authorities.get("", response=PageOut[AuthorityOut])
@allow("signatures.manage_authority")
def list_authorities(request: HttpRequest, query: Query[PageQuery]) -> Slice[Authority]:
    """Whose certificates count here."""
    return paginate(Authority.objects.visible_to(asker(request)), query, order=("-created_at", "-id"))


@authorities.post("", response={201: AuthorityOut})
@allow("signatures.manage_authority")
def trust_authority(request: HttpRequest, data: AuthorityIn, response: HttpResponse) -> Status[Authority]:
    """Trust a root of ICP-Brasil."""
    made = actions.trust_authority(pem=data.pem, by=asker(request))
    tag(response, made)
    return Status(201, made)


@authorities.post("/{uuid:id}/withdrawal", response=AuthorityOut)
@allow("signatures.manage_authority")
def withdraw_authority(
    request: HttpRequest, id: UUID, *, data: WhyIn, response: HttpResponse, if_match: IfMatch = None
) -> Authority:
    """Trust it no more. What was signed before stays valid."""
    version, by = version_of(if_match), asker(request)
    kept = get_object_or_404(Authority.objects.visible_to(by), pk=id)
    kept = actions.withdraw_authority(kept, reason=data.reason, version=version, by=by)
    tag(response, kept)
    return kept


def _patient(request: HttpRequest, id: UUID) -> Patient:
    return get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)


def _told(report: Report) -> ReportOut:
    return ReportOut(
        is_whole=report.is_whole, chains=report.chains, versions=len(report.verdicts),
        broken=len(report.broken), items=[VerdictOut.of(one) for one in report.verdicts],
    )  # fmt: skip
