"""The demo hospital's agendas: doctors, rooms and devices, and a fortnight of appointments in many states."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any  # Any: what an action takes

from django.utils.timezone import get_current_timezone, now

from hospital.accounts.models import User
from hospital.core.errors import Conflict
from hospital.organization.models import Department, Employee, today
from hospital.patients.models import Patient
from hospital.scheduling import actions
from hospital.scheduling.models import Appointment, Holiday, Resource, Service

# Code, name, minutes, minutes to tidy up, and what else.
SERVICES: tuple[tuple[str, str, int, int, dict[str, Any]], ...] = (  # Any: see above
    ("CONS", "Consulta", 30, 0, {"is_bookable_online": True}),
    ("RET", "Retorno", 15, 0, {"is_bookable_online": True}),
    ("TELE", "Teleconsulta", 30, 0, {"modality": "remote", "is_bookable_online": True,
     "preparation": "Receberá um link por mensagem. Tenha em mãos a lista de remédios."}),
    ("ECG", "Eletrocardiograma", 20, 10, {"preparation": "Não passe creme no peito no dia do exame."}),
    ("CUR", "Curativo", 20, 5, {}),
    ("GRD", "Grupo de diabetes", 60, 0, {"capacity": 8}),
)  # fmt: skip
ROOMS = (
    ("room", "Consultório 1", 1), ("room", "Consultório 2", 1), ("room", "Sala de grupos", 8),
    ("equipment", "Eletrocardiógrafo", 1),
)  # fmt: skip
HOLIDAYS = (
    (1, 1, "Confraternização Universal"), (4, 21, "Tiradentes"), (5, 1, "Dia do Trabalho"),
    (9, 7, "Independência do Brasil"), (10, 12, "Nossa Senhora Aparecida"), (11, 2, "Finados"),
    (11, 15, "Proclamação da República"), (11, 20, "Dia da Consciência Negra"), (12, 25, "Natal"),
)  # fmt: skip
PAYERS = ("sus", "sus", "sus", "unimed", "bradesco", "particular")
WHAT_FOR = ("Dor de cabeça", "Pressão alta", "Acompanhamento", "Resultado de exames", "Renovar receita", "")
BACK, AHEAD, DOCTORS = 3, 14, 6
IN_THEATRE = ("225225", "225151", "225270")  # surgeons and anaesthetists: booked for operations


def fill_agendas(*, by: User, seed: int = 7, say: Callable[[str], None] = lambda text: None) -> int:
    """Agendas for the doctors, and appointments in many states; how many."""
    chance, clinic = random.Random(seed), Department.objects.get(code="AMB")  # noqa: S311  # a demo
    _holidays(by)
    services = {
        code: actions.add_service(
            code=code, name=name, duration=minutes, buffer_after=after, by=by, **more
        )
        for code, name, minutes, after, more in SERVICES
    }  # fmt: skip
    rooms = [
        actions.add_resource(department=clinic, kind=kind, name=name, capacity=places, by=by)
        for kind, name, places in ROOMS
    ]
    doctors = list(_doctors(services, by))
    people = list(Patient.objects.active().filter(is_deceased=False).order_by("chart_number")[:120])
    count = sum(
        _fill_day(day, doctors=doctors, services=services, people=people, chance=chance, by=by)
        for day in _days()
    )
    count += _special(doctors, rooms, services, people, by)
    say(f"{len(doctors)} agendas with {count} appointments")
    return count


def _holidays(by: User) -> None:
    """The national ones of this year and the next."""
    for year in (today().year, today().year + 1):
        for month, day, name in HOLIDAYS:
            actions.declare_holiday(
                day=date(year, month, day), name=name, scope=Holiday.Scope.NATIONAL, by=by
            )


def _doctors(services: dict[str, Service], by: User) -> Iterator[Resource]:
    """Physicians, those who sign in first, each with mornings or afternoons of every weekday."""
    people = Employee.objects.active().filter(cbo_code__startswith="225").exclude(cbo_code__in=IN_THEATRE)
    people = people.order_by("user", "created_at", "id")
    since = today() - timedelta(days=60)
    for number, employee in enumerate(people[:DOCTORS]):
        work = employee.memberships.not_over(today()).select_related("department").first()
        if work is None:
            continue
        doctor = actions.add_resource(department=work.department, employee=employee, capacity=8, by=by)
        offered = [services[code] for code in ("CONS", "RET", "TELE", "ECG")]
        week = _week(8 if number % 2 == 0 else 13, 12 if number % 2 == 0 else 18, offered, services["GRD"])
        actions.open_agenda(doctor, starts_on=since, week=week, by=by)
        yield doctor


def _week(opens: int, closes: int, offered: list[Service], group: Service) -> list[Any]:  # Any: see above
    """Weekdays with a quota for the SUS, and a group on Thursday evening."""
    hours = {"opens_at": time(opens), "closes_at": time(closes), "slot_minutes": 15, "services": offered}
    week: list[Any] = [
        {"weekday": day, **hours, "quotas": {"sus": 14}} for day in range(1, 6)
    ]  # Any: see above
    evening = {"opens_at": time(19), "closes_at": time(20), "slot_minutes": 60, "capacity": 8}
    return [*week, {"weekday": 4, **evening, "services": [group]}]


def _days() -> Iterator[date]:
    return (today() + timedelta(days=number) for number in range(-BACK, AHEAD))


def _fill_day(
    day: date, *, doctors: list[Resource], services: dict[str, Service], people: list[Patient],
    chance: random.Random, by: User,
) -> int:  # fmt: skip
    """Today nearly full, other days emptier the further away."""
    made, share = 0, 0.75 if day == today() else max(0.15, 0.5 - 0.03 * abs((day - today()).days))
    for doctor in doctors:
        for quarter in range(0, 5 * 60, 30):
            if chance.random() > share:
                continue
            first = 8 if doctors.index(doctor) % 2 == 0 else 13
            starts_at = _at(day, first) + timedelta(minutes=quarter)
            service = services[chance.choice(("CONS", "CONS", "CONS", "RET", "TELE"))]
            with suppress(Conflict):
                visit = actions.book(
                    chance.choice(people), service=service, resources=[doctor], starts_at=starts_at, by=by,
                    payer_code=chance.choice(PAYERS), description=chance.choice(WHAT_FOR),
                    channel=chance.choice(("reception", "phone", "online")),
                )  # fmt: skip
                _live(visit, chance, by)
                made += 1
    return made


def _live(visit: Appointment, chance: random.Random, by: User) -> None:
    """What has become of it by now."""
    fate = chance.random()
    if fate < 0.07:
        actions.cancel(visit, reason=chance.choice(("Paciente pediu", "Conflito de horário")), by=by)
        return
    if visit.starts_at > now() + timedelta(minutes=30) or visit.starts_at.date() > today():
        return
    if fate < 0.14 and visit.ends_at < now():
        actions.miss(visit, by=by)
        return
    if abs(visit.starts_at - now()) > timedelta(hours=12):
        return  # steps are taken on the day; older ones stay as they were booked
    steps: list[Callable[..., Appointment]] = [
        actions.arrive,
        actions.check_in,
        actions.start,
        actions.finish,
    ]
    if visit.ends_at > now():
        steps = steps[: chance.randint(1, 3)]
    for step in steps:
        visit = step(visit, by=by)


def _special(
    doctors: list[Resource], rooms: list[Resource], services: dict[str, Service], people: list[Patient],
    by: User,
) -> int:  # fmt: skip
    """What an agenda has to show: a squeeze, a hold, a series, a block, a room, and a doctor who is away."""
    doctor, day, made = doctors[0], _weekday(1), 0
    with suppress(Conflict):
        actions.book(
            people[0], service=services["CONS"], resources=[doctor], starts_at=_at(day, 8), by=by,
            overbooked_because="Encaixe: dor torácica há dois dias, pedido da médica",
        )  # fmt: skip
        made += 1
    with suppress(Conflict):
        actions.hold(
            people[1], service=services["RET"], resources=[doctor], starts_at=_at(_weekday(8), 11),
            minutes=24 * 60, by=by,
        )  # fmt: skip
        made += 1
    made += _several(doctor, rooms, services, people, by)
    _away(doctor, doctors, by)
    return made


def _several(
    doctor: Resource, rooms: list[Resource], services: dict[str, Service], people: list[Patient], by: User
) -> int:
    """A series, and an appointment that takes two rooms; how many were made."""
    made = 0
    with suppress(Conflict):
        _series, weekly, _skipped = actions.book_series(
            people[2], service=services["RET"], resources=[doctor], starts_at=_at(_weekday(2), 10), times=4,
            skip_conflicts=True, by=by,
        )  # fmt: skip
        made += len(weekly)
    with suppress(Conflict):
        actions.book(
            people[3], service=services["ECG"], resources=[doctor, rooms[0], rooms[3]],
            starts_at=_at(_weekday(4), 9), by=by,
        )  # fmt: skip
        made += 1
    return made


def _away(doctor: Resource, doctors: list[Resource], by: User) -> None:
    """A block, and a doctor who is away with her patients to be moved."""
    actions.block(
        doctor, starts_at=_at(_weekday(5), 10), ends_at=_at(_weekday(5), 12), reason="Reunião clínica", by=by
    )
    away = _weekday(6)
    actions.propose_absence(
        doctors[-1], starts_at=_at(away, 0), ends_at=_at(away + timedelta(days=1), 0),
        reason="Congresso de cardiologia", among=doctors[1:], by=by,
    )  # fmt: skip


def _weekday(days: int) -> date:
    """The day so many days from today, or the next weekday after it."""
    day = today() + timedelta(days=days)
    return day if day.isoweekday() < 6 else day + timedelta(days=8 - day.isoweekday())


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), get_current_timezone())
