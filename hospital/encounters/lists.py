"""What the faces read: encounters, queues in their order, figures of the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: query sets whose methods are their own
from uuid import UUID

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Prefetch, Q
from django.db.models.functions import Extract
from django.utils.timezone import localdate, now

from hospital.accounts.models import User
from hospital.core.days import midnight
from hospital.core.pagination import PageQuery, Slice, paginate, sorted_by
from hospital.organization.models import Department
from hospital.scheduling.models import Appointment

from . import order
from .actions import digest, for_caller
from .models import (
    Call,
    Discriminator,
    Encounter,
    Flowchart,
    Panel,
    Protocol,
    ProtocolVersion,
    Queue,
    QueueEntry,
    Room,
    Triage,
)
from .schemas import EncounterQuery, TriageQuery

SORTS: dict[str, Sequence[str]] = {
    "occurred_at": ("occurred_at", "id"), "-occurred_at": ("-occurred_at", "-id"),
}  # fmt: skip


def whole(rows: Any) -> Any:  # Any: see above
    """Encounters with everything that is shown of them, in five queries however many they are."""
    places = QueueEntry.objects.standing().select_related("queue", "room")
    classified = Triage.objects.standing().select_related("colour").order_by("-ended_at", "-id")
    return rows.select_related("patient", "practitioner").prefetch_related(
        Prefetch("department", Department.objects.named()),
        Prefetch("entries", places, to_attr="places_now"),
        Prefetch("triages", classified, to_attr="classified"),
    )


def encounters(query: EncounterQuery, *, by: User) -> Slice[Encounter]:
    """Encounters, the newest first unless asked otherwise."""
    rows = whole(Encounter.objects.visible_to(by))
    for name in ("patient_id", "department_id", "practitioner_id", "kind", "state"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    if query.open is not None:
        rows = rows.open() if query.open else rows.exclude(pk__in=Encounter.objects.open().values("pk"))
    if query.day:
        rows = rows.filter(occurred_at__gte=midnight(query.day), occurred_at__lt=midnight(query.day, 1))
    if query.queue_id:
        rows = rows.filter(entries__queue=query.queue_id, entries__day=query.day or localdate()).distinct()
    if query.overdue:
        rows = rows.filter(entries__in=QueueEntry.objects.standing().filter(deadline__lt=now()))
    return paginate(rows, query, order=sorted_by(query.sort, SORTS, "-occurred_at"))


def one(id: UUID, *, by: User) -> Any:  # Any: a query set of one encounter
    return whole(Encounter.objects.visible_to(by)).filter(pk=id)


def triages(query: TriageQuery, *, by: User) -> Slice[Triage]:
    """Classifications, the newest first."""
    rows = Triage.objects.visible_to(by).select_related(*OF_TRIAGE)
    if query.encounter_id:
        rows = rows.filter(encounter=query.encounter_id)
    if query.colour:
        rows = rows.filter(colour__code=query.colour)
    if query.day:
        rows = rows.filter(ended_at__gte=midnight(query.day), ended_at__lt=midnight(query.day, 1))
    return paginate(rows, query, order=("-ended_at", "-id"))


OF_TRIAGE = ("colour", "flowchart", "discriminator", "protocol_version", "classified_by", "patient")


def queues(*, by: User, with_closed: bool = False) -> Any:  # Any: see above
    """The queues one sees, with the names of their departments, and how many wait in each."""
    rows = Queue.objects.visible_to(by)
    rows = rows if with_closed else rows.active()
    wait = Count("entries", filter=Q(entries__state="waiting"))
    late = Count("entries", filter=Q(entries__state="waiting", entries__deadline__lt=now()))
    named = Prefetch("department", Department.objects.named())
    return rows.annotate(waiting=wait, late=late).prefetch_related(named).order_by("name", "id")


def every_room(*, by: User) -> Any:  # Any: see above
    """The rooms in use, with the names of their departments."""
    named = Prefetch("department", Department.objects.named())
    return Room.objects.visible_to(by).active().prefetch_related(named).order_by("name", "id")


def panel_of(token: str) -> Panel | None:
    """The panel whose device holds this token, unless it was revoked."""
    found: Panel | None = Panel.objects.in_use().filter(digest=digest(token)).first()
    return found


def panel_calls(panel: Panel, limit: int = 8) -> list[Call]:
    """The last calls of today in the queues that a panel shows, the newest first."""
    rows = Call.objects.filter(queue__in=panel.shows.values("queue"), at__gte=midnight(localdate()))
    return list(rows.select_related("room", "queue").order_by("-at", "-id")[:limit])


def asked_in(version: ProtocolVersion | None) -> tuple[list[Discriminator], Any]:  # Any: see above
    """What a version of the protocol asks, the most urgent first, and its flowcharts."""
    asked = Discriminator.objects.filter(version_of=version).select_related("colour", "flowchart")
    charts = Flowchart.objects.filter(version_of=version).order_by("position", "code")
    return list(asked.order_by("colour__level", "position")), charts


def rooms(department_id: UUID, *, by: User) -> Any:  # Any: see above
    return Room.objects.visible_to(by).active().filter(department=department_id).order_by("name", "id")


def in_turn(queue: Queue, *, by: User) -> list[order.Place]:
    """Who waits in a queue, in order, each with why she stands there."""
    return order.places(list(_entries(queue, by).waiting().in_turn()))


def called(queue: Queue, *, by: User) -> list[QueueEntry]:
    """Who was called and has not been served yet, the last call first."""
    return list(_entries(queue, by).filter(state="called").order_by("-called_at", "id"))


def _entries(queue: Queue, by: User) -> Any:  # Any: see above
    of = ("encounter__patient", "encounter__practitioner", "triage__colour", "room", "queue")
    return QueueEntry.objects.visible_to(by).filter(queue=queue).select_related(*of)


def mine(rows: Any, by: User) -> Any:  # Any: see above
    """Of waiting entries, those that the user may call without anybody's leave."""
    return for_caller(rows, by)


