"""Giving a copy of a record away, and taking a whole record in."""

import hashlib
from datetime import timedelta
from typing import Any  # Any: JSON values

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit, config
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import change
from hospital.core.errors import Conflict
from hospital.core.secrets import seal, unseal
from hospital.integrations.fhir.wire import dump
from hospital.patients import care
from hospital.patients.models import Patient
from hospital.signatures.credentials import Credential

from . import book
from .attachments import put_back
from .bundle import record_in, whole
from .models import Export
from .restoring import put_in
from .rows import Record
from .summary import summary

Values = dict[str, Any]  # Any: column values
PURPOSE = "copies of records"
LEAST = 10  # characters of a reason


class CopyGone(Conflict):
    message = _("This copy is kept no longer. Make another.")


@transaction.atomic
def export_record(
    patient: Patient, *, reason: str, by: User, kind: str = Export.Kind.BUNDLE,
    credential: Credential | None = None,
) -> Export:  # fmt: skip
    """Make a copy of the record as it is now, to be fetched within a few days.

    `credential`: what `by` signs the paper copy with; without it the copy is not signed.
    """
    by.require("custody.export_record")
    care.require(patient, by=by)
    values = fitting(Export, {"reason": reason.strip(), "kind": kind})
    if len(values["reason"]) < LEAST:
        refuse({"reason": [_("Say for whom the copy is, and why.")]})
    bundle, record = whole(patient, by=by)
    content = _content(kind, patient, bundle, by=by)
    is_signed = kind == Export.Kind.BOOK and credential is not None
    if kind == Export.Kind.BOOK and credential:
        content = book.signed(content, by=by, credential=credential)
    return _keep(patient, values, record, content, signed=is_signed, by=by)


def _content(kind: str, patient: Patient, bundle: dict[str, Any], *, by: User) -> bytes:  # Any: JSON
    if kind == Export.Kind.BUNDLE:
        return dump(bundle)
    resources = [entry["resource"] for entry in bundle["entry"][:-1]]
    if kind == Export.Kind.SUMMARY:
        return dump(summary(patient, resources))
    return book.printed(patient, resources, by=by)


def _keep(
    patient: Patient, values: Values, record: Record, content: bytes, *, signed: bool, by: User
) -> Export:
    export = Export(
        patient=patient, rows=record.count, record_digest=record.digest, is_signed=signed, size=len(content),
        digest=hashlib.sha256(content).hexdigest(), content=seal(content, PURPOSE),
        kept_until=now() + timedelta(days=int(config.value("custody.copy_days"))), by=by, **values,
    )  # fmt: skip
    export.save(force_insert=True)
    audit.record(
        "custody.record_exported", export, by=by, patient_id=patient.pk, reason=export.reason,
        kind=export.kind, rows=export.rows,
    )  # fmt: skip
    return export


@transaction.atomic(savepoint=False)
def fetch(export: Export, *, by: User) -> bytes:
    """The content of a copy, and say in the trail that it left. CopyGone when it is kept no longer."""
    by.require("custody.export_record")
    if export.content is None or not export.is_there:
        raise CopyGone
    audit.access("export", by=by, patient_id=export.patient_id, what="custody.export", reason=export.reason)
    return unseal(bytes(export.content), PURPOSE)


@transaction.atomic
def import_record(bundle: Any, *, reason: str, by: User) -> Patient:  # Any: see above
    """Take in a record that another installation of this system exported whole.

    Raises NotARecord, AlreadyHere, UnknownTable, NotTheSame; then nothing was imported.
    """
    by.require("custody.import_record")
    record, files = record_in(bundle)
    patient = put_in(record)
    put_back(record, files)  # last: files do not go away with a transaction that fails
    audit.record(
        "custody.record_imported", patient, by=by, patient_id=patient.pk, reason=reason.strip()[:300],
        rows=record.count, digest=record.digest,
    )  # fmt: skip
    return patient


@transaction.atomic
def forget_copies(*, by: User) -> int:
    """Drop the content of copies whose days are over; that they were made stays. How many there were."""
    by.require("custody.export_record")
    over = Export.objects.filter(kept_until__lte=now()).exclude(content=None)
    for export in over:
        change(export, content=None)
    if over:
        audit.record("custody.copies_forgotten", over[0], by=by, copies=len(over))
    return len(over)
