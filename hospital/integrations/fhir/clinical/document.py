"""DocumentReference (FHIR R4) over records.Document; the file itself is fetched apart, by who may."""

import base64
import binascii
from typing import Any  # Any: arguments of an action are of every type

from hospital.records.models import Document

from ..datatypes import items, text
from ..wire import JSON
from .common import IN_ERROR, coded, concept_of, entry, first_moment, said


def content(resource: JSON) -> bytes | None:
    """The file in the resource; None when it only says where to fetch it, or holds none or several."""
    parts = items(resource.get("content"))
    attachment = parts[0].get("attachment") if len(parts) == 1 else None
    data = attachment.get("data") if isinstance(attachment, dict) else None
    try:
        return base64.b64decode(data, validate=True) if isinstance(data, str) and data else None
    except (binascii.Error, ValueError):
        return None


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What records.actions.attach_document is called with, without the patient and the file."""
    parts = items(resource.get("content"))
    attachment = parts[0].get("attachment") if parts else None
    title = text(attachment.get("title")) if isinstance(attachment, dict) else ""
    kind = coded(resource.get("type"))
    title = text(resource.get("description")) or title or kind["display"][:200]
    return {
        **kind, "display": kind["display"] or title, "title": title,
        "occurred_at": first_moment(resource, "date"),
    }  # fmt: skip


def to_fhir(row: Document) -> JSON:
    whole = entry("DocumentReference", row)
    encounter = whole.pop("encounter")
    place = f"/api/v1/patients/{row.patient_id}/documents/{row.pk}/file"
    return said({
        **whole, "status": IN_ERROR if row.is_withdrawn else "current", "type": concept_of(row),
        "date": row.occurred_at.isoformat(), "description": row.title,
        "content": [{"attachment": {
            "contentType": row.mime, "url": place, "size": row.size, "title": row.title,
            "creation": row.created_at.isoformat(),
        }}],
        "context": {"encounter": [encounter]} if encounter else {},
    })  # fmt: skip
