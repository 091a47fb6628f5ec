"""The roster of a department, week by week, on screen and on paper."""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.days import day_in

from .. import actions, weeks
from ..forms import RosterShiftForm
from ..models import Department, today
from ._forms import Crumbs, ask, data


@page("organization.view_colleague")
def roster(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who works when in a department during a week (`?week=` any day of it)."""
    shown = _department(request, id)
    monday = _monday(request.GET.get("week", ""))
    context = {
        "department": shown,
        "roster": weeks.roster(shown, monday, by=asker(request)),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "today": today(),
    }
    return render(request, "organization/roster.html", context)


@page("organization.plan_shift")
def plan(request: HttpRequest, id: UUID) -> HttpResponse:
    """Plan a shift in the department."""
    shown = _department(request, id)
    initial = {"employee": request.GET.get("employee"), "day": request.GET.get("day") or today()}
    form = RosterShiftForm(data(request), department=shown, by=asker(request), initial=initial)
    back = reverse("organization:roster", args=[shown.pk])
    if form.is_bound and form.is_valid():
        back += f"?week={form.cleaned_data['day'].isoformat()}"
    crumbs: Crumbs = [
        (_("Departments"), reverse("organization:departments")),
        (shown.name, shown.get_absolute_url()),
    ]
    return ask(
        request, form, _planned, title=_("Plan a shift"), submit=_("Plan"), back=back, crumbs=crumbs,
        done=_("The shift is planned."), department=shown,
    )  # fmt: skip


def _planned(*, employee: object, **rest: object) -> object:
    return actions.plan_shift(employee, **rest)  # type: ignore[arg-type]  # the form's own fields


def _department(request: HttpRequest, id: UUID) -> Department:
    return get_object_or_404(Department.objects.visible_to(asker(request)).named(), pk=id)


def _monday(text: str) -> date:
    """The Monday of the week a day is in; of this week when the text is no day."""
    day = day_in(text)
    return day - timedelta(days=day.weekday())
