"""The calendar of holidays."""

from datetime import date

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict
from hospital.organization.models.periods import sensible

from ..models import Holiday
from .absences import AlreadyWithdrawn


class HolidayThere(Conflict):
    message = _("This day is a holiday already.")


@transaction.atomic
def declare_holiday(*, day: date, name: str, by: User, scope: str = Holiday.Scope.NATIONAL) -> Holiday:
    """Close the agendas on a day, but for those that are open on holidays. What is booked stays booked."""
    by.require("scheduling.manage_holiday")
    holiday = Holiday(day=sensible("day", day), **fitting(Holiday, {"name": name, "scope": scope}))
    with conflicts(one_holiday_per_day=HolidayThere):
        holiday.save(force_insert=True)
    audit.record("scheduling.holiday_declared", holiday, by=by, day=day.isoformat())
    return holiday


@transaction.atomic
def withdraw_holiday(holiday: Holiday, *, by: User) -> Holiday:
    """Make the day an ordinary one again."""
    by.require("scheduling.manage_holiday")
    holiday = lock(holiday)
    if holiday.withdrawn_at:
        raise AlreadyWithdrawn
    change(holiday, withdrawn_at=now(), withdrawn_by=by)
    audit.record("scheduling.holiday_withdrawn", holiday, by=by, day=holiday.day.isoformat())
    return holiday
