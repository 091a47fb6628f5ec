"""An entry written in error is withdrawn: it stays in the chart, struck through, with who, when and why."""

from typing import TypeVar

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import said
from hospital.core.db import change, lock
from hospital.core.errors import Conflict

from .. import care
from ..models.charted import Charted
from .identity import held

Entry = TypeVar("Entry", bound=Charted)


class EntryWithdrawn(Conflict):
    message = _("This entry was withdrawn already.")


@transaction.atomic
def withdraw_entry(
    entry: Entry, *, because: str, permission: str, event: str, by: User, version: int | None = None
) -> Entry:
    """Mark the entry as written in error. The app that owns it says under which permission and event."""
    by.require(permission)
    patient = held(entry.patient)
    care.require(patient, by=by)
    entry = lock(entry, version=version)
    if entry.is_withdrawn:
        raise EntryWithdrawn
    reason = said(because)
    change(entry, withdrawn_at=now(), withdrawn_by=by, withdrawn_because=reason)
    audit.record(event, entry, by=by, patient_id=patient.pk, reason=reason)
    return entry
