"""What is possible, what is usual at an age, and how children grow."""

from decimal import Decimal, InvalidOperation
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from hospital.records import growth, ranges
from hospital.records.readings import BMI, READINGS, body_mass_index, reading


@given(st.sampled_from(sorted(READINGS)), st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_typed_number_is_rounded_to_the_places_of_its_reading(name: str, value: Decimal) -> None:
    try:
        rounded = READINGS[name].rounded(f"{value}".replace(".", ","))
    except InvalidOperation:
        assert abs(value) > 10**20
        return
    assert abs(rounded - value) <= Decimal("0.5").scaleb(-READINGS[name].places)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_number_or_refused(text: str) -> None:
    try:
        value = READINGS["pulse"].rounded(text)
    except InvalidOperation:
        return
    assert value.is_finite()


def test_the_unusual_lies_within_the_possible() -> None:
    for each in [*READINGS.values(), BMI]:
        assert each.low <= each.rare_below < each.rare_above <= each.high, each.name


def test_every_range_is_possible_and_no_age_has_two() -> None:
    for edition in ranges.EDITIONS.values():
        for name, found in edition.items():
            for each in found:
                low, high = each.low or Decimal(0), each.high or Decimal(1000)
                assert low <= high, name
                assert reading(name).is_possible(low), name
                assert reading(name).is_possible(high), name
            ordered = sorted(found, key=lambda one: one.from_days)
            for one, other in pairwise(ordered):
                assert one.until_days <= other.from_days, name


@pytest.mark.parametrize(
    ("years", "low", "high"), [(0.01, 100, 205), (0.5, 100, 180), (2, 98, 140), (8, 75, 118), (40, 51, 90)]
)
def test_the_usual_pulse_depends_on_the_age(years: float, low: int, high: int) -> None:
    found = ranges.reference("pulse", age_days=int(years * ranges.YEAR))
    assert found is not None
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


@given(st.integers(min_value=0, max_value=int(120 * ranges.YEAR)))
def test_every_age_has_a_range_for_what_an_early_warning_needs(days: int) -> None:
    for name in ("pulse", "respiratory_rate", "systolic", "temperature", "oxygen_saturation"):
        assert ranges.reference(name, age_days=days) is not None


def test_nobody_is_judged_at_an_unknown_age() -> None:
    assert ranges.reference("pulse", age_days=None) is None
    assert ranges.interpretation(Decimal(300), None) == ""


def test_the_body_mass_index_is_kg_by_square_metre() -> None:
    assert body_mass_index(Decimal(70), Decimal(175)) == Decimal("22.9")


# From WHO's own daily tables: the median and the value at +2 and -2 deviations (igrowup, weianthro.txt …).
@pytest.mark.parametrize(
    ("measure", "sex", "days", "value", "z"),
    [
        ("weight", "male", 0, "3.3464", 0.0), ("weight", "female", 0, "3.2322", 0.0),
        ("height", "male", 0, "49.8842", 0.0), ("height", "female", 0, "49.1477", 0.0),
        ("head_circumference", "male", 0, "34.4618", 0.0), ("weight", "male", 0, "2.459", -2.0),
        ("weight", "male", 365, "9.6465", 0.0), ("weight", "male", 365, "12.0", 2.0),
        ("height", "female", 1826, "109.4", 0.0), ("weight", "female", 1826, "18.2", 0.0),
    ],
)  # fmt: skip
def test_the_deviation_is_that_of_the_who_table(
    measure: str, sex: str, days: int, value: str, z: float
) -> None:
    found = growth.z_score(measure, Decimal(value), days=days, sex=sex)
    assert found == pytest.approx(z, abs=0.03)


def test_beyond_three_deviations_weight_is_measured_in_steps_of_the_third() -> None:
    """WHO's example of the rule: SD3pos + 2 x (SD3pos - SD2pos) is 5 deviations."""
    point = growth._point(growth._table()["weight", "male"], 730)
    value = point.value_at(3) + 2 * (point.value_at(3) - point.value_at(2))
    assert growth.z_score("weight", Decimal(str(value)), days=730, sex="male") == pytest.approx(5, abs=0.01)


@given(
    st.sampled_from(growth.MEASURES), st.sampled_from(["male", "female"]), st.integers(0, growth.LAST_DAY),
    st.floats(-3, 3),
)  # fmt: skip
def test_value_and_deviation_are_each_others_inverse(measure: str, sex: str, days: int, z: float) -> None:
    value = growth._point(growth._table()[measure, sex], days).value_at(z)
    assert growth.z_score(measure, Decimal(repr(value)), days=days, sex=sex) == pytest.approx(z, abs=0.011)


@pytest.mark.parametrize(
    ("days", "sex"), [(None, "male"), (-1, "male"), (growth.LAST_DAY + 1, "male"), (10, "unknown")]
)
def test_outside_the_tables_there_is_no_deviation(days: int | None, sex: str) -> None:
    assert growth.z_score("weight", Decimal(10), days=days, sex=sex) is None
