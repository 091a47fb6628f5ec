"""Every day of a stay becomes a fact, once: what the account of the stay will hear."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from hospital.accounts.models import User
from hospital.beds.models import Stay
from hospital.core.days import midnight

from ..census import days_of
from ..models import Admission, BedDay
from ..steps import tell


@transaction.atomic
def count_bed_days(*, by: User, until: date | None = None, since: date | None = None) -> list[BedDay]:
    """Write down the days from `since` (a week before) to `until` (yesterday) that nobody counted yet."""
    by.require("admissions.admit_patient")
    last = until or localdate() - timedelta(days=1)
    first = since or last - timedelta(days=7)
    made: list[BedDay] = []
    for admission in _admissions(first, last):
        counted = set(admission.bed_days.values_list("day", flat=True))
        stays = _stays(admission)
        found = [(day, _stay_of(stays, day)) for day in _days(admission, first, last) if day not in counted]
        made += [_count(admission, day, stay, by=by) for day, stay in found if stay is not None]
    return made


def _admissions(first: date, last: date) -> list[Admission]:
    rows = Admission.objects.standing().filter(admitted_at__lt=midnight(last, 1))
    gone = rows.filter(discharged_at__lt=midnight(first))
    return list(rows.exclude(pk__in=gone.values("pk")).order_by("admitted_at", "id"))


def _stays(admission: Admission) -> list[Stay]:
    rows = Stay.objects.filter(
        encounter=admission.encounter_id, state__in=("present", "ended"), withdrawn_at=None
    )
    return list(rows.select_related("bed").order_by("begins_at", "id"))


def _days(admission: Admission, first: date, last: date) -> list[date]:
    assert admission.admitted_at
    return [day for day in days_of(admission.admitted_at, admission.discharged_at, last) if day >= first]


def _stay_of(stays: list[Stay], day: date) -> Stay | None:
    """Where she lay when the day ended, or last lay on it."""
    end = midnight(day, 1)
    begin = midnight(day)
    found = [
        stay for stay in stays if stay.begins_at < end and (stay.ends_at is None or stay.ends_at >= begin)
    ]
    return found[-1] if found else None


def _count(admission: Admission, day: date, stay: Stay, *, by: User) -> BedDay:
    left = admission.discharged_at
    is_same_day = left is not None and localdate(left) == day
    made = BedDay(admission=admission, day=day, stay=stay, is_same_day=is_same_day)
    made.save(force_insert=True)
    tell(
        "bed_day", made, admission, by=by, day=day.isoformat(), bed=str(stay.bed_id), stay=str(stay.pk),
        ward=str(stay.bed.ward_id), kind=stay.bed.kind, same_day=is_same_day,
    )  # fmt: skip
    return made
