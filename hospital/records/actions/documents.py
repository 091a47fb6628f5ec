"""Documents and pictures: attached after a look at what they are, opened one by one."""

import hashlib
from typing import Any, Unpack  # Any: column values

from django.db import DatabaseError, transaction

from hospital import audit
from hospital.accounts.models import User
from hospital.core.errors import Absent, DomainError
from hospital.patients import care
from hospital.patients.models import Patient

from .. import files
from ..models import Document
from ..writing import CodedData, fitted, opened


class DocumentData(CodedData, total=False):
    """What kind of document it is, and what it is called."""

    title: str


@transaction.atomic
def attach_document(patient: Patient, *, content: bytes, by: User, **data: Unpack[DocumentData]) -> Document:
    """Keep a file of the record: first on the disk, encrypted, then its row. NotAccepted, TooLarge."""
    patient = opened(patient, by=by, permission="records.attach_document", source=data.get("source", "here"))
    values = fitted(Document, patient, {"title": "", "display": "", **data})
    told = _told(content)
    names = _kept(content)
    document = Document(patient=patient, recorded_by=by, **values, **told, **names)
    try:
        with transaction.atomic():
            document.save(force_insert=True)
            audit.record(
                "records.document_attached", document, by=by, patient_id=patient.pk, size=document.size,
                mime=document.mime, source=document.source,
            )  # fmt: skip
    except (DatabaseError, DomainError):
        files.forget(*names.values())
        raise
    return document


@transaction.atomic
def download_document(document: Document, *, by: User) -> bytes:
    """The file as it was attached; taking it away is recorded. Damaged when it is not what it was."""
    by.require("patients.view_chart")
    care.require(document.patient, by=by)
    audit.access("export", by=by, patient_id=document.patient_id, what="records.document",
                 document=str(document.pk))  # fmt: skip
    return files.content_of(document)


@transaction.atomic
def look_at_thumbnail(document: Document, *, by: User) -> bytes:
    """The small picture; looking is recorded. Absent when it is no picture."""
    by.require("patients.view_chart")
    if not document.is_picture:
        raise Absent
    care.require(document.patient, by=by)
    audit.access("read", by=by, patient_id=document.patient_id, what="records.document",
                 document=str(document.pk))  # fmt: skip
    return files.thumbnail(document)


def sweep_files() -> int:
    """Take away the files whose row was never written; how many there were. For the nightly job."""
    names = list(files.orphans())
    files.forget(*names)
    return len(names)


def _told(content: bytes) -> dict[str, Any]:  # Any: see above
    """What the content says of itself."""
    most = files.most_bytes()
    if len(content) > most:
        message = files.TooLarge.message % {"most": most // 1024 // 1024}
        raise files.TooLarge(message, fields={"file": [message]})
    return {
        "mime": files.kind_of(content), "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def _kept(content: bytes) -> dict[str, str]:
    small = files.thumbnail_of(content)
    return {
        "stored_name": files.keep(content), "thumbnail_name": files.keep(small) if small else "",
    }  # fmt: skip
