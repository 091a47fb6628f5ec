"""Free time: what is found can be booked, and nothing else; also on the days when clocks change."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any  # Any: hours as the actions take them
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from hospital.accounts.actions import system
from hospital.scheduling import actions, finding
from hospital.scheduling.finding import find_slots, places
from hospital.scheduling.models import Resource, Service

from . import make

pytestmark = pytest.mark.django_db


def found(service: Service, *resources: Resource, days: int = 1, **fields: Any) -> list[datetime]:
    """When there is time, on the days that begin tomorrow."""
    values: dict[str, Any] = {
        "from_": make.at(0),
        "until": make.at(0, days=1 + days),
        "by": system(),
    } | fields
    return [slot.starts_at for slot in find_slots(service, resources=resources, **values)]


def test_the_hours_are_cut_into_slots_and_a_long_visit_ends_within_them() -> None:
    doctor = make.agenda(week=make.week(8, 10)).resource
    assert found(make.service(), doctor) == [make.at(8), make.at(8, 30), make.at(9), make.at(9, 30)]
    assert found(make.service(duration=90), doctor) == [make.at(8), make.at(8, 30)]


def test_what_is_taken_with_its_buffers_is_not_free() -> None:
    doctor = make.agenda(week=make.week(8, 11)).resource
    make.appointment(doctor, service=make.service(buffer_after=20), starts_at=make.at(9))
    assert found(make.service(), doctor) == [make.at(8), make.at(8, 30), make.at(10), make.at(10, 30)]
    before = make.service(buffer_before=10)
    assert found(before, doctor) == [make.at(8), make.at(8, 30), make.at(10), make.at(10, 30)]
    after = make.service(buffer_after=10)
    assert found(after, doctor) == [make.at(8), make.at(10), make.at(10, 30)]


def test_holidays_and_blocks_are_not_free() -> None:
    open_always = make.agenda(week=make.week(8, 9), works_on_holidays=True).resource
    doctor, service = make.agenda(week=make.week(8, 9)).resource, make.service()
    actions.block(doctor, starts_at=make.at(8, 15), ends_at=make.at(8, 20), reason="x", by=make.manager())
    assert found(service, doctor) == [make.at(8, 30)]
    holiday = actions.declare_holiday(day=make.at(8).date(), name="Aniversário", by=make.manager())
    assert found(service, doctor) == []
    assert found(service, open_always) == [make.at(8), make.at(8, 30)]
    actions.withdraw_holiday(holiday, by=make.manager())
    assert found(service, doctor) == [make.at(8, 30)]


def test_a_quota_that_is_spent_closes_the_day_for_that_payer() -> None:
    doctor, service = make.agenda(week=make.week(8, 9, quotas={"sus": 1})).resource, make.service()
    make.appointment(doctor, payer_code="sus")
    assert found(service, doctor, payer_code="sus") == []
    assert found(service, doctor, payer_code="unimed") == [make.at(8, 30)]


def test_a_doctor_and_a_room_are_free_together() -> None:
    doctor, room, service = make.agenda(week=make.week(8, 10)).resource, make.room(), make.service()
    make.appointment(room, starts_at=make.at(8, 30))
    actions.block(room, starts_at=make.at(9), ends_at=make.at(9, 10), reason="x", by=make.manager())
    assert found(service, doctor, companions=[room]) == [make.at(8), make.at(9, 30)]
    with_hours = make.agenda(make.room(), week=make.week(9, 10)).resource
    assert found(service, doctor, companions=[room, with_hours]) == [make.at(9, 30)]


def test_places_that_are_left_are_counted() -> None:
    doctor, group = make.practitioner(capacity=3), make.service(capacity=3)
    make.agenda(doctor, week=make.week(8, 9, capacity=3))
    make.appointment(doctor, service=group)
    slots = find_slots(group, resources=[doctor], from_=make.at(0), until=make.at(9), by=system())
    assert [slot.places for slot in slots] == [2, 3]


def test_only_agendas_one_sees_are_searched() -> None:
    doctor = make.agenda().resource
    assert found(make.service(), doctor, by=make.user(*make.SEES)) == []
    assert found(make.service(), doctor, by=make.practitioner_user(doctor)) != []


def test_a_new_week_begins_on_its_day_and_leaves_the_days_before() -> None:
    agenda, service = make.agenda(week=make.week(8, 9)), make.service()
    actions.set_week(agenda, week=make.week(14, 15), from_day=make.at(0, days=2).date(), by=make.manager())
    times = found(service, agenda.resource, days=2)
    assert times == [make.at(8), make.at(8, 30), make.at(14, days=2), make.at(14, 30, days=2)]


def test_extra_hours_are_free_on_their_day() -> None:
    agenda, service = make.agenda(week=[]), make.service()
    actions.add_hours(
        agenda, day=make.at(0).date(), opens_at=time(19), closes_at=time(20), reason="mutirão",
        by=make.manager(),
    )  # fmt: skip
    assert found(service, agenda.resource, days=10) == [make.at(19), make.at(19, 30)]


def slots_of(day: date, zone: str, opens: time, closes: time) -> list[datetime]:
    """The starts of every half hour of a day in the past, as if it were still to come."""
    doctor, service = make.practitioner(), make.service()
    make.agenda(
        doctor, time_zone=zone,
        week=[{"weekday": day.isoweekday(), "opens_at": opens, "closes_at": closes, "slot_minutes": 30}],
    )  # fmt: skip
    from_ = datetime.combine(day, time.min, UTC) - timedelta(days=1)
    with patch.object(finding, "now", lambda: from_):
        slots = find_slots(
            service, resources=[doctor], from_=from_, until=from_ + timedelta(days=3), by=system()
        )
    return [slot.starts_at for slot in slots]


def test_the_day_without_midnight_has_no_slot_that_does_not_exist() -> None:
    """On 4 November 2018 the clocks of São Paulo went from 23:59 to 01:00."""
    zone = ZoneInfo("America/Sao_Paulo")
    starts = slots_of(date(2018, 11, 4), "America/Sao_Paulo", time(0), time(4))
    assert [moment.astimezone(zone).strftime("%H:%M") for moment in starts] == [
        "01:00", "01:30", "02:00", "02:30", "03:00", "03:30",
    ]  # fmt: skip


def test_morning_hours_are_the_same_on_the_wall_before_and_after_the_clocks_change() -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    before = slots_of(date(2018, 11, 3), "America/Sao_Paulo", time(8), time(9))
    after = slots_of(date(2018, 11, 5), "America/Sao_Paulo", time(8), time(9))
    for starts, offset in ((before, -3), (after, -2)):
        assert [moment.astimezone(zone).strftime("%H:%M") for moment in starts] == ["08:00", "08:30"]
        assert {moment.astimezone(zone).utcoffset() for moment in starts} == {timedelta(hours=offset)}


def test_the_night_with_an_hour_twice_has_each_half_hour_of_it() -> None:
    """On 28 October 2018 the clocks of Lisbon went from 01:59 back to 01:00."""
    starts = slots_of(date(2018, 10, 28), "Europe/Lisbon", time(0), time(4))
    assert len(starts) == 10
    assert all(later - earlier == timedelta(minutes=30) for earlier, later in pairwise(starts))
    new_york = slots_of(date(2018, 3, 11), "America/New_York", time(0), time(4))
    assert len(new_york) == 6


HOURS = st.tuples(st.integers(0, 22), st.integers(1, 6)).map(
    lambda pair: (time(pair[0]), time(min(23, pair[0] + pair[1])))
).filter(lambda pair: pair[0] < pair[1])  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Hours, a service, and what people try to book; times in five minutes since midnight."""

    hours: tuple[time, time]
    step: int
    duration: int
    before: int
    after: int
    places: int
    wanted: list[int]
    blocked: int


