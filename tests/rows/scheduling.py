"""What the harness must know of `scheduling`."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from django.utils.timezone import get_current_timezone, now

from hospital.organization import actions as organization
from hospital.scheduling import actions

if TYPE_CHECKING:
    from tests.families import Family
    from tests.world import World

ROWS = {
    "/resources/{id}": "agenda resource",
    "/services/{id}": "service",
    "/agendas/{id}": "agenda",
    "/agendas/{resource}": "agenda resource",
    "/holidays/{id}": "holiday",
    "/appointments/{id}": "appointment",
    "/absences/{id}": "agenda absence",
}

# Steps that are possible only from other states than "booked, and today".
INSTEAD = {
    "/appointments/{id}/confirmation": {"appointment": "held appointment"},
    "/appointments/{id}/completion": {"appointment": "appointment in progress"},
    "/appointments/{id}/move": {"appointment": "later appointment"},
    "/absences/{id}/confirmation": {"agenda absence": "absence to confirm"},
}

HOURS = {"weekday": 3, "opens_at": "08:00", "closes_at": "12:00"}


def _booking(world: "World") -> dict[str, Any]:  # Any: see above
    family = world.families[0]
    return {
        "patient_id": family["patient"].pk, "service_id": family["service"].pk,
        "resource_ids": [family["agenda resource"].pk], "starts_at": at(14, day=date(2031, 3, 5)).isoformat(),
    }  # fmt: skip


BODIES = {
    "POST /api/v1/resources": lambda world: {
        "kind": "room", "name": "Sala 9", "department_id": world.families[0]["department"].pk,
    },
    "PATCH /api/v1/resources/{id}": lambda world: {"name": "Sala 10"},
    "POST /api/v1/services": lambda world: {"code": "NOVO", "name": "Retorno"},
    "PATCH /api/v1/services/{id}": lambda world: {"duration": 20},
    "POST /api/v1/agendas": lambda world: {
        "resource_id": world.families[0]["bare resource"].pk, "starts_on": "2031-01-01", "week": [HOURS],
    },
    "PUT /api/v1/agendas/{id}/week": lambda world: {"week": [HOURS]},
    "POST /api/v1/agendas/{id}/hours": lambda world: {
        "day": "2031-01-04", "opens_at": "01:00", "closes_at": "02:00", "reason": "mutirão",
    },
    "POST /api/v1/agendas/{id}/closure": lambda world: {"ends_on": "2031-12-31", "reason": "moves"},
    "POST /api/v1/holidays": lambda world: {"day": "2031-09-07", "name": "Independência"},
    "POST /api/v1/appointments": _booking,
    "POST /api/v1/appointments/series": lambda world: _booking(world) | {"times": 2},
    "POST /api/v1/appointments/{id}/move": lambda world: {
        "starts_at": at(15, day=date(2031, 3, 6)).isoformat()
    },
    "POST /api/v1/appointments/{id}/cancellation": lambda world: {"reason": "flu"},
    "POST /api/v1/absences": lambda world: {
        "resource_id": world.families[0]["agenda resource"].pk, "reason": "course",
        "starts_at": at(8, day=date(2031, 5, 6)).isoformat(),
        "ends_at": at(9, day=date(2031, 5, 6)).isoformat(),
    },
    "POST /api/v1/absences/{id}/withdrawal": lambda world: {"reason": "well again"},
}  # fmt: skip

QUERIES = {
    "GET /api/v1/slots": lambda world: {
        "service_id": world.families[0]["service"].pk, "from": "2031-03-04T08:00:00Z", "limit": 5,
    }
}  # fmt: skip


def make(family: "Family") -> None:
    """A doctor with an agenda that is open day and night, and one appointment in each state that matters."""
    by, rows, letter = family.by, family.rows, family.letter
    rows["agenda resource"] = resource = actions.add_resource(
        department=family["department"], employee=family["employee"], capacity=200, by=by
    )
    second = organization.hire(
        given_name="Bia", family_name=f"Reis {letter}", hired_on=date(2020, 1, 1), by=by
    )
    rows["bare resource"] = actions.add_resource(department=family["department"], employee=second, by=by)
    rows["service"] = actions.add_service(
        code=f"CONS-{letter}", name=f"Consulta {letter}", duration=5, capacity=200, by=by
    )
    rows["agenda"] = actions.open_agenda(resource, starts_on=date(2020, 1, 1), week=_week(), by=by)
    actions.block(resource, starts_at=at(3, days=0), ends_at=at(4, days=0), reason="x", by=by)
    rows["holiday"] = actions.declare_holiday(day=_holiday(letter), name=f"Festa {letter}", by=by)
    _visits(family, resource)
    rows["agenda absence"] = actions.block(resource, starts_at=at(1), ends_at=at(2), reason="course", by=by)
    _visit(family, at(15, day=date(2031, 4, 4)))
    rows["absence to confirm"] = actions.propose_absence(
        resource, starts_at=at(15, day=date(2031, 4, 4)), ends_at=at(16, day=date(2031, 4, 4)), reason="ill",
        by=by,
    )  # fmt: skip


def _visits(family: "Family", resource: Any) -> None:  # Any: an agenda's resource
    """One appointment in each state that matters."""
    by, rows = family.by, family.rows
    rows["appointment"] = _visit(family, now() - timedelta(minutes=2))
    rows["later appointment"] = _visit(family, at(15, day=date(2031, 3, 4)))
    rows["appointment in progress"] = actions.start(_visit(family, now() - timedelta(minutes=9)), by=by)
    rows["held appointment"] = actions.hold(
        family["patient"], service=family["service"], resources=[resource],
        starts_at=at(11, day=date(2031, 3, 4)), minutes=7 * 24 * 60, by=by,
    )  # fmt: skip


def grow(family: "Family", by: int) -> None:
    """As many more appointments of today, blocks, holidays, services and rooms."""
    for number in range(by):
        _visit(family, at(0, day=date(2032, 1, 1) + timedelta(days=number)))
        _visit(family, now() + timedelta(minutes=6 * (number + 1)))
        actions.block(
            family["agenda resource"], starts_at=at(3, days=number), ends_at=at(4, days=number), reason="x",
            by=family.by,
        )  # fmt: skip
        actions.add_resource(
            department=family["department"], kind="room", name=f"Sala {number}", by=family.by
        )
        actions.add_hours(
            family["agenda"], day=date(2031, 2, 1) + timedelta(days=number), opens_at=time(3),
            closes_at=time(4), reason="mutirão", by=family.by,
        )  # fmt: skip


def at(hour: int, *, days: int = 2, day: date | None = None) -> datetime:
    """An hour of a day, or of the day so many days from today."""
    when = day or now().astimezone(get_current_timezone()).date() + timedelta(days=days)
    return datetime.combine(when, time(hour), get_current_timezone())


def _week() -> list[Any]:  # Any: see above
    return [
        {"weekday": day, "opens_at": time(5), "closes_at": time(23), "slot_minutes": 60, "capacity": 200}
        for day in range(1, 8)
    ]


def _holiday(letter: str) -> date:
    """A day of its own for each family."""
    return date(2033, 1, 1) + timedelta(days=sum(ord(c) * 31**n for n, c in enumerate(letter)) % 20_000)


def _visit(family: "Family", starts_at: datetime) -> Any:  # Any: see above
    return actions.book(
        family["patient"], service=family["service"], resources=[family["agenda resource"]],
        starts_at=starts_at, overbooked_because="family", by=family.by,
    )  # fmt: skip
