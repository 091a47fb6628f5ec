"""Who opened the chart of a patient: the list she can be given (LGPD art. 18, NGS1 11)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from hospital.accounts.models import Grant
from hospital.audit.models import Access
from hospital.audit.opened import looks_at
from hospital.core.pagination import PageQuery, Slice, paginate

from .care import grounds
from .models import EmergencyAccess, Merge, Patient

NEWEST_FIRST = ("-at", "-id")
ON_PAPER = 2_000  # looks; whoever wants more takes the file of the API


@dataclass(frozen=True)
class Look:
    """One look, in words."""

    id: UUID
    at: datetime
    who: str
    roles: list[str]
    action: str
    what: str
    ground: str


def log(
    patient: Patient, query: PageQuery, *, since: date | None = None, until: date | None = None
) -> Slice[Look]:
    """One page of looks at the patient's record and at those merged into it, the latest first."""
    page = paginate(_rows(patient, since, until), query, order=NEWEST_FIRST)
    return Slice(_told(page.items), page.next, page.total)


def whole_log(patient: Patient, *, since: date | None, until: date | None) -> list[Look]:
    """The latest looks, as many as go on paper."""
    return _told(list(_rows(patient, since, until).order_by(*NEWEST_FIRST)[:ON_PAPER]))


def looks_during(access: EmergencyAccess) -> QuerySet[Access]:
    """What the user looked at of the patient while the emergency access lasted, the first first."""
    ids = records_of(access.patient)
    rows = looks_at(ids, since=None, until=None).filter(by=access.user_id)
    return rows.filter(at__gte=access.began_at, at__lte=access.until).order_by("at", "id")


def records_of(patient: Patient) -> list[UUID]:
    """The patient's record and the ones that were merged into it, however often."""
    found, fresh = [patient.pk], [patient.pk]
    while fresh:
        absorbed = Merge.objects.standing().filter(survivor__in=fresh)
        fresh = [key for key in absorbed.values_list("absorbed", flat=True) if key not in found]
        found += fresh
    return found


def _rows(patient: Patient, since: date | None, until: date | None) -> QuerySet[Access]:
    return looks_at(records_of(patient), since=since, until=until)


def _told(rows: list[Access]) -> list[Look]:
    words, roles = grounds(), _roles({row.by_id for row in rows if row.by_id})
    return [
        Look(
            id=row.pk, at=row.at, who=row.by.name if row.by else "",
            roles=roles[row.by_id] if row.by_id else [],
            action=row.get_action_display(), what=row.thing,
            ground=str(words.get(str(row.particulars.get("ground", "")), row.reason)),
        )
        for row in rows
    ]  # fmt: skip


def _roles(users: set[UUID]) -> defaultdict[UUID, list[str]]:
    """What each of the users is in the hospital, by her roles of today."""
    named: defaultdict[UUID, list[str]] = defaultdict(list)
    for grant in Grant.objects.filter(user__in=users, role__is_active=True).select_related("role"):
        named[grant.user_id].append(grant.role.title)
    return named
