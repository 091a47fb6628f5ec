"""When a resource can be booked: the agenda, its week, and extra hours."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import NotRequired, TypedDict
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict
from hospital.organization.models import Department, days, today

from ..models import Agenda, Quota, Resource, Service, Template
from ..taking import held_resources


class AgendaThere(Conflict):
    message = _("There is an agenda of this department on some of these days already.")


class AgendaEnded(Conflict):
    message = _("This agenda has ended.")


class HoursOverlap(Conflict):
    message = _("Some of these hours overlap.")


class TemplateData(TypedDict):
    """Hours of one weekday (1 Monday … 7 Sunday), with what may be booked in them."""

    weekday: int
    opens_at: time
    closes_at: time
    slot_minutes: NotRequired[int]
    capacity: NotRequired[int]
    services: NotRequired[Sequence[Service]]
    quotas: NotRequired[Mapping[str, int]]


@transaction.atomic
def open_agenda(
    resource: Resource, *, starts_on: date, by: User, department: Department | None = None,
    ends_on: date | None = None, time_zone: str = "", works_on_holidays: bool = False,
    week: Sequence[TemplateData] = (),
) -> Agenda:  # fmt: skip
    """Let the resource be booked from a day on, in its department or another, in the hours of `week`."""
    by.require("scheduling.manage_agenda")
    [resource] = held_resources([resource], by=by)
    agenda = Agenda(
        resource=resource, department=department or resource.department, during=days(starts_on, ends_on),
        time_zone=_zone(time_zone or settings.TIME_ZONE), works_on_holidays=works_on_holidays,
    )  # fmt: skip
    with conflicts(one_agenda_per_resource_department_and_day=AgendaThere):
        agenda.save(force_insert=True)
    _write_week(agenda, week, agenda.during)
    audit.record("scheduling.agenda_opened", agenda, by=by, resource=str(resource.pk), sessions=len(week))
    return agenda


@transaction.atomic
def close_agenda(agenda: Agenda, *, ends_on: date, reason: str, by: User) -> Agenda:
    """End the agenda after a day. Who is booked later stays booked until she is moved."""
    by.require("scheduling.manage_agenda")
    agenda = lock(agenda)
    if agenda.ends_on and agenda.ends_on < today():
        raise AgendaEnded
    change(agenda, during=days(agenda.starts_on, ends_on))
    audit.record("scheduling.agenda_closed", agenda, by=by, reason=said(reason), ends_on=ends_on.isoformat())
    return agenda


@transaction.atomic
def set_week(
    agenda: Agenda, *, week: Sequence[TemplateData], by: User, from_day: date | None = None,
    version: int | None = None,
) -> Agenda:  # fmt: skip
    """Replace the weekly hours from a day (today) on. The hours of the days before stay as they were."""
    by.require("scheduling.manage_agenda")
    agenda = lock(agenda, version=version)
    first = max(from_day or today(), agenda.starts_on)
    if agenda.ends_on and first > agenda.ends_on:
        raise AgendaEnded
    regular = Template.objects.filter(agenda=agenda, is_extra=False).not_over(first)
    for template in regular.select_for_update():
        _end(template, first)
    _write_week(agenda, week, DateRange(first, agenda.during.upper))
    change(agenda, updated_at=now())  # its week is part of what it is
    audit.record(
        "scheduling.week_set", agenda, by=by, resource=str(agenda.resource_id), sessions=len(week),
        from_day=first.isoformat(),
    )  # fmt: skip
    return agenda


@transaction.atomic
def add_hours(
    agenda: Agenda, *, day: date, opens_at: time, closes_at: time, reason: str, by: User,
    slot_minutes: int = 30, capacity: int = 1, services: Sequence[Service] = (),
) -> Template:  # fmt: skip
    """Open the agenda for extra hours on one day."""
    by.require("scheduling.manage_agenda")
    agenda = lock(agenda)
    if not agenda.holds_on(day):
        raise AgendaEnded
    row: TemplateData = {
        "weekday": day.isoweekday(), "opens_at": opens_at, "closes_at": closes_at,
        "slot_minutes": slot_minutes, "capacity": capacity, "services": services,
    }  # fmt: skip
    template = _write(agenda, row, days(day, day), is_extra=True, reason=said(reason))
    audit.record(
        "scheduling.hours_added", agenda, by=by, reason=template.reason, day=day.isoformat(),
        resource=str(agenda.resource_id),
    )  # fmt: skip
    return template


def _end(template: Template, day: date) -> None:
    """End hours before a day; those that would not have begun by then are gone with what hangs on them."""
    if template.starts_on < day:
        change(template, during=DateRange(template.starts_on, day))
        return
    template.services.clear()
    Quota.objects.filter(template=template).delete()
    template.delete()


def _write_week(agenda: Agenda, week: Sequence[TemplateData], during: DateRange) -> None:
    for row in week:
        _write(agenda, row, during)


def _write(
    agenda: Agenda, row: TemplateData, during: DateRange, *, is_extra: bool = False, reason: str = ""
) -> Template:
    values = fitting(
        Template,
        {
            "weekday": row["weekday"], "opens_at": row["opens_at"], "closes_at": row["closes_at"],
            "slot_minutes": row.get("slot_minutes", 30), "capacity": row.get("capacity", 1),
            "reason": reason,
        },
    )  # fmt: skip
    _refuse_impossible(values["opens_at"], values["closes_at"], values["slot_minutes"], values["capacity"])
    template = Template(agenda=agenda, during=during, is_extra=is_extra, **values)
    with conflicts(hours_of_an_agenda_do_not_overlap=HoursOverlap):
        template.save(force_insert=True)
    template.services.set(row.get("services", ()))
    quotas = row.get("quotas", {})
    for payer, most in quotas.items():
        Quota(template=template, **fitting(Quota, {"payer_code": payer, "most": most})).save(
            force_insert=True
        )
    return template


def _refuse_impossible(opens_at: time, closes_at: time, slot_minutes: int, capacity: int) -> None:
    if closes_at <= opens_at:
        refuse({"closes_at": [_("The hours end after they begin, on the same day.")]})
    if not 1 <= slot_minutes <= 1440:
        refuse({"slot_minutes": [_("From %(low)s to %(high)s.") % {"low": 1, "high": 1440}]})
    if not 1 <= capacity <= 500:
        refuse({"capacity": [_("From %(low)s to %(high)s.") % {"low": 1, "high": 500}]})


def _zone(name: str) -> str:
    """The zone's name, or Invalid when there is no such zone."""
    if name not in available_timezones():
        refuse({"time_zone": [_("There is no such time zone.")]})
    return ZoneInfo(name).key
