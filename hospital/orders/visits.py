"""What belongs to a visit: the rows that its signature covers, and the visit a new row is written into."""

from typing import Any  # Any: JSON

from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.consultations.actions.drafting import held_draft
from hospital.consultations.models import Consultation
from hospital.core.errors import Conflict
from hospital.patients.models import Patient

from .bodies import BODIES
from .models import Order, Paper

Row = dict[str, Any]  # Any: see above


class NotHerVisit(Conflict):
    message = _("This visit belongs to another patient.")


def writing_in(visit: Consultation | None, patient: Patient, *, by: User) -> Consultation | None:
    """The visit's draft, held until the transaction ends, when it is of this patient.

    Raises VisitSigned, NotHers, OutsideCare, NotHerVisit.
    """
    if visit is None:
        return None
    held = held_draft(visit, by=by)
    if held.patient_id != patient.pk:
        raise NotHerVisit
    return held


def order_rows(visit: Consultation) -> list[Row]:
    """The orders of a visit as they are signed: what was asked for, not what became of it."""
    rows = Order.objects.filter(consultation=visit).order_by("created_at", "id")
    return [
        {
            "id": str(row.pk), "number": row.number, "category": row.category, "system": row.system,
            "code": row.code, "display": row.display, "priority": row.priority,
            "clinical_indication": row.clinical_indication, "occurred_at": row.occurred_at.isoformat(),
            "requested_by": str(row.requested_by_id or ""),
        }
        for row in rows
    ]  # fmt: skip


def order_line(row: Row) -> str:
    """One order for people."""
    priority = str(Order.Priority(row["priority"]).label)
    return " · ".join(filter(None, [row["display"], row["code"], priority, row["clinical_indication"]]))


def paper_rows(visit: Consultation) -> list[Row]:
    """The papers of a visit as they are signed: what they say, not their file."""
    rows = Paper.objects.filter(consultation=visit, withdrawn_at=None).order_by("created_at", "id")
    return [
        {
            "id": str(row.pk), "kind": row.kind, "data": row.data, "occurred_at": row.occurred_at.isoformat(),
            "author": str(row.author_id or ""),
        }
        for row in rows
    ]  # fmt: skip


def paper_line(row: Row) -> str:
    """One paper for people, with all it says."""
    from django.utils.timezone import localdate

    body = BODIES[row["kind"]](row["data"], localdate())
    return " · ".join([body.title, *_said(body.parts)])


def _said(part: Any) -> list[str]:  # Any: a JSON value of any depth
    """Every text in a part of a paper, in order."""
    if isinstance(part, dict):
        return [
            text for key, value in part.items() if key not in ("kind", "validity") for text in _said(value)
        ]
    if isinstance(part, list):
        return [text for value in part for text in _said(value)]
    return [part] if isinstance(part, str) and part else []
