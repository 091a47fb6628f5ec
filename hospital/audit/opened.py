"""Parts of the trail for who does not see all of it: whom one opened last, and who opened a patient."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.timezone import now

from hospital.core.actors import Actor

from .models import Access

DAYS = 30  # what lies further back is no longer at hand


def last_opened(*, by: Actor, limit: int, at: datetime | None = None) -> list[tuple[UUID, datetime]]:
    """The patients whose chart `by` opened in the last DAYS days, with the moment, the latest first."""
    mine = Access.objects.filter(by_id=by.pk, action=Access.Action.READ, patient_id__isnull=False)
    recent = mine.filter(at__gt=(at or now()) - timedelta(days=DAYS))
    latest = recent.values("patient_id").annotate(last=Max("at")).order_by("-last", "patient_id")
    rows = latest.values_list("patient_id", "last")[:limit]
    return [(patient_id, last) for patient_id, last in rows if patient_id]


def looks_at(patient_ids: Iterable[UUID], *, since: date | None, until: date | None) -> QuerySet[Access]:
    """Every look at these patients' data, for who may tell them: see `patients.give_access_log`."""
    rows = Access.objects.filter(patient_id__in=list(patient_ids)).between(since, until)
    return rows.select_related("by")
