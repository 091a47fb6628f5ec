"""What a new edition makes of what was said before, day by day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings, strategies as st

from hospital.terminology.validity import Stretch, Window, rewritten

START = date(2020, 1, 1)
SPAN = 12


def day(number: int | None) -> date | None:
    return None if number is None else START + timedelta(days=number)


def stretch(first: int | None, after: int | None, meaning: str, key: object = None) -> Stretch[str]:
    return Stretch(day(first), day(after), meaning, key)


def days(stretches: list[Stretch[str]]) -> list[str]:
    """What holds on each day of the span, and the day before and after it."""
    out = []
    for number in range(-1, SPAN + 1):
        at = START + timedelta(days=number)
        found = [one.meaning for one in stretches if (one.first or at) <= at < (one.after or date.max)]
        assert len(found) < 2, "two meanings on one day"
        out.append(found[0] if found else "")
    return out


bounds = st.none() | st.integers(0, SPAN)
pieces = st.lists(st.tuples(st.integers(0, SPAN), st.integers(1, 5), st.sampled_from("AB")), max_size=4)


def apart(drawn: list[tuple[int, int, str]]) -> list[Stretch[str]]:
    """Stretches that do not overlap."""
    out: list[Stretch[str]] = []
    at = 0
    for first, length, meaning in sorted(drawn):
        begin = max(first, at)
        at = begin + length
        out.append(stretch(begin, at, meaning, key=len(out) + 1))
    return out


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pieces, bounds, bounds, pieces)
def test_inside_its_window_an_edition_is_believed_and_outside_nothing_changes(
    before: list[tuple[int, int, str]], first: int | None, after: int | None, news: list[tuple[int, int, str]]
) -> None:
    said, new = apart(before), [stretch(None, None, one.meaning) if not news else one for one in apart(news)]
    window = Window(day(first), day(after))
    result = rewritten(said, window, [Stretch(one.first, one.after, one.meaning) for one in new])
    old_days, new_days, result_days = days(said), days(new), days(result)
    for number, meaning in enumerate(result_days):
        at = START + timedelta(days=number - 1)
        inside = (window.first or at) <= at < (window.after or date.max)
        assert meaning == (new_days if inside else old_days)[number]
    keys = [one.key for one in result if one.key]
    assert len(keys) == len(set(keys)), "one row cannot stand for two stretches"
    for one, other in pairwise(result):
        assert one.after != other.first or one.meaning != other.meaning, "neighbours of one meaning are one"


def test_a_code_that_goes_on_keeps_its_row() -> None:
    said = [stretch(0, None, "A", key="row")]
    assert rewritten(said, Window(day(5)), [stretch(None, None, "A")]) == said


def test_a_code_that_changes_ends_and_begins_again() -> None:
    said = [stretch(0, None, "A", key="row")]
    assert rewritten(said, Window(day(5)), [stretch(None, None, "B")]) == [
        stretch(0, 5, "A", key="row"), stretch(5, None, "B"),
    ]  # fmt: skip


def test_a_code_that_is_gone_ends() -> None:
    said = [stretch(0, None, "A", key="row")]
    assert rewritten(said, Window(day(5)), []) == [stretch(0, 5, "A", key="row")]


def test_an_edition_that_comes_late_fills_the_time_before_the_next() -> None:
    said = [stretch(5, None, "B", key="row")]
    assert rewritten(said, Window(day(0), day(5)), [stretch(None, None, "A")]) == [
        stretch(0, 5, "A"), stretch(5, None, "B", key="row"),
    ]  # fmt: skip
