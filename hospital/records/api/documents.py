"""/patients/{id}/documents: attached as files, listed, downloaded by who may open the chart."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, UploadedFile

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, version_of

from .. import actions, lists, schemas
from ..files import most_bytes
from ..models import Document
from ..serving import attachment, picture
from ._asking import answer, chart_of, entry_of, patient_of, values_of

router = Router(tags=["records"])


@router.get("/{uuid:id}/documents", response=PageOut[schemas.DocumentOut])
@allow("patients.view_chart")
@transaction.atomic
def list_documents(request: HttpRequest, id: UUID, query: Query[schemas.CodedQuery]) -> HttpResponse:
    """The newest first. Reading it is recorded."""
    patient = chart_of(request, id, "records.documents")
    return lists.many(Document, patient, query, by=asker(request))


@router.post("/{uuid:id}/documents", response={201: schemas.DocumentOut})
@allow("records.attach_document")
def attach_document(
    request: HttpRequest, id: UUID, data: Form[schemas.DocumentIn], file: File[UploadedFile]
) -> HttpResponse:
    """Keep a PDF, PNG, JPEG, WebP, DICOM or text file; its content decides what it is, not its name.

    Without a `title` it is called as the file is.
    """
    content = file.read(most_bytes() + 1)
    values = values_of(request, data)
    values["title"] = values["title"] or (file.name or "")[:200]
    values["display"] = values["display"] or values["code"] or _("Document")
    row = actions.attach_document(patient_of(request, id), content=content, by=asker(request), **values)
    return answer(request, row, 201)


@router.get("/{uuid:id}/documents/{uuid:entry_id}", response=schemas.DocumentOut)
@allow("patients.view_chart")
@transaction.atomic
def read_document(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """What is known of the file. Reading it is recorded."""
    row = entry_of(request, Document, id, entry_id)
    chart_of(request, id, "records.document")
    return answer(request, row)


@router.get("/{uuid:id}/documents/{uuid:entry_id}/content", response={200: bytes})
@allow("patients.view_chart")
@transaction.atomic
def download_document(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """The file, bit by bit as it came. Taking it is recorded."""
    row = entry_of(request, Document, id, entry_id)
    return attachment(row, actions.download_document(row, by=asker(request)))


@router.get("/{uuid:id}/documents/{uuid:entry_id}/thumbnail", response={200: bytes})
@allow("patients.view_chart")
@transaction.atomic
def read_thumbnail(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """A small JPEG of a picture; 404 for everything else."""
    row = entry_of(request, Document, id, entry_id)
    return picture(actions.look_at_thumbnail(row, by=asker(request)))


@router.post("/{uuid:id}/documents/{uuid:entry_id}/withdrawal", response=schemas.DocumentOut)
@allow("records.attach_document")
def withdraw_document(
    request: HttpRequest, id: UUID, entry_id: UUID, data: schemas.WithdrawalIn, if_match: IfMatch = None
) -> HttpResponse:
    """Mark it as attached in error. It stays, with who, when and why."""
    version, row = version_of(if_match), entry_of(request, Document, id, entry_id)
    row = actions.withdraw(row, because=data.reason, version=version, by=asker(request))
    return answer(request, row)
