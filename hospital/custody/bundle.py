"""A whole record as one FHIR Bundle: each thing as a resource for who reads, and every row for who restores.

FHIR has no home for everything we keep (who opened a door, which step was taken when). So the Bundle also
carries the rows themselves, as a Binary; its digest says whether a restored record is the same record.
"""

import base64
import gzip
from typing import Any  # Any: JSON values

import orjson
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.errors import Invalid
from hospital.integrations.fhir.wire import JSON, dump
from hospital.patients.models import Patient

from .attachments import files_of
from .resources import resources_of
from .rows import Record, record_of

FORMAT = "application/vnd.hospital.record+json"
VERSION = 1


class NotARecord(Invalid):
    message = _("This is not a record that was exported by this system.")


def whole(patient: Patient, *, by: User) -> tuple[JSON, Record]:
    """The Bundle of everything the hospital holds of the patient, and the rows it was made of."""
    record = record_of(patient)
    resources = resources_of(patient, by=by)
    entries = [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources]
    entries.append({"fullUrl": f"urn:uuid:{patient.pk}-rows", "resource": _binary(record)})
    return {
        "resourceType": "Bundle", "type": "collection", "timestamp": localtime(now()).isoformat(),
        "total": len(entries), "entry": entries,
    }, record  # fmt: skip


def _binary(record: Record) -> JSON:
    content = dump({
        "version": VERSION, "digest": record.digest, "owned": record.owned, "outside": record.outside,
        "files": files_of(record),
    })  # fmt: skip
    return {
        "resourceType": "Binary", "id": "rows", "contentType": FORMAT,
        "data": base64.b64encode(gzip.compress(content, mtime=0)).decode(),
    }  # fmt: skip


def record_in(bundle: Any) -> tuple[Record, dict[str, str]]:  # Any: see above
    """The rows and files in a Bundle that this system made. NotARecord without any, or when they changed."""
    try:
        resources = [entry["resource"] for entry in bundle["entry"]]
        binary = next(one for one in resources if one.get("contentType") == FORMAT)
        said = orjson.loads(gzip.decompress(base64.b64decode(binary["data"], validate=True)))
        record = Record(_tables(said["owned"]), _tables(said["outside"]))
        files = {str(name): str(content) for name, content in said["files"].items()}
        if said["version"] != VERSION or record.digest != said["digest"]:
            raise NotARecord
    except (KeyError, TypeError, AttributeError, StopIteration, ValueError, OSError, EOFError) as error:
        raise NotARecord from error
    return record, files


def _tables(said: Any) -> dict[str, list[str]]:  # Any: see above
    return {str(label): [str(row) for row in rows] for label, rows in said.items()}
