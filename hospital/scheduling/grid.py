"""The agenda as people see it: columns of one day each, and what stands in them, on a raster of 5 minutes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils.timezone import get_current_timezone, localtime, now

from hospital.accounts.models import User
from hospital.core.days import midnight

from .models import Absence, Allocation, Appointment, Holiday, Resource, Template
from .models.appointments import LONGEST_BUFFER

STEP = 5  # minutes of one row
LEAST = 3  # rows that anything takes at least: what is shorter could not be read or touched
USUAL = (8, 18)  # the hours of a day on which nothing happens
MOST_LANES = 4
ONE_DAY = timedelta(days=1)


def moment_out(moment: datetime) -> str:
    """A moment as addresses write it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


@dataclass
class Box:
    """Something in a column: an appointment, a free time, a block; or an appointment one may not see."""

    kind: str  # visit, free, block, taken
    starts_at: datetime
    ends_at: datetime
    row: int = 1
    rows: int = LEAST
    lane: int = 1
    lanes: int = 1
    visit: Appointment | None = None
    text: str = ""

    @property
    def at(self) -> str:
        return moment_out(self.starts_at)


@dataclass
class Column:
    """A resource's day."""

    resource: Resource
    day: date
    boxes: list[Box] = field(default_factory=list)
    holiday: str = ""
    opens: list[tuple[datetime, datetime]] = field(default_factory=list)  # the hours it is open

    @property
    def visits(self) -> int:
        return sum(box.kind in ("visit", "taken") for box in self.boxes)

    @property
    def free(self) -> int:
        return sum(box.kind == "free" for box in self.boxes)


