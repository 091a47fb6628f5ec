"""The census against answers computed by hand.

One ward of the golden house (A) has three installed beds and an extra one, the other (B) one bed. The period
is 1 to 5 June 2026. Patients of A, by the hour:

  p1  came 28 May, still there                        patient-days 1 2 3 4 5          = 5
  p2  came 1 June 10 h, home 4 June 9 h                            1 2 3              = 3
  p3  came 2 June 8 h, home 2 June 17 h (same day)                 2                  = 1
  p4  came 30 May, moved to B 3 June 12 h, died 5 June 8 h         1 2 | 3 4          = 4 (2 in A, 2 in B)
  p5  came 3 June 14 h into the extra bed, evaded 5 June 20 h      3 4                = 2
  p6  came 4 June 20 h, died 5 June 10 h (within 24 h)             4                  = 1
  p7  came 20 May, home 1 June 00 h: at the stroke of the period                     = 0
  p8  comes 6 June: after the period                                                 = 0
"""

from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from django.utils.timezone import localdate, make_aware

from hospital.accounts.actions import system
from hospital.admissions import actions
from hospital.admissions.census import Day, Place, Span, census, census_of, days_of, figures
from hospital.admissions.lists import census_between
from hospital.admissions.models import BedDay
from hospital.admissions.schemas import CensusQuery
from hospital.audit.models import Event

from . import make

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 5)


def at(day: int, hour: int = 0, month: int = 6) -> datetime:
    return make_aware(datetime(2026, month, day, hour))


SPANS = (
    Span("p1", "A", at(28, 9, 5)),
    Span("p2", "A", at(1, 10), at(4, 9), left="home"),
    Span("p3", "A", at(2, 8), at(2, 17), left="home"),
    Span("p4", "A", at(30, 9, 5), at(3, 12)),
    Span("p4", "B", at(3, 12), at(5, 8), came=False, left="death", admitted_at=at(30, 9, 5)),
    Span("p5", "A", at(3, 14), at(5, 20), left="evasion"),
    Span("p6", "A", at(4, 20), at(5, 10), left="death"),
    Span("p7", "A", at(20, 9, 5), at(1), left="home"),
    Span("p8", "A", at(6, 9)),
)  # fmt: skip
BEFORE = at(1, 0, 1)
PLACES = (
    Place("A", BEFORE), Place("A", BEFORE), Place("A", BEFORE, blocked=((at(2, 9), at(4, 9)),)),
    Place("A", BEFORE, is_extra=True, used=((at(3, 14), at(5, 20)),)),
    Place("B", BEFORE), Place("B", at(4, 9)), Place("B", BEFORE, closed_at=at(1, 12)),
)  # fmt: skip


def rows(days: list[Day], *names: str) -> list[tuple[int, ...]]:
    return [tuple(getattr(day, name) for name in names) for day in days]


def test_the_census_of_a_ward_day_by_day() -> None:
    days = census(FIRST, LAST, SPANS, PLACES, ward="A")
    told = rows(
        days, "existing", "admissions", "transfers_in", "discharges", "deaths", "transfers_out", "remaining",
        "same_day", "patient_days",
    )  # fmt: skip
    assert told == [
        (3, 1, 0, 1, 0, 0, 3, 0, 3),  # p1 p4 and p7, who leaves at midnight; p2 comes
        (3, 1, 0, 1, 0, 0, 3, 1, 4),  # p3 comes and goes
        (3, 1, 0, 0, 0, 1, 3, 0, 3),  # p4 moves to B, p5 comes
        (3, 1, 0, 1, 0, 0, 3, 0, 3),  # p2 goes home, p6 comes
        (3, 0, 0, 1, 1, 0, 1, 0, 1),  # p5 evades, p6 dies
    ]
    assert rows(days, "operational_beds", "installed_beds") == [(3, 3), (2, 3), (3, 3), (4, 3), (3, 3)]


def test_the_other_ward_receives_who_was_moved() -> None:
    days = census(FIRST, LAST, SPANS, PLACES, ward="B")
    assert rows(days, "existing", "transfers_in", "deaths", "remaining", "patient_days") == [
        (0, 0, 0, 0, 0), (0, 0, 0, 0, 0), (0, 1, 0, 1, 1), (1, 0, 0, 1, 1), (1, 0, 1, 0, 0),
    ]  # fmt: skip
    assert rows(days, "operational_beds") == [(1,), (1,), (1,), (2,), (2,)]


def test_the_house_has_no_transfers_and_its_wards_add_up() -> None:
    house = census(FIRST, LAST, SPANS, PLACES)
    wards = [census(FIRST, LAST, SPANS, PLACES, ward=name) for name in ("A", "B")]
    for whole, first, second in zip(house, *wards, strict=True):
        assert (whole.transfers_in, whole.transfers_out) == (0, 0)
        for name in ("admissions", "discharges", "deaths", "remaining", "same_day", "patient_days",
                     "operational_beds", "installed_beds"):  # fmt: skip
            assert getattr(whole, name) == getattr(first, name) + getattr(second, name), name
    assert [day.patient_days for day in house] == [3, 4, 4, 4, 1]


def test_what_is_there_next_is_what_was_there_and_came_less_what_went() -> None:
    for ward in (None, "A", "B"):
        days = census(FIRST, LAST, SPANS, PLACES, ward=ward)
        for day in days:
            came, gone = day.admissions + day.transfers_in, day.departures + day.transfers_out
            assert day.existing + came - gone == day.remaining
        for before, after in pairwise(days):
            assert before.remaining == after.existing


