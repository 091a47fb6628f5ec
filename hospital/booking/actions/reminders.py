"""When patients are to be reminded: recorded once each, for whoever sends the message."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import conflicts
from hospital.core.errors import Conflict
from hospital.scheduling.models import Appointment

from ..models import Reminder

DAYS = (2, 1)


class Reminded(Conflict):
    message = _("This reminder was recorded already.")


@transaction.atomic
def remind(*, by: User, most: int = 500) -> int:
    """Record what fell due two days and one day before; returns how many, at most `most` for each.

    Who booked later than that is not reminded of what she just did; who was moved is reminded anew.
    """
    by.require("booking.manage_wish")
    return sum(_remind(days, most, by=by) for days in DAYS)


def _remind(days: int, most: int, *, by: User) -> int:
    moment, before = now(), timedelta(days=days)
    done = Reminder.objects.filter(
        appointment=OuterRef("pk"), days_before=days, starts_at=OuterRef("starts_at")
    )
    due = Appointment.objects.filter(
        ~Exists(done), state=Appointment.State.BOOKED, created_at__lt=F("starts_at") - before,
        starts_at__gt=moment + timedelta(days=days - 1), starts_at__lte=moment + before,
    )  # fmt: skip
    return sum(_record(appointment, days, by=by) for appointment in due.order_by("starts_at", "pk")[:most])


def _record(appointment: Appointment, days: int, *, by: User) -> bool:
    reminder = Reminder(appointment=appointment, days_before=days, starts_at=appointment.starts_at)
    try:
        with conflicts(a_patient_is_reminded_once=Reminded):
            reminder.save(force_insert=True)
    except Reminded:
        return False
    audit.record(
        "booking.reminder_due", reminder, by=by, patient_id=appointment.patient_id,
        appointment=str(appointment.pk), days_before=days,
    )  # fmt: skip
    return True
