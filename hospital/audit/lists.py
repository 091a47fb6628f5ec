"""The lists of the API, the pages and the files: the same filters, newest first."""

from typing import Any, TypeVar  # Any: rows of any part of the trail

from django.db.models import QuerySet

from hospital.core.actors import Actor
from hospital.core.pagination import Slice, paginate

from .models import Access, Change, Event, TrailQuerySet
from .schemas import (
    AccessFilter,
    AccessQuery,
    ChangeFilter,
    ChangeQuery,
    EventFilter,
    EventQuery,
    TrailFilter,
)

Rows = TypeVar("Rows", bound=TrailQuerySet[Any])

NEWEST_FIRST = ("-at", "-id")


def events(query: EventQuery, *, by: Actor) -> Slice[Event]:
    return paginate(events_like(query, by=by), query, order=NEWEST_FIRST)


def accesses(query: AccessQuery, *, by: Actor) -> Slice[Access]:
    return paginate(accesses_like(query, by=by), query, order=NEWEST_FIRST)


def changes(query: ChangeQuery, *, by: Actor) -> Slice[Change]:
    """Changes, each with the events of its transaction."""
    page = paginate(changes_like(query, by=by), query, order=NEWEST_FIRST)
    with_events(page.items)
    return page


def events_like(asked: EventFilter, *, by: Actor) -> QuerySet[Event]:
    return _like(Event.objects.visible_to(by), asked).select_related("by")


def accesses_like(asked: AccessFilter, *, by: Actor) -> QuerySet[Access]:
    return _like(Access.objects.visible_to(by), asked).select_related("by")


def changes_like(asked: ChangeFilter, *, by: Actor) -> QuerySet[Change]:
    return _like(Change.objects.visible_to(by), asked)


def with_events(changes: list[Change]) -> None:
    """Give each change the events of its transaction, oldest first."""
    numbers = {change.transaction for change in changes}
    found = Event.objects.filter(transaction__in=numbers).select_related("by").order_by("at", "id")
    together: dict[int, list[Event]] = {}
    for event in found:
        together.setdefault(event.transaction, []).append(event)
    for change in changes:
        change.events = together.get(change.transaction, [])


def changes_of(event: Event) -> QuerySet[Change]:
    """What the event's transaction did to rows, in order."""
    return Change.objects.filter(transaction=event.transaction).order_by("at", "id")


def _like(rows: Rows, asked: TrailFilter) -> Rows:
    columns = asked.dict(exclude={"since", "until", "by_id", "username", "limit", "cursor", "count"})
    days = rows.between(asked.since, asked.until)
    return days.done_by(user_id=asked.by_id, username=asked.username).like(**columns)
