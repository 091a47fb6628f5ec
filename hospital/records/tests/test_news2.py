"""NEWS2 against the table of the Royal College of Physicians (2017), at both sides of every boundary."""

from decimal import Decimal
from typing import Any  # Any: numbers and texts of numbers

import pytest
from hypothesis import given, strategies as st

from hospital.records import news2

# Each parameter: the first and the last value of every band of chart 1, with its points.
TABLE: dict[str, list[tuple[Any, Any, int]]] = {  # Any: numbers and texts of numbers
    "respiratory_rate": [(2, 8, 3), (9, 11, 1), (12, 20, 0), (21, 24, 2), (25, 60, 3)],
    "systolic": [(40, 90, 3), (91, 100, 2), (101, 110, 1), (111, 219, 0), (220, 300, 3)],
    "pulse": [(20, 40, 3), (41, 50, 1), (51, 90, 0), (91, 110, 1), (111, 130, 2), (131, 250, 3)],
    "temperature": [
        ("30.0", "35.0", 3), ("35.1", "36.0", 1), ("36.1", "38.0", 0), ("38.1", "39.0", 1),
        ("39.1", "43.0", 2),
    ],
}  # fmt: skip
CASES = [
    (name, Decimal(end), points) for name, bands in TABLE.items() for *ends, points in bands for end in ends
]
SCALE_1 = [(70, 3), (91, 3), (92, 2), (93, 2), (94, 1), (95, 1), (96, 0), (100, 0)]
ON_AIR = [(70, 3), (83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0), (93, 0), (97, 0), (100, 0)]
ON_OXYGEN = [
    (70, 3), (83, 3), (84, 2), (85, 2), (86, 1), (87, 1), (88, 0), (92, 0), (93, 1), (94, 1), (95, 2),
    (96, 2), (97, 3), (100, 3),
]  # fmt: skip
CALM: dict[str, Decimal | str] = {
    "respiratory_rate": Decimal(16), "oxygen_saturation": Decimal(98), "breathing": "air",
    "systolic": Decimal(120), "pulse": Decimal(70), "consciousness": "A", "temperature": Decimal("36.6"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value", "points"), CASES)
def test_each_boundary_scores_as_the_table_says(name: str, value: Decimal, points: int) -> None:
    assert news2.score({name: value}).points[name] == points


@pytest.mark.parametrize(("value", "points"), SCALE_1)
def test_saturation_on_scale_1_scores_as_the_table_says(value: int, points: int) -> None:
    for breathing in ("air", "oxygen"):
        score = news2.score({"oxygen_saturation": Decimal(value), "breathing": breathing})
        assert score.points["oxygen_saturation"] == points


@pytest.mark.parametrize(("value", "points"), ON_AIR)
def test_saturation_on_scale_2_on_air_is_never_too_high(value: int, points: int) -> None:
    values: dict[str, Decimal | str] = {
        "oxygen_saturation": Decimal(value),
        "breathing": "air",
        "oxygen_scale": "2",
    }
    assert news2.score(values).points["oxygen_saturation"] == points


@pytest.mark.parametrize(("value", "points"), ON_OXYGEN)
def test_saturation_on_scale_2_on_oxygen_scores_too_much_oxygen(value: int, points: int) -> None:
    values: dict[str, Decimal | str] = {
        "oxygen_saturation": Decimal(value),
        "breathing": "oxygen",
        "oxygen_scale": "2",
    }
    assert news2.score(values).points["oxygen_saturation"] == points


@pytest.mark.parametrize(("value", "is_known"), [(80, True), (90, True), (95, False)])
def test_scale_2_is_not_guessed_when_nobody_says_what_is_breathed(value: int, is_known: bool) -> None:
    score = news2.score({"oxygen_saturation": Decimal(value), "oxygen_scale": "2"})
    assert ("oxygen_saturation" in score.points) is is_known


@pytest.mark.parametrize(("code", "points"), [("A", 0), ("C", 3), ("V", 3), ("P", 3), ("U", 3)])
def test_whoever_is_not_alert_scores_3(code: str, points: int) -> None:
    assert news2.score({"consciousness": code}).points["consciousness"] == points


def test_supplemental_oxygen_scores_2() -> None:
    assert news2.score({"breathing": "oxygen"}).points["breathing"] == 2
    assert news2.score({"breathing": "air"}).points["breathing"] == 0


@pytest.mark.parametrize(
    ("change", "total", "risk", "is_warning"),
    [
        ({}, 0, "low", False),
        ({"pulse": Decimal(95)}, 1, "low", False),
        ({"pulse": Decimal(120), "temperature": Decimal("39.5")}, 4, "low", False),
        ({"consciousness": "C"}, 3, "low-medium", True),
        ({"pulse": Decimal(120), "temperature": Decimal(40), "systolic": Decimal(105)}, 5, "medium", True),
        ({"breathing": "oxygen", "pulse": Decimal(120), "respiratory_rate": Decimal(22)}, 6, "medium", True),
        ({"breathing": "oxygen", "oxygen_saturation": Decimal(91), "pulse": Decimal(120)}, 7, "high", True),
        (
            {
                "respiratory_rate": Decimal(30), "oxygen_saturation": Decimal(85), "breathing": "oxygen",
                "systolic": Decimal(80), "pulse": Decimal(140), "consciousness": "U",
                "temperature": Decimal("34.0"),
            },
            20, "high", True,
        ),
    ],
)  # fmt: skip
def test_golden_sets_have_the_aggregate_and_the_response_of_chart_2(
    change: dict[str, Decimal | str], total: int, risk: str, is_warning: bool
) -> None:
    score = news2.score(CALM | change)
    assert (score.total, score.risk, score.is_warning) == (total, risk, is_warning)


@pytest.mark.parametrize("name", news2.PARAMETERS)
def test_a_set_that_lacks_a_parameter_has_no_score_and_says_what_is_missing(name: str) -> None:
    score = news2.score({key: value for key, value in CALM.items() if key != name})
    assert (score.total, score.missing, score.risk) == (None, (name,), "unknown")


def test_an_incomplete_set_warns_when_what_is_known_is_alarming_already() -> None:
    score = news2.score({"respiratory_rate": Decimal(28)})
    assert (score.total, score.known, score.red, score.is_warning) == (None, 3, ("respiratory_rate",), True)
    assert score.risk == "low-medium"


def test_the_trend_compares_complete_scores_only() -> None:
    calm, worse = news2.score(CALM), news2.score(CALM | {"pulse": Decimal(95)})
    incomplete = news2.score({"pulse": Decimal(95)})
    assert [news2.trend(worse, calm), news2.trend(calm, worse), news2.trend(calm, calm)] == [
        "up",
        "down",
        "same",
    ]
    assert [news2.trend(calm, None), news2.trend(incomplete, calm), news2.trend(calm, incomplete)] == [
        "",
        "",
        "",
    ]


@given(
    st.dictionaries(
        st.sampled_from([name for name in news2.PARAMETERS if name not in ("breathing", "consciousness")]),
        st.decimals(min_value=1, max_value=300, places=1),
    ),
    st.sampled_from(["air", "oxygen", ""]), st.sampled_from(["A", "C", "V", "P", "U", ""]),
    st.sampled_from(["1", "2"]),
)  # fmt: skip
def test_any_set_scores_0_to_20_and_is_complete_or_names_what_is_missing(
    numbers: dict[str, Decimal], breathing: str, consciousness: str, scale: str
) -> None:
    values: dict[str, Decimal | str] = {
        **numbers, "breathing": breathing, "consciousness": consciousness, "oxygen_scale": scale,
    }  # fmt: skip
    score = news2.score(values)
    assert 0 <= score.known <= 20
    assert set(score.points) | set(score.missing) == set(news2.PARAMETERS)
    assert (score.total is None) == bool(score.missing)
    assert score.is_warning == (score.known >= 5 or 3 in score.points.values())