CASES = st.builds(
    Case, hours=HOURS, step=st.sampled_from([10, 15, 20, 30, 45, 60]), duration=st.integers(5, 120),
    before=st.sampled_from([0, 0, 5, 15]), after=st.sampled_from([0, 0, 10, 30]), places=st.integers(1, 3),
    wanted=st.lists(st.integers(0, 23 * 12), max_size=12), blocked=st.integers(0, 22),
)  # fmt: skip


def tried(case: Case, doctor: Resource, service: Service) -> None:
    """The agenda with its block, and those of the wanted times that could be booked."""
    desk = make.desk()
    row: dict[str, Any] = {"opens_at": case.hours[0], "closes_at": case.hours[1], "slot_minutes": case.step}
    make.agenda(doctor, week=make.week(capacity=case.places, **row))
    until = make.at(case.blocked, 30)
    actions.block(doctor, starts_at=make.at(case.blocked), ends_at=until, reason="x", by=make.manager())
    for fives in case.wanted:
        moment = make.at(0) + timedelta(minutes=5 * fives)
        with suppress(actions.Full, actions.Closed, actions.ResourceAway):
            make.appointment(doctor, service=service, starts_at=moment, by=desk)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=CASES)
def test_what_is_found_lies_in_the_hours_touches_nothing_and_never_goes_over_the_capacity(case: Case) -> None:
    before, after = timedelta(minutes=case.before), timedelta(minutes=case.after)
    service = make.service(
        duration=case.duration, buffer_before=case.before, buffer_after=case.after, capacity=case.places
    )
    doctor = make.practitioner(capacity=case.places)
    tried(case, doctor, service)
    slots = find_slots(service, resources=[doctor], from_=make.at(0), until=make.at(0, days=2), by=system())
    taken = list(doctor.allocations.values_list("starts_at", "ends_at", "seat"))
    assert all(seat <= case.places for _a, _b, seat in taken)
    opens, closes = (datetime.combine(make.at(0).date(), hour, make.at(0).tzinfo) for hour in case.hours)
    for slot in slots:
        assert opens <= slot.starts_at
        assert slot.ends_at <= closes
        assert slot.ends_at <= make.at(case.blocked) or slot.starts_at >= make.at(case.blocked, 30)
        there = {seat for a, b, seat in taken if a < slot.ends_at + after and b > slot.starts_at - before}
        assert slot.places == case.places - len(there) > 0
        assert places(service, resources=[doctor], starts_at=slot.starts_at)[0].obstacle == ""
    steps = {opens + timedelta(minutes=case.step * n) for n in range(144)}
    for moment in steps - {slot.starts_at for slot in slots}:
        if moment + timedelta(minutes=case.duration) <= closes:
            assert places(service, resources=[doctor], starts_at=moment)[0].obstacle in ("full", "away")
