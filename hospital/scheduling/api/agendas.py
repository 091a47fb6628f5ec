"""/agendas: when resources can be booked, and somebody's day."""

from typing import Any  # Any: an answer's fields
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..models import Agenda, Resource, Template
from ..schemas import (
    AgendaIn,
    AgendaOut,
    AgendaQuery,
    AgendaRow,
    ClosureIn,
    DayQuery,
    DayRow,
    HoursIn,
    TemplateOut,
    WeekIn,
)
from . import _rows

router = Router(tags=["agendas"])


@router.get("", response=PageOut[AgendaRow])
@allow("scheduling.view_agenda")
def list_agendas(request: HttpRequest, query: Query[AgendaQuery]) -> Slice[Agenda]:
    """Agendas, the latest first."""
    return lists.agendas(query, by=asker(request))


@router.post("", response={201: AgendaOut})
@allow("scheduling.manage_agenda")
def open_agenda(request: HttpRequest, data: AgendaIn, response: HttpResponse) -> Status[dict[str, Any]]:
    """Let a resource be booked from a day on, in the hours of the week."""
    agenda = actions.open_agenda(
        _rows.resource(request, data.resource_id), department=_rows.department(request, data.department_id),
        starts_on=data.starts_on, ends_on=data.ends_on, time_zone=data.time_zone,
        works_on_holidays=data.works_on_holidays, week=_rows.week(request, data.week), by=asker(request),
    )  # fmt: skip
    tag(response, agenda)
    return Status(201, _whole(agenda))


@router.get("/{uuid:id}", response=AgendaOut)
@allow("scheduling.view_agenda")
def get_agenda(request: HttpRequest, id: UUID, response: HttpResponse) -> dict[str, Any]:  # Any: see above
    """One agenda, with its hours from today on."""
    agenda = _rows.agenda(request, id)
    tag(response, agenda)
    return _whole(agenda)


@router.put("/{uuid:id}/week", response=AgendaOut)
@allow("scheduling.manage_agenda")
def set_week(
    request: HttpRequest, id: UUID, data: WeekIn, response: HttpResponse, if_match: IfMatch = None
) -> dict[str, Any]:  # Any: see above
    """Replace the weekly hours from a day (today) on; what is booked stays booked."""
    version, agenda = version_of(if_match), _rows.agenda(request, id)
    agenda = actions.set_week(
        agenda, week=_rows.week(request, data.week), from_day=data.from_day, version=version,
        by=asker(request),
    )  # fmt: skip
    tag(response, agenda)
    return _whole(agenda)


@router.post("/{uuid:id}/hours", response={201: TemplateOut})
@allow("scheduling.manage_agenda")
def add_hours(request: HttpRequest, id: UUID, data: HoursIn) -> Status[dict[str, Any]]:  # Any: see above
    """Open extra hours on one day, and say why."""
    values = data.dict()
    services = _rows.services(request, values.pop("service_ids"))
    template = actions.add_hours(_rows.agenda(request, id), services=services, by=asker(request), **values)
    return Status(201, _hours(template))


@router.post("/{uuid:id}/closure", response=AgendaOut)
@allow("scheduling.manage_agenda")
def close_agenda(request: HttpRequest, id: UUID, data: ClosureIn) -> dict[str, Any]:  # Any: see above
    """End the agenda after a day; who is booked later stays booked until she is moved."""
    return _whole(actions.close_agenda(_rows.agenda(request, id), **data.dict(), by=asker(request)))


@router.get("/{uuid:resource}/day", response=PageOut[DayRow])
@allow("scheduling.view_appointment")
@transaction.atomic
def read_day(request: HttpRequest, resource: UUID, query: Query[DayQuery]) -> HttpResponse:
    """A resource's day by the hours, with what was cancelled or missed. Reading it is recorded."""
    by = asker(request)
    response, shown = lists.day(Resource(pk=resource), query.date, by=by)
    sees_all = by.has_perm("scheduling.view_agenda") and by.has_perm("scheduling.view_every_agenda")
    if not (shown and sees_all):
        _rows.resource(request, resource)  # 404 for somebody whose agenda one does not see, or who is not
    actions.read_agenda(by=by, found=shown)
    return response


def _whole(agenda: Agenda) -> dict[str, Any]:  # Any: see above
    row = {name: getattr(agenda, name) for name in AgendaRow.model_fields}
    return row | {"hours": [_hours(template) for template in lists.hours(agenda)]}


def _hours(template: Template) -> dict[str, Any]:  # Any: see above
    columns = TemplateOut.model_fields.keys() - {"service_ids", "quotas"}
    return {name: getattr(template, name) for name in columns} | {
        "service_ids": sorted(service.pk for service in template.services.all()),
        "quotas": {quota.payer_code: quota.most for quota in template.quotas.all()},
    }
