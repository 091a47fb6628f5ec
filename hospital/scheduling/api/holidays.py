"""/holidays: days on which agendas are closed."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice

from .. import actions, lists
from ..models import Holiday
from ..schemas import HolidayIn, HolidayOut, HolidayQuery

router = Router(tags=["agendas"])


@router.get("", response=PageOut[HolidayOut])
@allow("scheduling.view_agenda")
def list_holidays(request: HttpRequest, query: Query[HolidayQuery]) -> Slice[Holiday]:
    """Holidays, in the order of the days."""
    return lists.holidays(query, by=asker(request))


@router.post("", response={201: HolidayOut})
@allow("scheduling.manage_holiday")
def declare_holiday(request: HttpRequest, data: HolidayIn) -> Status[Holiday]:
    """Close the agendas on a day. What is booked stays booked."""
    return Status(201, actions.declare_holiday(**data.dict(), by=asker(request)))


@router.post("/{uuid:id}/withdrawal", response=HolidayOut)
@allow("scheduling.manage_holiday")
def withdraw_holiday(request: HttpRequest, id: UUID) -> Holiday:
    """Make it an ordinary day again."""
    by = asker(request)
    return actions.withdraw_holiday(get_object_or_404(Holiday.objects.visible_to(by), pk=id), by=by)
