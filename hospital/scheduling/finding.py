"""Free time: what the templates open, minus holidays, absences, appointments and quotas, in one statement.

The same conditions in two shapes: `find_slots` looks over many resources and weeks for where there is time,
`places` looks at one time and says what stands in the way. Hours are turned into moments by PostgreSQL, in
the zone of the agenda; slots are counted in real minutes from the moment a session opens, so that a day with
23 or 25 hours has no slot twice and none that does not exist.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any  # Any: parameters are of every type
from uuid import UUID

from django.db import connection
from django.utils.timezone import now

from hospital.accounts.models import User

from .models import Resource, Service

LONGEST_SEARCH = timedelta(days=92)
FIRST_LOOK = timedelta(days=3)
MOST_SLOTS = 5000

# What an appointment of one service needs around it; an allocation lasts two days at most.
NEEDS = """
asked AS MATERIALIZED (
  SELECT s.id AS service_id, s.capacity, s.duration * interval '1 minute' AS lasts,
         s.buffer_before * interval '1 minute' AS before, s.buffer_after * interval '1 minute' AS after
    FROM scheduling_service s WHERE s.id = %(service)s
)"""

OFFERED = """
(NOT EXISTS (SELECT FROM scheduling_template_services o WHERE o.template_id = t.id)
 OR EXISTS (SELECT FROM scheduling_template_services o
             WHERE o.template_id = t.id AND o.service_id = %(service)s))"""

OPEN_THAT_DAY = """
a.during @> d.day AND t.during @> d.day AND t.weekday = extract(isodow FROM d.day)
AND (a.works_on_holidays OR NOT EXISTS (
  SELECT FROM scheduling_holiday h WHERE h.day = d.day AND h.withdrawn_at IS NULL))"""

OPENS = "((d.day + t.opens_at) AT TIME ZONE a.time_zone)"
CLOSES = "((d.day + t.closes_at) AT TIME ZONE a.time_zone)"

# The places of the payer of these hours on this day are all taken.
SPENT = f"""
(%(payer)s <> '' AND EXISTS (
  SELECT FROM scheduling_quota q
   WHERE q.template_id = t.id AND q.payer_code = %(payer)s AND q.most <= (
     SELECT count(*) FROM scheduling_allocation x JOIN scheduling_appointment p ON p.id = x.appointment_id
      WHERE x.resource_id = a.resource_id AND x.holds AND p.payer_code = %(payer)s
        AND p.starts_at >= {OPENS} AND p.starts_at < {CLOSES}
        AND x.starts_at > {OPENS} - interval '2 days' AND x.starts_at < {CLOSES}
        AND p.id <> %(besides)s)))"""  # noqa: S608  # our own fragments

# Where several may be at a time: those who are there, counted.
PLACES_LEFT = """(
  SELECT least(s.places, min(y.capacity)) - count(DISTINCT y.seat) FROM scheduling_allocation y
   WHERE y.resource_id = s.resource_id AND y.holds
     AND y.starts_at > starts_at.starts_at - interval '2 days'
     AND y.starts_at < starts_at.starts_at + n.lasts + n.after
     AND y.ends_at > starts_at.starts_at - n.before)"""

# A companion (a room, a device) is there at the time: in use, not away, with a place, in its hours if any.
COMPANIONS_FREE = f"""
NOT EXISTS (
  SELECT FROM scheduling_resource c
   WHERE c.id = ANY(%(companions)s) AND (
     NOT c.is_active
     OR EXISTS (SELECT FROM scheduling_absence x WHERE x.resource_id = c.id AND x.state = 'standing'
                   AND x.starts_at < f.ends_at AND x.ends_at > f.starts_at)
     OR (SELECT count(DISTINCT x.seat) >= least(c.capacity, n.capacity, min(x.capacity))
           FROM scheduling_allocation x
          WHERE x.resource_id = c.id AND x.holds AND x.starts_at > f.starts_at - interval '2 days'
            AND x.starts_at < f.ends_at + n.after AND x.ends_at > f.starts_at - n.before)
     OR EXISTS (SELECT FROM scheduling_agenda a WHERE a.resource_id = c.id) AND NOT EXISTS (
       SELECT FROM scheduling_agenda a JOIN scheduling_template t ON t.agenda_id = a.id
         CROSS JOIN LATERAL (SELECT (f.starts_at AT TIME ZONE a.time_zone)::date AS day) d
        WHERE a.resource_id = c.id AND {OPEN_THAT_DAY} AND {OFFERED}
          AND {OPENS} <= f.starts_at AND {CLOSES} >= f.ends_at)))"""  # noqa: S608  # our own fragments

FIND = f"""
WITH {NEEDS},
days AS (
  SELECT day::date FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') day
),
sessions AS MATERIALIZED (
  SELECT t.id AS template_id, a.resource_id, a.department_id,
         {OPENS} AS opens, {CLOSES} AS closes, t.slot_minutes * interval '1 minute' AS every,
         least(t.capacity, r.capacity, n.capacity) AS places
    FROM asked n CROSS JOIN scheduling_agenda a
    JOIN scheduling_resource r ON r.id = a.resource_id AND r.is_active
    JOIN scheduling_template t ON t.agenda_id = a.id
    JOIN days d ON {OPEN_THAT_DAY}
   WHERE a.resource_id = ANY(%(resources)s) AND {OFFERED} AND NOT {SPENT}
),
taken AS MATERIALIZED (
  SELECT x.resource_id, range_agg(x.period) AS busy FROM scheduling_allocation x
   WHERE x.resource_id = ANY(%(resources)s) AND x.holds
     AND x.starts_at > %(from)s::timestamptz - interval '2 days'
     AND x.starts_at < %(until)s::timestamptz + interval '2 days'
   GROUP BY x.resource_id
),
away AS MATERIALIZED (
  SELECT x.resource_id, range_agg(x.period) AS busy FROM scheduling_absence x
   WHERE x.resource_id = ANY(%(resources)s) AND x.state = 'standing'
     AND x.ends_at > %(from)s AND x.starts_at < %(until)s::timestamptz + interval '2 days'
   GROUP BY x.resource_id
),
free AS (
  SELECT s.template_id, s.resource_id, s.department_id, starts_at, starts_at + n.lasts AS ends_at,
         CASE WHEN NOT coalesce(
                x.busy && tstzrange(starts_at - n.before, starts_at + n.lasts + n.after), false) THEN s.places
              WHEN s.places = 1 THEN 0
              ELSE {PLACES_LEFT} END AS places
    FROM asked n CROSS JOIN sessions s
    LEFT JOIN taken x ON x.resource_id = s.resource_id
    LEFT JOIN away w ON w.resource_id = s.resource_id
    CROSS JOIN LATERAL generate_series(s.opens, s.closes - n.lasts, s.every) starts_at
   WHERE starts_at >= %(from)s AND starts_at < %(until)s
     AND NOT coalesce(w.busy && tstzrange(starts_at, starts_at + n.lasts), false)
)
SELECT f.starts_at, f.ends_at, f.resource_id, f.department_id, f.template_id, f.places
  FROM asked n CROSS JOIN (
    SELECT * FROM free WHERE places > 0 ORDER BY starts_at, resource_id OFFSET 0
  ) f {{companions}}
 ORDER BY f.starts_at, f.resource_id LIMIT %(limit)s