def test_the_figures_of_the_house_are_those_computed_by_hand() -> None:
    """PD 16; operational 4+3+4+6+5 = 22; installed 4+4+4+5+5 = 22; 6 left: 4 alive, 2 dead, 1 late."""
    days = census(FIRST, LAST, SPANS, PLACES)
    told = figures(days, SPANS)
    assert (told.patient_days, told.bed_days, told.installed_bed_days) == (16, 22, 22)
    assert (told.admissions, told.departures, told.deaths, told.late_deaths) == (4, 6, 2, 1)
    assert told.mean_patients == Fraction(16, 5)
    assert told.mean_stay == Fraction(16, 6)
    assert told.occupancy == Fraction(1600, 22)
    assert told.operational_occupancy == Fraction(1600, 22)
    assert told.turnover == Fraction(6) / Fraction(22, 5)
    assert told.substitution_interval == Fraction(22 - 16, 6)
    assert told.mortality == Fraction(200, 6)
    assert told.institutional_mortality == Fraction(100, 6)


def test_the_figures_of_a_full_ward_go_beyond_a_hundred_and_below_zero() -> None:
    spans = [Span(f"x{n}", "A", at(1, 8), at(3, 8), left="home") for n in range(3)]
    places = [
        Place("A", BEFORE), Place("A", BEFORE, blocked=((BEFORE, None),)),
        Place("A", BEFORE, is_extra=True, used=((at(1, 8), at(3, 8)),)),
    ]  # fmt: skip
    told = figures(census(FIRST, date(2026, 6, 2), spans, places), spans)
    assert (told.patient_days, told.bed_days, told.installed_bed_days) == (6, 4, 4)
    assert told.occupancy == told.operational_occupancy == Fraction(150)
    ended = figures(census(FIRST, date(2026, 6, 3), spans, places), spans)
    assert (ended.patient_days, ended.bed_days, ended.departures) == (6, 5, 3)
    assert ended.substitution_interval == Fraction(5 - 6, 3)


def test_the_figures_agree_with_each_other() -> None:
    told = figures(census(FIRST, LAST, SPANS, PLACES), SPANS)
    assert told.operational_occupancy
    assert told.mean_stay
    assert told.turnover
    assert told.substitution_interval
    assert told.operational_occupancy / 100 * told.bed_days == told.patient_days
    assert told.turnover * told.mean_stay == told.days * told.operational_occupancy / 100
    assert told.substitution_interval + told.mean_stay == Fraction(told.bed_days, told.departures)
    rate = told.operational_occupancy
    assert told.substitution_interval == (100 - rate) * told.mean_stay / rate


def test_where_nothing_divides_there_is_no_figure() -> None:
    told = figures(census(FIRST, LAST, ()), ())
    names = (
        "mean_stay",
        "occupancy",
        "operational_occupancy",
        "turnover",
        "substitution_interval",
        "mortality",
    )
    assert [getattr(told, name) for name in names] == [None] * 6
    assert told.mean_patients == 0
    assert figures([], ()).mean_patients is None


def test_the_days_of_a_stay_that_count() -> None:
    assert days_of(at(1, 10), at(4, 9), LAST) == [date(2026, 6, n) for n in (1, 2, 3)]
    assert days_of(at(2, 8), at(2, 17), LAST) == [date(2026, 6, 2)]
    assert days_of(at(1, 10), at(2), LAST) == [date(2026, 6, 1)]
    assert days_of(at(4, 10), None, LAST) == [date(2026, 6, 4), date(2026, 6, 5)]
    assert days_of(at(6, 10), None, LAST) == []


def test_the_same_stay_gives_as_many_days_one_by_one_as_in_the_census() -> None:
    for span in (span for span in SPANS if span.ends_at and span.came and span.left):
        total = sum(census_of(FIRST + timedelta(days=n), [span]).patient_days for n in range(-20, 9))
        assert total == len(days_of(span.begins_at, span.ends_at, date(2026, 6, 30))), span.stay


@pytest.mark.django_db
def test_the_census_is_read_from_the_beds_and_a_move_within_a_ward_is_no_transfer() -> None:
    ward = make.ward()
    first, second, elsewhere = make.bed(ward), make.bed(ward), make.bed()
    one = make.admitted(first, days=3)
    mover = make.regulator()
    assert one.admitted_at
    actions.transfer(one, bed=second, because="janela", at=one.admitted_at + timedelta(hours=5), by=mover)
    actions.transfer(one, bed=elsewhere, because="UTI", at=one.admitted_at + timedelta(hours=30), by=mover)
    first_day = localdate(one.admitted_at)
    told = census_between(CensusQuery(first=first_day, last=None))
    assert [day.transfers_in for day in told.days] == [0] * len(told.days)
    assert told.figures.patient_days == len(told.days)
    of_ward = census_between(CensusQuery(first=first_day, last=None, ward_id=ward.pk))
    assert sum(day.transfers_out for day in of_ward.days) == 1
    assert sum(day.admissions for day in of_ward.days) == 1


@pytest.mark.django_db
def test_every_day_in_a_bed_becomes_a_fact_once() -> None:
    one = make.admitted(days=4)
    made = actions.count_bed_days(by=system())
    assert len(made) == 4
    assert actions.count_bed_days(by=system()) == []
    assert BedDay.objects.filter(admission=one).count() == 4
    told = Event.objects.filter(verb="admissions.bed_day", patient_id=one.patient_id)
    assert {event.particulars["bed"] for event in told} == {str(make.stay(one).bed_id)}
