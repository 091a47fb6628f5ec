"""What can be done with the trail: look at it, take it away, and check that it is whole."""

import uuid
from collections.abc import Mapping
from typing import Any  # Any: particulars are JSON scalars

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.core.actors import Actor
from hospital.core.errors import Conflict

from .models import Access, Block, Change, Event
from .verification import verify

FREE_TEXT = {"username", "what", "row_id"}  # somebody may type a name there
AT_ONCE = 200_000  # rows that are read while somebody waits: a few seconds


class NothingSealed(Conflict):
    message = _("Nothing of the trail is sealed yet. It is done within seconds of the first event.")


@transaction.atomic
def search(kind: str, *, patient_id: uuid.UUID | None, by: Actor) -> Access | None:
    """Ask the trail about a patient; a search about nobody in particular leaves nothing."""
    by.require("audit.view_trail")
    if patient_id is None:
        return None
    return audit.access("search", by=by, patient_id=patient_id, what=f"audit.{kind}")


@transaction.atomic
def open_row(row: Event | Access | Change, *, by: Actor) -> Access | None:
    """Look at one row of the trail; what concerns a patient is a look at her data."""
    by.require("audit.view_trail")
    if row.patient_id is None:
        return None
    return audit.access("read", by=by, patient_id=row.patient_id, what=row._meta.label_lower, row=str(row.pk))


@transaction.atomic
def export(kind: str, *, form: str, filters: Mapping[str, Any], by: Actor) -> Access:  # Any: see above
    """Take a part of the trail away as a file (NGS1 07.08). What was typed as free text is not kept."""
    by.require("audit.export_trail")
    asked = {name: value for name, value in filters.items() if value not in (None, "")}
    kept = {name: name in FREE_TEXT or str(value) for name, value in asked.items() if name != "patient_id"}
    return audit.access(
        "export", by=by, patient_id=asked.get("patient_id"), what=f"audit.{kind}", form=form, filters=kept
    )


@transaction.atomic
def ask_verification(*, by: Actor, anchor: str = "") -> Event | None:
    """Verify now, or hand it to the worker when the chain is long; the event when it is done."""
    by.require("audit.view_trail")
    block = Block.objects.order_by("number").last()
    if block is None or block.last_seq <= AT_ONCE:
        return verify_chain(by=by, anchor=anchor)
    from .tasks import verify as later

    later.defer(by_id=str(by.pk), anchor=anchor)
    return None


@transaction.atomic
def verify_chain(*, by: Actor | None, anchor: str = "") -> Event:
    """Read the sealed trail again and record whether it is whole; `by` is None for the nightly check.

    `anchor` is a head digest that was kept elsewhere. Raises NothingSealed on an empty chain.
    """
    if by:
        by.require("audit.view_trail")
    block = Block.objects.order_by("number").last()
    if block is None:
        raise NothingSealed
    result = verify(anchor=anchor)
    fault = result.fault
    found: dict[str, Any] = {}  # Any: see above
    if fault:
        found = {"fault": fault.kind, "kind": fault.table, "row": fault.row_id, "seq": fault.seq}
    return audit.record(
        "audit.chain_broken" if fault else "audit.chain_verified", block, by=by, rows=result.rows,
        head=result.head, seconds=round(result.seconds, 3), **found,
    )  # fmt: skip
