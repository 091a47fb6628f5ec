"""/audit: events, accesses, changes, one of each in full, files, and the state of the chain."""

from collections.abc import Callable
from typing import Any  # Any: the user model lives in a higher layer, the lists differ by row
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.core.access import actor, page
from hospital.core.errors import Absent
from hospital.core.pagination import Slice

from . import actions, files, lists, schemas, state
from .forms import AccessFilter, ChangeFilter, EventFilter, TrailFilter
from .models import Access, Change, Event

Asked = Any  # Any: one of the queries of schemas.py, as its list wants it


@page("audit.view_trail")
def events(request: HttpRequest) -> HttpResponse:
    """What people did."""
    return _list(request, "event", EventFilter(request.GET), schemas.EventQuery, lists.events)


@page("audit.view_trail")
def accesses(request: HttpRequest) -> HttpResponse:
    """Who looked at patients' data."""
    return _list(request, "access", AccessFilter(request.GET), schemas.AccessQuery, lists.accesses)


@page("audit.view_trail")
def changes(request: HttpRequest) -> HttpResponse:
    """What became of rows."""
    return _list(request, "change", ChangeFilter(request.GET), schemas.ChangeQuery, lists.changes)


def _list(
    request: HttpRequest, kind: str, form: TrailFilter, query: type[Asked], rows: Callable[..., Slice[Any]]
) -> HttpResponse:
    by = actor(request)
    found: Slice[Any] = Slice([], None, None)  # Any: see above
    if form.is_valid():
        asked = query(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
        actions.search(kind, patient_id=asked.patient_id, by=by)
        found = rows(asked, by=by)
    context = {"kind": kind, "page": found, "filter": form, "chain": state.chain()}
    return render(request, f"audit/{PLURALS[kind]}.html", context)


@page("audit.view_trail")
def event(request: HttpRequest, id: UUID) -> HttpResponse:
    """One event, and field by field what it did."""
    shown = get_object_or_404(Event.objects.visible_to(actor(request)).select_related("by"), pk=id)
    actions.open_row(shown, by=actor(request))
    return render(request, "audit/event.html", {"event": shown, "changes": lists.changes_of(shown)})


@page("audit.view_trail")
def access(request: HttpRequest, id: UUID) -> HttpResponse:
    """One look at a patient's data."""
    shown = get_object_or_404(Access.objects.visible_to(actor(request)).select_related("by"), pk=id)
    actions.open_row(shown, by=actor(request))
    return render(request, "audit/access.html", {"access": shown})


@page("audit.view_trail")
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """One change, field by field, and the events it belongs to."""
    shown = get_object_or_404(Change.objects.visible_to(actor(request)), pk=id)
    actions.open_row(shown, by=actor(request))
    lists.with_events([shown])
    return render(request, "audit/change.html", {"change": shown})


@page("audit.export_trail")
def export(request: HttpRequest, kind: str, form: str) -> Any:  # Any: a stream is no HttpResponse to mypy
    """What the list shows, as a file; the export is recorded."""
    filters, query, rows = EXPORTS[kind]
    bound = filters(request.GET)
    if form not in files.FORMS or not bound.is_valid():
        raise Absent
    asked = query(**bound.words())
    actions.export(kind, form=form, filters=asked.dict(), by=actor(request))
    return files.download(rows(asked, by=actor(request)), kind=kind, form=form)


@require_POST
@page("audit.view_trail")
def verify(request: HttpRequest) -> HttpResponse:
    """Read the chain again."""
    done = actions.ask_verification(by=actor(request))
    if done is None:
        messages.info(request, _("The trail is long: the worker reads it now. The result appears here."))
    elif done.verb == "audit.chain_verified":
        messages.success(
            request, _("The trail is whole: %(rows)s rows fit.") % {"rows": done.particulars["rows"]}
        )
    else:
        messages.error(request, _("The trail was altered. The first row that does not fit is shown here."))
    return redirect("audit:events")


PLURALS = {"event": "events", "access": "accesses", "change": "changes"}
EXPORTS: dict[str, tuple[type[TrailFilter], type[Asked], Callable[..., Any]]] = {  # Any: see above
    "event": (EventFilter, schemas.EventFilter, lists.events_like),
    "access": (AccessFilter, schemas.AccessFilter, lists.accesses_like),
    "change": (ChangeFilter, schemas.ChangeFilter, lists.changes_like),
}