"""  # noqa: S608  # our own fragments
FIND_ALONE = FIND.format(companions="")
FIND_WITH_COMPANIONS = FIND.format(companions=f"WHERE {COMPANIONS_FREE}")

PLACES = f"""
SELECT r.id, r.is_active, coalesce(open.department_id, r.department_id),
       open.template_id IS NOT NULL, coalesce(open.offered, false),
       r.kind <> 'practitioner' AND NOT EXISTS (SELECT FROM scheduling_agenda a WHERE a.resource_id = r.id),
       EXISTS (SELECT FROM scheduling_absence x WHERE x.resource_id = r.id AND x.state = 'standing'
                  AND x.starts_at < %(ends_at)s AND x.ends_at > %(starts_at)s),
       least(r.capacity, coalesce(open.capacity, r.capacity), %(capacity)s::int), taken.seats, taken.fewest,
       coalesce(open.is_spent, false)
  FROM scheduling_resource r
  LEFT JOIN LATERAL (
    SELECT t.id AS template_id, t.capacity, a.department_id, {OFFERED} AS offered,
           {SPENT} AS is_spent
      FROM scheduling_agenda a JOIN scheduling_template t ON t.agenda_id = a.id
      CROSS JOIN LATERAL (SELECT (%(starts_at)s::timestamptz AT TIME ZONE a.time_zone)::date AS day) d
     WHERE a.resource_id = r.id AND {OPEN_THAT_DAY}
       AND {OPENS} <= %(starts_at)s AND {CLOSES} >= %(ends_at)s
     ORDER BY offered DESC, is_spent, t.id LIMIT 1
  ) open ON true
  LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT x.seat) AS seats, min(x.capacity) AS fewest
      FROM scheduling_allocation x
     WHERE x.resource_id = r.id AND x.holds AND x.appointment_id <> %(besides)s
       AND x.starts_at > %(from)s::timestamptz - interval '2 days'
       AND x.starts_at < %(until)s AND x.ends_at > %(from)s
  ) taken ON true
 WHERE r.id = ANY(%(resources)s) ORDER BY r.id
