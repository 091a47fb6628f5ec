"""Scales, colours and balances: pure, against answers computed by hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.utils.timezone import make_aware

from hospital.admissions.balance import balances, day_of
from hospital.admissions.colours import colour_of
from hospital.admissions.scores import BRADEN, MORSE, SCALES, risk_of, scored
from hospital.core.errors import Invalid


@pytest.mark.parametrize(
    ("points", "total", "risk"),
    [
        ((4, 4, 4, 4, 4, 3), 23, "none"), ((4, 3, 3, 3, 3, 3), 19, "none"), ((3, 3, 3, 3, 3, 3), 18, "low"),
        ((3, 3, 2, 3, 2, 2), 15, "low"), ((3, 2, 2, 3, 2, 2), 14, "moderate"),
        ((2, 2, 2, 3, 2, 2), 13, "moderate"), ((2, 2, 2, 2, 2, 2), 12, "high"),
        ((2, 2, 1, 2, 2, 1), 10, "high"), ((2, 1, 1, 2, 2, 1), 9, "very_high"),
        ((1, 1, 1, 1, 1, 1), 6, "very_high"),
    ],
)  # fmt: skip
def test_braden(points: tuple[int, ...], total: int, risk: str) -> None:
    result = scored("braden", {item.code: value for item, value in zip(BRADEN, points, strict=True)})
    assert (result.total, result.risk) == (total, risk)


@pytest.mark.parametrize(
    ("points", "total", "risk"),
    [
        ((0, 0, 0, 0, 0, 0), 0, "none"), ((0, 0, 0, 0, 10, 0), 10, "none"), ((0, 0, 0, 20, 0, 0), 20, "none"),
        ((25, 0, 0, 0, 0, 0), 25, "moderate"), ((0, 15, 0, 20, 0, 0), 35, "moderate"),
        ((25, 0, 0, 20, 0, 0), 45, "high"), ((25, 15, 30, 20, 20, 15), 125, "high"),
    ],
)  # fmt: skip
def test_morse(points: tuple[int, ...], total: int, risk: str) -> None:
    result = scored("morse", {item.code: value for item, value in zip(MORSE, points, strict=True)})
    assert (result.total, result.risk) == (total, risk)


def test_an_item_that_is_missing_or_unknown_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        scored("morse", {"history": 7, "nada": 1})
    assert {"history", "gait", "nada"} <= set(refused.value.fields)


def test_every_total_that_a_scale_can_reach_has_a_risk() -> None:
    for scale, items in SCALES.items():
        least = sum(min(points for points, _label in item.choices) for item in items)
        most = sum(max(points for points, _label in item.choices) for item in items)
        assert all(risk_of(scale, total) for total in range(least, most + 1))


BEGIN = make_aware(datetime(2026, 6, 1, 8))


@pytest.mark.parametrize(
    ("hours", "expected", "colour"),
    [
        (24, 4, "green"), (96, 4, "green"), (97, 4, "yellow"), (192, 4, "yellow"), (193, 4, "red"),
        (100, None, ""),
    ],
)  # fmt: skip
def test_the_colour_of_a_stay(hours: int, expected: int | None, colour: str) -> None:
    assert colour_of(BEGIN, BEGIN + timedelta(hours=hours), expected_days=expected) == colour


def test_the_usual_stay_counts_where_nothing_is_expected_and_hours_in_the_emergency() -> None:
    later = BEGIN + timedelta(days=8)
    assert colour_of(BEGIN, later, expected_days=None, usual_days=7) == "yellow"
    for hours, colour in ((12, "green"), (13, "yellow"), (24, "yellow"), (25, "red")):
        moment = BEGIN + timedelta(hours=hours)
        assert colour_of(BEGIN, moment, expected_days=9, ward_kind="emergency") == colour


@dataclass(frozen=True)
class Drop:
    occurred_at: datetime
    signed: int


def test_the_balance_of_a_day_of_the_ward_by_shifts() -> None:
    def at(day: int, hour: int) -> datetime:
        return make_aware(datetime(2026, 6, day, hour))

    entries = [
        Drop(at(1, 6), 1000), Drop(at(1, 7), 500), Drop(at(1, 12), -200), Drop(at(1, 13), 300),
        Drop(at(1, 19), -700), Drop(at(2, 6), 250), Drop(at(2, 7), 900),
    ]  # fmt: skip
    told = [(one.name, one.taken_in, one.put_out, one.total) for one in balances(date(2026, 6, 1), entries)]
    assert told == [
        ("morning", 500, 200, 300), ("afternoon", 300, 0, 300), ("night", 250, 700, -450),
        ("day", 1050, 900, 150),
    ]  # fmt: skip
    assert day_of(at(2, 6)) == date(2026, 6, 1)
    assert day_of(at(2, 7)) == date(2026, 6, 2)