@dataclass
class Board:
    """Columns side by side over the same hours."""

    columns: list[Column]
    first: int  # the hour it begins with
    last: int
    mark: str  # changes when anything on it does
    now_row: int = 0

    @property
    def hours(self) -> list[tuple[int, int]]:
        """Each hour and the row it begins at."""
        return [(hour, (hour - self.first) * 60 // STEP + 1) for hour in range(self.first, self.last)]

    @property
    def rows(self) -> int:
        return (self.last - self.first) * 60 // STEP


def mark_of(resources: Sequence[Resource], first: date, last: date) -> str:
    """A word that changes whenever something on these days does: two small queries, no patient."""
    begin, end = midnight(first), midnight(last, 1)
    keys = [row.pk for row in resources]
    places = Appointment.objects.filter(
        allocations__resource__in=keys, allocations__starts_at__gte=begin - LONGEST_BUFFER,
        allocations__starts_at__lt=end,
    )  # fmt: skip
    blocks = Absence.objects.filter(resource__in=keys, starts_at__lt=end, ends_at__gt=begin)
    told = [rows.aggregate(at=Max("updated_at"), n=Count("pk", distinct=True)) for rows in (places, blocks)]
    minute = now().replace(second=0, microsecond=0).minute // STEP  # the line of the present moves too
    return hashlib.sha256(f"{told} {keys} {first} {minute}".encode()).hexdigest()[:16]


def board(resources: Sequence[Resource], days: Sequence[date], *, by: User) -> Board:
    """A column for each resource and day: 5 queries, however many there are."""
    columns = [Column(resource, day) for day in days for resource in resources]
    by_key = {(column.resource.pk, column.day): column for column in columns}
    first, last = min(days), max(days)
    mark = mark_of(resources, first, last)
    places, absences = _places(resources, first, last), _absences(resources, first, last)
    holidays = {row.day: row.name for row in Holiday.objects.standing().filter(day__range=(first, last))}
    for column in columns:
        column.holiday = holidays.get(column.day, "")
    _put_visits(by_key, places, by=by)
    _put_blocks(columns, absences)
    for template, column in _sessions(by_key, resources, first, last, holidays):
        _put_free(column, template, places[column.resource.pk], absences[column.resource.pk])
    return settled(columns, mark)


def _places(resources: Sequence[Resource], first: date, last: date) -> dict[UUID, list[Allocation]]:
    rows = Allocation.objects.filter(
        Q(holds=True) | Q(appointment__state=Appointment.State.MISSED), resource__in=resources,
        starts_at__gte=midnight(first) - LONGEST_BUFFER, starts_at__lt=midnight(last, 1),
    )  # fmt: skip
    found: dict[UUID, list[Allocation]] = defaultdict(list)
    for row in rows.order_by("starts_at", "id"):
        found[row.resource_id].append(row)
    return found


def _absences(resources: Sequence[Resource], first: date, last: date) -> dict[UUID, list[Absence]]:
    rows = Absence.objects.standing().filter(
        resource__in=resources, starts_at__lt=midnight(last, 1), ends_at__gt=midnight(first)
    )
    found: dict[UUID, list[Absence]] = defaultdict(list)
    for row in rows.order_by("starts_at", "id"):
        found[row.resource_id].append(row)
    return found


def _put_visits(
    columns: dict[tuple[UUID, date], Column], places: dict[UUID, list[Allocation]], *, by: User
) -> None:
    keys = {place.appointment_id for rows in places.values() for place in rows}
    visible = Appointment.objects.visible_to(by).select_related("patient", "service").in_bulk(keys)
    for resource_id, rows in places.items():
        for place in rows:
            visit = visible.get(place.appointment_id)
            starts_at = visit.starts_at if visit else place.starts_at
            column = columns.get((resource_id, localtime(starts_at).date()))
            if column is None or (visit is None and not place.holds):
                continue
            ends_at = visit.ends_at if visit else place.ends_at
            column.boxes.append(Box("visit" if visit else "taken", starts_at, ends_at, visit=visit))


def _put_blocks(columns: Iterable[Column], absences: dict[UUID, list[Absence]]) -> None:
    for column in columns:
        begin, end = midnight(column.day), midnight(column.day, 1)
        for row in absences[column.resource.pk]:
            starts_at, ends_at = max(row.starts_at, begin), min(row.ends_at, end)
            if starts_at < ends_at:
                column.boxes.append(Box("block", starts_at, ends_at, text=row.reason))


def _sessions(
    columns: dict[tuple[UUID, date], Column], resources: Sequence[Resource], first: date, last: date,
    holidays: dict[date, str],
) -> Iterable[tuple[Template, Column]]:  # fmt: skip
    """Each stretch of hours with the column of a day on which it is open."""
    rows = Template.objects.filter(agenda__resource__in=resources).select_related("agenda")
    rows = rows.filter(during__overlap=(first, last + ONE_DAY)).order_by("opens_at", "id")
    for template in rows:
        for (key, day), column in columns.items():
            agenda = template.agenda
            if key != agenda.resource_id or template.weekday != day.isoweekday():
                continue
            is_open = agenda.holds_on(day) and template.holds_on(day)
            if is_open and (agenda.works_on_holidays or day not in holidays):
                yield template, column


def _put_free(
    column: Column, template: Template, places: Sequence[Allocation], absences: Sequence[Absence]
) -> None:
    zone = template.agenda.zone
    start = datetime.combine(column.day, template.opens_at, zone)
    end = datetime.combine(column.day, template.closes_at, zone)
    lasts, moment = timedelta(minutes=template.slot_minutes), now()
    most = min(template.capacity, column.resource.capacity)
    here = get_current_timezone()
    column.opens.append((start, end))
    while start + lasts <= end:
        after = start + lasts
        taken = sum(row.holds and row.starts_at < after and row.ends_at > start for row in places)
        away = any(row.starts_at < after and row.ends_at > start for row in absences)
        if start > moment and taken < most and not away and column.resource.is_active:
            column.boxes.append(Box("free", start.astimezone(here), after.astimezone(here)))
        start = after


def settled(columns: list[Column], mark: str) -> Board:
    """Put every box on its rows and beside those that overlap it."""
    first, last = _hours(columns)
    made = Board(columns, first, max(last, first + 1), mark)
    for column in columns:
        for box in column.boxes:
            _place(box, column.day, made)
        column.boxes = [box for box in column.boxes if box.rows > 0]
        column.boxes.sort(key=lambda box: (box.row, box.kind == "free", box.starts_at))
        _lanes([box for box in column.boxes if box.kind != "block"])
    moment = localtime()
    if any(column.day == moment.date() for column in columns) and first <= moment.hour < made.last:
        made.now_row = (moment.hour - first) * 60 // STEP + moment.minute // STEP + 1
    return made


def _hours(columns: Sequence[Column]) -> tuple[int, int]:
    """From which hour to which there is anything but blocks."""
    spans = [span for column in columns for span in column.opens]
    spans += [(box.starts_at, box.ends_at) for c in columns for box in c.boxes if box.kind != "block"]
    if not spans:
        return USUAL
    return min(localtime(start).hour for start, _end in spans), max(_hour_after(e, s) for s, e in spans)


def _hour_after(ends_at: datetime, starts_at: datetime) -> int:
    end = localtime(ends_at)
    if end.date() > localtime(starts_at).date():
        return 24
    return min(24, end.hour + bool(end.minute or end.second))


def _place(box: Box, day: date, on: Board) -> None:
    begin = midnight(day) + timedelta(hours=on.first)
    row = int((box.starts_at - begin).total_seconds() // 60 // STEP)
    until = int(-((box.ends_at - begin).total_seconds() // -60) + STEP - 1) // STEP
    row, until = max(row, 0), min(until, on.rows)
    box.row, box.rows = row + 1, until - row
    if box.kind != "block" and row < on.rows and box.rows < LEAST:
        box.rows = LEAST  # below the last hour too


def _lanes(boxes: Sequence[Box]) -> None:
    """Boxes that overlap stand side by side: each group of them shares the width."""
    group: list[Box] = []
    until = 0
    for box in boxes:
        if group and box.row >= until:
            _share(group)
            group, until = [], 0
        group.append(box)
        until = max(until, box.row + box.rows)
    _share(group)


def _share(group: Sequence[Box]) -> None:
    ends: list[int] = []
    for box in group:
        lane = next((n for n, end in enumerate(ends) if end <= box.row), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = box.row + box.rows
        box.lane = min(lane + 1, MOST_LANES)
    for box in group:
        box.lanes = min(len(ends), MOST_LANES)
