"""The procedures of operations as a part of what is read as Procedure."""

from typing import Any  # Any: JSON values

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from hospital.accounts.models import User
from hospital.surgery.models import Procedure

from .clinical import operation
from .search import Asked, Param, Rows, coded, keys, moments, reference
from .served import Part

ASKED = {
    "preparation": Q(surgery__state__in=operation.PREPARED), "in-progress": Q(surgery__state=operation.BEGUN),
    "completed": Q(surgery__state__in=operation.OVER, is_performed=True),
    "unknown": Q(surgery__state__in=operation.OVER, is_performed=None),
}  # fmt: skip
NOT_DONE = Q(is_performed=False) | Q(surgery__state="cancelled")


def _state(asked: Asked) -> Q:
    """The status as it is said of each procedure; what was withdrawn is not searched for."""
    found = Q(pk=None)
    for value in asked.values:
        word = value.rpartition("|")[2]
        if word == "not-done":
            found |= NOT_DONE
        elif word in ASKED:
            found |= ASKED[word] & (Q(is_performed=None) | Q(is_performed=True))
    return found


def _everything(user: User) -> Rows:
    """`occurred_at` is the incision; before it, the time it is planned for, or when it was asked for."""
    rows: Rows = Procedure.objects.visible_to(user).annotate(
        occurred_at=Coalesce("surgery__incision_at", "surgery__planned_begin", "surgery__asked_at"),
        changed_at=Greatest("updated_at", "surgery__updated_at"), patient_id=F("surgery__patient_id"),
    )  # fmt: skip
    rows = rows.select_related("surgery__patient", "surgery__theatre")
    return rows.prefetch_related("surgery__team__employee", "surgery__implants", "surgery__procedures")


def _whose(**more: Any) -> dict[str, Param]:  # Any: see above
    return {
        name: Param("reference", reference("surgery__patient_id", "Patient"), "")
        for name in ("patient", "subject")
    } | more


SURGICAL = Part(
    found=lambda user: _everything(user).filter(surgery__withdrawn_at=None),
    others=[_everything],
    to_fhir=operation.to_fhir,
    params=_whose(
        _id=Param("token", keys(), ""), _lastUpdated=Param("date", moments("changed_at"), ""),
        code=Param("token", coded(), ""), date=Param("date", moments("occurred_at"), ""),
        encounter=Param("reference", reference("surgery__encounter_id", "Encounter"), ""),
        status=Param("token", _state, ""),
    ),
    patient="surgery__patient",
)  # fmt: skip