"""  # noqa: S608  # our own fragments
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Slot:
    """A free time of a resource: when, where, and how many more patients it takes."""

    starts_at: datetime
    ends_at: datetime
    resource_id: UUID
    department_id: UUID
    template_id: UUID
    places: int


@dataclass(frozen=True)
class Place:
    """What one resource says to an appointment at one time."""

    resource_id: UUID
    is_active: bool
    department_id: UUID  # of the agenda that is open then, or else of the resource
    is_open: bool
    is_offered: bool
    is_always_open: bool  # a room or a device without an agenda
    is_away: bool
    capacity: int
    taken: list[int] | None
    fewest: int | None  # the least of the capacities that those who are there were booked under
    is_spent: bool  # the payer's quota of the day

    @property
    def seat(self) -> int | None:
        """A free place, or None."""
        taken = set(self.taken or ())
        most = min(self.capacity, self.fewest or self.capacity)
        if len(taken) >= most:
            return None
        return next(seat for seat in range(1, most + 1) if seat not in taken)

    @property
    def obstacle(self) -> str:
        """The name of what stands in the way, or nothing."""
        if not self.is_active:
            return "inactive"
        if not self.is_always_open and not self.is_open:
            return "closed"
        if self.is_away:
            return "away"
        if not self.is_always_open and not self.is_offered:
            return "not_offered"
        if self.is_spent:
            return "quota"
        return "" if self.seat else "full"

    @property
    def seat_behind(self) -> int:
        """The place of who is squeezed in: behind all others."""
        return max(self.capacity, *(self.taken or (0,))) + 1


def find_slots(
    service: Service, *, resources: Sequence[Resource], from_: datetime, until: datetime, by: User,
    companions: Sequence[Resource] = (), payer_code: str = "", limit: int = 200,
) -> list[Slot]:  # fmt: skip
    """Free times of any of the resources, earliest first, at which all the companions are free too.

    Only of resources that `by` may see, from now on, and over three months at most.
    """
    visible = Resource.objects.visible_to(by).filter(pk__in=[row.pk for row in resources])
    keys = list(visible.values_list("pk", flat=True))
    from_ = max(from_, now())
    until = min(until, from_ + LONGEST_SEARCH)
    if not keys or from_ >= until:
        return []
    values: dict[str, Any] = {  # Any: parameters are of every type
        "service": service.pk, "resources": keys, "companions": [row.pk for row in companions],
        "payer": payer_code, "besides": NOBODY,
    }  # fmt: skip
    sql, found = FIND_WITH_COMPANIONS if companions else FIND_ALONE, list[Slot]()
    most = min(limit, MOST_SLOTS)
    for first, last in _stretches(from_, until):
        if len(found) < most:
            found += _look(sql, values, first, last, most - len(found))
    return found


def _stretches(from_: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A few days first, where the answer mostly is; then ever longer ones."""
    first, length = from_, FIRST_LOOK
    while first < until:
        last = min(until, first + length)
        yield first, last
        first, length = last, length * 3


def _look(
    sql: str, values: dict[str, Any], from_: datetime, until: datetime, limit: int
) -> list[Slot]:  # Any: see above
    day = timedelta(days=1)  # a zone's day can begin on the day before or after
    stretch = {
        "from": from_, "until": until, "first": (from_ - day).date(), "last": (until + day).date(),
        "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values | stretch)
        return [Slot(*row) for row in cursor.fetchall()]


def places(
    service: Service, *, resources: Sequence[Resource], starts_at: datetime, payer_code: str = "",
    besides: UUID = NOBODY,
) -> list[Place]:  # fmt: skip
    """What each resource says to the service at this time, by key, as if `besides` did not exist.

    Whoever goes on to write must hold the resources' locks.
    """
    ends_at = starts_at + timedelta(minutes=service.duration)
    values: dict[str, Any] = {  # Any: see above
        "service": service.pk, "capacity": service.capacity, "payer": payer_code, "besides": besides,
        "resources": [row.pk for row in resources], "starts_at": starts_at, "ends_at": ends_at,
        "from": starts_at - timedelta(minutes=service.buffer_before),
        "until": ends_at + timedelta(minutes=service.buffer_after),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PLACES, values)
        return [Place(*row) for row in cursor.fetchall()]
