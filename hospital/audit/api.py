"""/audit: the trail for the auditor, and whether it is whole."""

from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.core.access import actor, allow
from hospital.core.pagination import PageOut, Slice

from . import actions, files, lists, state
from .models import Access, Change, Event
from .schemas import (
    AccessFilter,
    AccessOut,
    AccessQuery,
    ChainOut,
    ChangeDetail,
    ChangeFilter,
    ChangeOut,
    ChangeQuery,
    EventDetail,
    EventFilter,
    EventOut,
    EventQuery,
    Form,
    VerificationIn,
)

router = Router(tags=["audit"])


@router.get("/events", response=PageOut[EventOut])
@allow("audit.view_trail")
def list_events(request: HttpRequest, query: Query[EventQuery]) -> Slice[Event]:
    """What people did, newest first."""
    actions.search("event", patient_id=query.patient_id, by=actor(request))
    return lists.events(query, by=actor(request))


@router.get("/events/export")
@allow("audit.export_trail")
def export_events(
    request: HttpRequest, query: Query[EventFilter], form: Form = "csv"
) -> StreamingHttpResponse:
    """The same as a file, oldest first; the export is recorded."""
    actions.export("event", form=form, filters=query.dict(), by=actor(request))
    return files.download(lists.events_like(query, by=actor(request)), kind="event", form=form)


@router.get("/events/{uuid:id}", response=EventDetail)
@allow("audit.view_trail")
def get_event(request: HttpRequest, id: UUID) -> Event:
    """One event, with what it did to each row."""
    event = get_object_or_404(Event.objects.visible_to(actor(request)).select_related("by"), pk=id)
    actions.open_row(event, by=actor(request))
    event.changes = list(lists.changes_of(event))
    return event


@router.get("/accesses", response=PageOut[AccessOut])
@allow("audit.view_trail")
def list_accesses(request: HttpRequest, query: Query[AccessQuery]) -> Slice[Access]:
    """Who looked at patients' data, newest first."""
    actions.search("access", patient_id=query.patient_id, by=actor(request))
    return lists.accesses(query, by=actor(request))


@router.get("/accesses/export")
@allow("audit.export_trail")
def export_accesses(
    request: HttpRequest, query: Query[AccessFilter], form: Form = "csv"
) -> StreamingHttpResponse:
    """The same as a file, oldest first; the export is recorded."""
    actions.export("access", form=form, filters=query.dict(), by=actor(request))
    return files.download(lists.accesses_like(query, by=actor(request)), kind="access", form=form)


@router.get("/changes", response=PageOut[ChangeOut])
@allow("audit.view_trail")
def list_changes(request: HttpRequest, query: Query[ChangeQuery]) -> Slice[Change]:
    """What became of rows, newest first, without the values."""
    actions.search("change", patient_id=query.patient_id, by=actor(request))
    return lists.changes(query, by=actor(request))


@router.get("/changes/export")
@allow("audit.export_trail")
def export_changes(
    request: HttpRequest, query: Query[ChangeFilter], form: Form = "csv"
) -> StreamingHttpResponse:
    """The same as a file with the values, oldest first; the export is recorded."""
    actions.export("change", form=form, filters=query.dict(), by=actor(request))
    return files.download(lists.changes_like(query, by=actor(request)), kind="change", form=form)


@router.get("/changes/{uuid:id}", response=ChangeDetail)
@allow("audit.view_trail")
def get_change(request: HttpRequest, id: UUID) -> Change:
    """One change, field by field."""
    change = get_object_or_404(Change.objects.visible_to(actor(request)), pk=id)
    actions.open_row(change, by=actor(request))
    lists.with_events([change])
    return change


@router.get("/verification", response=ChainOut)
@allow("audit.view_trail")
def get_verification(request: HttpRequest) -> state.Chain:
    """Whether the chain was whole when it was last read, and how far it is sealed."""
    return state.chain()


@router.post("/verification", response={201: ChainOut, 202: ChainOut})
@allow("audit.view_trail")
def start_verification(request: HttpRequest, data: VerificationIn) -> Status[state.Chain]:
    """Read the chain again: at once (201), or by a job when it is long (202); then ask for the result."""
    done = actions.ask_verification(by=actor(request), anchor=data.anchor)
    return Status(201 if done else 202, state.chain())
