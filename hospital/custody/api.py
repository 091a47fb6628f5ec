"""/patients/{id}/exports, /exports/{id}/file, /records, /patients/{id}/retention, /downtime-packs."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital import audit
from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.api import HospitalAPI
from hospital.core.pagination import PageOut, PageQuery, Slice, paginate
from hospital.integrations.fhir.door import body_of
from hospital.patients import care
from hospital.patients.models import Patient
from hospital.signatures.credentials import prove

from . import actions, packs, retention
from .files import download
from .models import Export, Pack
from .rows import record_of
from .schemas import ExportIn, ExportOut, ImportedOut, PackOut, RetentionOut

patients = Router(tags=["custody"])
router = Router(tags=["custody"])


def mount(api: HospitalAPI) -> None:
    api.add_router("/patients", patients)
    api.add_router("", router)


def _patient(request: HttpRequest, id: UUID) -> Patient:
    return get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)


@patients.get("/{uuid:id}/exports", response=PageOut[ExportOut])
@allow("custody.export_record")
@transaction.atomic
def list_exports(request: HttpRequest, id: UUID, query: Query[PageQuery]) -> Slice[Export]:
    """The copies that were given of a record, the newest first."""
    by, patient = asker(request), _patient(request, id)
    audit.access("read", by=by, patient_id=patient.pk, what="custody.exports")
    rows = Export.objects.visible_to(by).filter(patient=patient).defer("content")
    return paginate(rows, query, order=("-created_at", "-id"))


@patients.post("/{uuid:id}/exports", response={201: ExportOut})
@allow("custody.export_record")
def export_record(request: HttpRequest, id: UUID, data: ExportIn) -> Status[Export]:
    """Make a copy of the record: a FHIR Bundle, a summary (IPS), or a book on paper (PDF/A)."""
    by, patient = asker(request), _patient(request, id)
    credential = prove(by, data.password) if data.password else None
    made = actions.export_record(patient, kind=data.kind, reason=data.reason, credential=credential, by=by)
    return Status(201, made)


@patients.get("/{uuid:id}/retention", response=RetentionOut)
@allow("patients.view_chart")
@transaction.atomic
def get_retention(request: HttpRequest, id: UUID) -> RetentionOut:
    """Until when the record must be kept."""
    patient = _patient(request, id)
    care.open_chart(patient, by=asker(request), what="custody.retention")
    return RetentionOut(kept_until=retention.kept_until(patient), years=retention.YEARS)


@router.get("/exports/{uuid:id}/file", response={200: bytes})
@allow("custody.export_record")
@transaction.atomic
def get_export_file(request: HttpRequest, id: UUID) -> HttpResponse:
    """The copy itself, as application/fhir+json or application/pdf."""
    export = get_object_or_404(Export.objects.visible_to(asker(request)), pk=id)
    return download(actions.fetch(export, by=asker(request)), export)


@router.post("/records", response={201: ImportedOut}, openapi_extra={
    "requestBody": {"required": True, "content": {"application/fhir+json": {"schema": {"type": "object"}}}},
})  # fmt: skip
@allow("custody.import_record")
def import_record(request: HttpRequest) -> Status[ImportedOut]:
    """Take in a record that another installation exported whole. All of it, or nothing."""
    patient = actions.import_record(body_of(request), reason="API", by=asker(request))
    found = ImportedOut(
        patient_id=patient.pk, chart_number=patient.chart_number, record_digest=record_of(patient).digest
    )
    return Status(201, found)


@router.get("/downtime-packs", response=PageOut[PackOut])
@allow("custody.view_pack")
def list_packs(request: HttpRequest, query: Query[PageQuery]) -> Slice[Pack]:
    """The packs of the last days, the newest first."""
    rows = Pack.objects.visible_to(asker(request)).defer("content")
    return paginate(rows, query, order=("-created_at", "-id"))


@router.post("/downtime-packs", response={201: PackOut})
@allow("custody.view_pack")
def make_pack(request: HttpRequest) -> Status[Pack]:
    """Make a pack now, besides the hourly ones."""
    return Status(201, packs.make(by=asker(request)))


@router.get("/downtime-packs/{uuid:id}/file", response={200: bytes})
@allow("custody.view_pack")
@transaction.atomic
def get_pack_file(request: HttpRequest, id: UUID) -> HttpResponse:
    """One encrypted HTML file; it opens in any browser with the passphrase, and needs no server."""
    pack = get_object_or_404(Pack.objects.visible_to(asker(request)), pk=id)
    return packs.download(pack, by=asker(request))
