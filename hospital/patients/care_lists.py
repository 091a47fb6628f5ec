"""What the faces read of care: emergency accesses, and the patients in one's care."""

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.core.pagination import PageQuery, Slice, paginate

from . import care
from .care_schemas import EmergencyAccessQuery
from .models import EmergencyAccess, Patient
from .models.care import REVIEWED_WITHIN


def emergency_accesses(query: EmergencyAccessQuery, *, by: User) -> QuerySet[EmergencyAccess]:
    """The emergency accesses that answer to the query."""
    rows = EmergencyAccess.objects.visible_to(by).select_related("user", "patient", "reviewed_by")
    if query.is_reviewed is not None:
        rows = rows.filter(reviewed_at__isnull=not query.is_reviewed)
    if query.is_overdue is not None:
        late = EmergencyAccess.objects.overdue().values("pk")
        rows = rows.filter(pk__in=late) if query.is_overdue else rows.exclude(pk__in=late)
    asked = {"patient": query.patient_id, "user": query.user_id}
    return rows.filter(**{name: key for name, key in asked.items() if key})


def to_review(user: User) -> tuple[int, int]:
    """How many emergency accesses wait for the user's judgement, and how many of them are overdue."""
    waiting = EmergencyAccess.objects.visible_to(user).to_review().exclude(user=user.pk)
    late = Count("pk", filter=Q(began_at__lte=now() - REVIEWED_WITHIN))
    counted = waiting.aggregate(all=Count("pk"), late=late)
    return counted["all"], counted["late"]


def my_patients(query: PageQuery, *, by: User) -> Slice[Patient]:
    """The patients in the user's care today, by name."""
    return paginate(care.in_care_of(by), query, order=("sort_name", "id"))