def in_care(department_id: UUID, *, by: User) -> list[Encounter]:
    """Who is being seen in a department now, whoever came in first, first."""
    rows = Encounter.objects.visible_to(by).open().filter(department=department_id)
    return list(whole(rows.filter(state__in=("in_progress", "on_hold"))).order_by("started_at", "id")[:100])


def last_calls(queue: Queue, limit: int = 6) -> list[Call]:
    return list(queue.calls.select_related("room").order_by("-at", "-id")[:limit])


class Median(Aggregate):
    """The middle of the values; nothing when there are none."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Figures:
    """What a day in a department comes to: counts of encounters that arrived on it, and the usual wait."""

    arrived: int
    waiting: int
    in_care: int
    finished: int
    left: int
    door_to_doctor: int | None  # minutes, median


def figures(department_id: UUID, day: date, *, by: User) -> Figures:
    """The figures of those who arrived on a day; each count has a list that shows exactly its rows."""
    rows = Encounter.objects.visible_to(by).filter(
        department=department_id, arrived_at__isnull=False, withdrawn_at=None,
        occurred_at__gte=midnight(day), occurred_at__lt=midnight(day, 1),
    )  # fmt: skip
    waited = ExpressionWrapper(F("started_at") - F("arrived_at"), output_field=DurationField())
    told = rows.aggregate(
        arrived=Count("pk"), waiting=Count("pk", filter=Q(state="waiting")),
        in_care=Count("pk", filter=Q(state="in_progress")),
        finished=Count("pk", filter=Q(state="finished")), left=Count("pk", filter=Q(state="left")),
        wait=Median(Extract(waited, "epoch"), filter=Q(started_at__isnull=False)),
    )  # fmt: skip
    wait = told.pop("wait")
    return Figures(**told, door_to_doctor=None if wait is None else round(wait / 60))


def expected(*, by: User, day: date | None = None, limit: int = 200) -> list[Appointment]:
    """Today's appointments whose patient has not been received, by the hour."""
    rows = Appointment.objects.visible_to(by).on(day or localdate())
    waiting = rows.filter(state__in=("booked", "arrived"), encounters=None)
    named = Prefetch("department", Department.objects.named())
    return list(waiting.select_related("patient", "service").prefetch_related(named).in_order()[:limit])


def here(*, by: User, limit: int = 200) -> list[Encounter]:
    """Who is here and not yet seen, by arrival."""
    rows = Encounter.objects.visible_to(by).open().filter(state__in=("arrived", "triaged", "waiting"))
    return list(whole(rows).order_by("-arrived_at", "-id")[:limit])


def protocols(query: PageQuery, *, by: User) -> Slice[Protocol]:
    return paginate(Protocol.objects.visible_to(by), query, order=("name", "id"))


def versions(protocol: Protocol, query: PageQuery, *, by: User) -> Slice[ProtocolVersion]:
    rows = ProtocolVersion.objects.visible_to(by).filter(protocol=protocol)
    return paginate(rows, query, order=("-number", "-id"))
