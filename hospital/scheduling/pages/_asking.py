"""What the agenda's pages share: the rows that addresses name, days as typed, and pages that ask."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any  # Any: whatever actions and templates take
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.days import EARLIEST, LATEST, MARGIN
from hospital.core.forms import ActionForm, version_in
from hospital.core.models import Entity

from ..models import Absence, Agenda, Appointment, Resource, Service

Text = str | Promise
Crumbs = Sequence[tuple[Text, str]]


def resource_of(request: HttpRequest, id: UUID) -> Resource:
    return get_object_or_404(Resource.objects.visible_to(asker(request)), pk=id)


def service_of(request: HttpRequest, id: UUID) -> Service:
    return get_object_or_404(Service.objects.visible_to(asker(request)), pk=id)


def agenda_of(request: HttpRequest, id: UUID) -> Agenda:
    return get_object_or_404(Agenda.objects.visible_to(asker(request)).select_related("resource"), pk=id)


def appointment_of(request: HttpRequest, id: UUID) -> Appointment:
    rows = Appointment.objects.visible_to(asker(request)).select_related(
        "patient", "service", "booked_by", "stepped_by"
    )
    return get_object_or_404(rows, pk=id)


def absence_of(request: HttpRequest, id: UUID) -> Absence:
    rows = Absence.objects.visible_to(asker(request)).select_related("resource", "made_by", "withdrawn_by")
    found: Absence = get_object_or_404(rows, pk=id)
    return found


def moment_in(text: str) -> datetime | None:
    """A moment as it stands in an address, or None."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and is_aware(found) and EARLIEST + MARGIN < found.date() < LATEST - MARGIN else None


def key_in(text: str) -> UUID | None:
    """A key as it stands in an address, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def agenda_page(when: datetime | date | None = None) -> str:
    """The address of a day's agenda."""
    day = localtime(when).date() if isinstance(when, datetime) else when
    return reverse("scheduling:day") + (f"?day={day.isoformat()}" if day else "")


def data(request: HttpRequest) -> Any:  # Any: a QueryDict, or nothing
    """What a form is bound to: what was posted, if anything was."""
    return request.POST if request.method == "POST" else None


AGENDA: Text = _("Agenda")


def above(*more: tuple[Text, str]) -> Crumbs:
    return [(AGENDA, reverse("scheduling:day")), *more]


def ask(
    request: HttpRequest, form: ActionForm, action: Callable[..., Any], *arguments: object, title: Text,
    submit: Text, back: str, done: Text, crumbs: Crumbs = (), tone: str = "primary", note: Text = "",
    about: Text = "", row: Entity | None = None, template: str = "scheduling/form.html",
    onward: Callable[[Any], str] | None = None, **keywords: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Show the form, or run the action and go `back` or `onward`; a refusal comes back on it as 422.

    With `row` the form carries the version it was opened from, and a change made since then is refused.
    """
    if row is not None and request.method == "POST":
        keywords["version"] = version_in(request)
    if request.method == "POST":
        made = form.attempt(action, *arguments, by=asker(request), **keywords)
        if made is not None:
            messages.success(request, str(done))
            return redirect(onward(made) if onward else back)
    version = None if row is None else version_in(request) if request.method == "POST" else row.version
    context = {
        "form": form, "title": title, "submit": submit, "back": back, "crumbs": crumbs or above(),
        "tone": tone, "note": note, "about": about, "opened_version": version,
    }  # fmt: skip
    return render(request, template, context, status=422 if form.is_bound else 200)
