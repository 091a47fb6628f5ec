"""The agenda: a day of many, a week of one, on the screen and on paper."""

from datetime import timedelta
from typing import Any  # Any: template contexts

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.core.access import page
from hospital.core.days import day_in
from hospital.organization.models import today

from .. import actions, grid, lists
from ..forms import BoardFilter, WeekFilter
from ..models import Resource

MOST_COLUMNS = 8
UNCHANGED = 204


@page("scheduling.view_appointment")
@transaction.atomic
def day(request: HttpRequest) -> HttpResponse:
    """One day, in a column for each practitioner, room or device (`?day=`, `?department=`, `?kind=`)."""
    form, by = BoardFilter(_asked(request), by=asker(request)), asker(request)
    words = form.words()
    when = day_in(request.GET.get("day", ""))
    rows = lists.resources_of_day(words, when, by=by)
    start = min(_number(request.GET.get("start", "")), max(len(rows) - 1, 0))
    shown = rows[start : start + MOST_COLUMNS]
    mark = grid.mark_of(shown, when, when)
    if _is_same(request, mark):
        return HttpResponse(status=UNCHANGED)
    made = grid.board(shown, [when], by=by)
    _looked(made, by=by)
    context = {
        "filter": form, "board": made, "day": when, "is_today": when == today(), "today": today(),
        "poll": _poll(request),
        "before": when - timedelta(days=1), "after": when + timedelta(days=1),
        "earlier": max(start - MOST_COLUMNS, 0) if start else None,
        "later": start + MOST_COLUMNS if start + MOST_COLUMNS < len(rows) else None,
        "kept": _kept(request, "department", "kind"), "in_all": len(rows),
        "may_book": by.has_perm("scheduling.book_appointment"),
        "is_everywhere": by.has_perm("scheduling.view_every_agenda"),
    }  # fmt: skip
    return render(request, "scheduling/day.html", context)


@page("scheduling.view_appointment")
@transaction.atomic
def week(request: HttpRequest) -> HttpResponse:
    """The seven days of one practitioner, room or device (`?resource=`, `?day=` any day of the week)."""
    by = asker(request)
    when = day_in(request.GET.get("day", ""))
    monday = when - timedelta(days=when.weekday())
    form = WeekFilter(request.GET or None, by=by)
    rows = Resource.objects.visible_to(by).active()
    resource = form.words().get("resource") if form.is_bound else None
    resource = resource or rows.own(by).first() or rows.order_by("kind", "name", "id").first()
    days = [monday + timedelta(days=n) for n in range(7)]
    context: dict[str, Any] = {  # Any: see above
        "resource": resource, "day": when, "monday": monday, "sunday": days[-1], "today": today(),
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7),
        "may_book": by.has_perm("scheduling.book_appointment"), "poll": _poll(request),
        "filter": WeekFilter({"resource": resource.pk if resource else "", "day": when}, by=by),
    }  # fmt: skip
    if resource:
        if _is_same(request, grid.mark_of([resource], monday, days[-1])):
            return HttpResponse(status=UNCHANGED)
        context["board"] = grid.board([resource], days, by=by)
        _looked(context["board"], by=by)
    return render(request, "scheduling/week.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:  # Any: see above
    """What was asked for, with the day that is shown and practitioners where nothing was said."""
    given = {name: request.GET.get(name, "") for name in ("department", "kind")}
    return given | {
        "day": day_in(request.GET.get("day", "")),
        "kind": given["kind"] or Resource.Kind.PRACTITIONER,
    }


def _looked(made: grid.Board, *, by: User) -> None:
    actions.read_agenda(by=by, found=sum(column.visits for column in made.columns))


def _is_same(request: HttpRequest, mark: str) -> bool:
    """Whether the page asks by itself for what it shows already."""
    return "X-Background" in request.headers and request.GET.get("mark") == mark


def _kept(request: HttpRequest, *names: str) -> str:
    """What a link to another day keeps of the address."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in names or not kept[name]:
            del kept[name]
    return f"&{kept.urlencode()}" if kept else ""


def _poll(request: HttpRequest) -> str:
    """The address that a page asks again by itself, without the mark of what it shows."""
    kept = request.GET.copy()
    kept.pop("mark", None)
    return kept.urlencode()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0
