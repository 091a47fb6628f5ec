"""FHIR's JSON comes in and goes out as it was written."""

import pytest
from hypothesis import given, strategies as st

from hospital.integrations.fhir import wire

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@pytest.mark.parametrize("number", ["1.10", "0.0", "-0.500", "1e-3", "176.33672866070694", "1.0E+2"])
def test_a_decimal_keeps_its_digits(number: str) -> None:
    assert wire.dump(wire.parse(f'{{"value":{number}}}')) == f'{{"value":{number}}}'.encode()
    assert f'"value": {number}' in wire.pretty(wire.parse(f'{{"value":{number}}}'))


@given(JSON_VALUES)
def test_what_is_read_is_what_was_written(value: object) -> None:
    assert wire.parse(wire.dump(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "NaN", '{"a":Infinity}', '{"a":1,"a":2}', "[" * 100_000, '{"a":1e999}', '{"a":1e-999}',
        "1." + "1" * 80, "9" * 5000, b"\xff\xfe",
    ],
)  # fmt: skip
def test_what_is_not_json_is_unreadable(text: str | bytes) -> None:
    with pytest.raises(wire.Unreadable):
        wire.parse(text)


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", 2**70, {"x": "\x00"}, {"a\x00": 1}])
def test_what_no_database_can_hold_is_unreadable(value: object) -> None:
    with pytest.raises(wire.Unreadable):
        wire.dump(value)


def test_a_backslash_before_u0000_is_text_like_any_other() -> None:
    assert wire.parse(wire.dump({"x": "\\u0000"})) == {"x": "\\u0000"}


def test_endless_nesting_is_unreadable() -> None:
    value: object = 1
    for _turn in range(300):
        value = [value]
    with pytest.raises(wire.Unreadable):
        wire.dump(value)


def test_a_digest_does_not_depend_on_order_or_white_space() -> None:
    one, two = wire.parse('{"a": 1.10, "b": [1, 2]}'), wire.parse('{"b":[1,2],"a":1.10}')
    assert wire.digest(one) == wire.digest(two)
    assert wire.digest(one) != wire.digest(wire.parse('{"a": 1.1, "b": [1, 2]}'))


def test_saying_less_adds_nothing_and_saying_otherwise_does() -> None:
    known = {"name": "Ana", "extension": [1]}
    assert wire.adds_nothing({"name": "Ana"}, known)
    assert not wire.adds_nothing({"name": "Eva"}, known)
    assert not wire.adds_nothing({"name": "Ana", "gender": "female"}, known)
