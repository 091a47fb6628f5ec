"""The same appointment week after week."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Unpack
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.errors import Conflict, DomainError, Text
from hospital.patients.models import Patient

from ..models import Agenda, Appointment, Resource, Series, Service
from ..taking import held_patient, held_resources
from .booking import BookingData, book

MOST_TIMES, MOST_WEEKS = 104, 12


class SeriesConflicts(Conflict):
    message = _("Some of these times cannot be booked. Nothing was booked.")


@transaction.atomic
def book_series(
    patient: Patient, *, service: Service, resources: Sequence[Resource], starts_at: datetime, times: int,
    by: User, every_weeks: int = 1, skip_conflicts: bool = False, **data: Unpack[BookingData],
) -> tuple[Series, list[Appointment], list[str]]:  # fmt: skip
    """Book the same hour of the day `times` times. Returns the series, what was booked, and what was not.

    When some time cannot be booked, SeriesConflicts lists all such times and nothing is booked; or, asked to
    skip them, the others are booked. The hour is that of the agenda's zone, also after clocks were changed.
    """
    by.require("scheduling.book_appointment")
    if not (2 <= times <= MOST_TIMES and 1 <= every_weeks <= MOST_WEEKS):
        refuse({"times": [_("From 2 to 104 times, every 1 to 12 weeks.")]})
    patient = held_patient(patient, by=by)
    zone = _zone_of(held_resources(resources, by=by))
    series = Series(
        patient=patient, service=service, starts_at=starts_at, every_weeks=every_weeks, times=times,
        booked_by=by,
    )  # fmt: skip
    series.save(force_insert=True)
    made, faults = _book_each(series, resources, zone, data)
    if faults and (not skip_conflicts or not made):
        raise SeriesConflicts(fields={"starts_at": faults})
    audit.record(
        "scheduling.series_booked", series, by=by, patient_id=patient.pk, booked=len(made),
        skipped=len(faults),
    )  # fmt: skip
    return series, made, [str(fault) for fault in faults]


def _book_each(
    series: Series, resources: Sequence[Resource], zone: ZoneInfo, data: BookingData
) -> tuple[list[Appointment], list[Text]]:
    """The appointments of the series that could be booked, and what was said of the others."""
    made: list[Appointment] = []
    faults: list[Text] = []
    for number in range(series.times):
        moment = weeks_later(series.starts_at, number * series.every_weeks, zone)
        try:
            visit = book(
                series.patient, service=series.service, resources=resources, starts_at=moment,
                by=series.booked_by, series=series, **data,
            )  # fmt: skip
        except DomainError as error:
            faults.append(f"{formats.date_format(moment.astimezone(zone), 'SHORT_DATETIME_FORMAT')}: {error}")
        else:
            made.append(visit)
    return made, faults


def weeks_later(moment: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    """The same hour of the day so many weeks later, whatever the clocks did meanwhile."""
    return moment.astimezone(zone) + timedelta(weeks=weeks)


def _zone_of(resources: Sequence[Resource]) -> ZoneInfo:
    """The zone of the first agenda among them, or the hospital's."""
    found = Agenda.objects.filter(resource__in=resources).order_by("pk").values_list("time_zone", flat=True)
    return ZoneInfo(found.first() or settings.TIME_ZONE)
