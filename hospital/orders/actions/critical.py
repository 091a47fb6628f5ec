"""Critical results: acknowledged by somebody who treats the patient, or found overdue."""

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, said
from hospital.core.db import change, lock
from hospital.core.errors import Conflict
from hospital.patients import care
from hospital.patients.actions.identity import held

from ..models import CriticalNotice


class AlreadyAcknowledged(Conflict):
    message = _("Somebody acknowledged this critical result already.")


@transaction.atomic
def acknowledge(
    notice: CriticalNotice, *, told: str, by: User, measure: str = "", version: int | None = None
) -> CriticalNotice:
    """Say that whoever treats the patient knows of the result: who was told and how, and what is done now."""
    by.require("orders.acknowledge_critical")
    patient = held(notice.patient)
    care.require(patient, by=by)
    notice = lock(notice, version=version)
    if notice.acknowledged_at:
        raise AlreadyAcknowledged
    words = fitting(CriticalNotice, {"told": said(told, "told"), "measure": measure})
    change(notice, acknowledged_at=now(), acknowledged_by=by, **words)
    waited = int((now() - notice.raised_at).total_seconds() // 60)
    audit.record(
        "orders.critical_acknowledged",
        notice,
        by=by,
        patient_id=patient.pk,
        result=str(notice.result_id),
        minutes=waited,
    )
    return notice


@transaction.atomic
def find_overdue(*, by: User) -> int:
    """Say of each critical result whose time is over that nobody acknowledged it: once; and how many."""
    by.require("orders.acknowledge_critical")
    late = CriticalNotice.objects.overdue().filter(overdue_at=None).select_for_update(skip_locked=True)
    count = 0
    for notice in late.order_by("due_at", "id")[:200]:
        change(notice, overdue_at=now())
        audit.record(
            "orders.critical_overdue",
            notice,
            by=by,
            patient_id=notice.patient_id,
            result=str(notice.result_id),
        )
        count += 1
    return count
