"""Amounts keep their currency and their cents; codes keep their system."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from hospital.core.codes import Code
from hospital.core.money import Money


def test_amounts_are_exact_to_the_cent() -> None:
    assert Money(Decimal("0.1")) + Money(Decimal("0.2")) == Money(Decimal("0.30"))
    assert Money(Decimal(10)) - Money(Decimal("0.01")) == Money(Decimal("9.99"))
    assert Money(Decimal("2.345")).amount == Decimal("2.35")
    assert Money(Decimal("3.33")) * 3 == Money(Decimal("9.99"))
    assert Money(Decimal(1)) < Money(Decimal(2))


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="BRL and USD"):
        Money(Decimal(1)) + Money(Decimal(1), "USD")


@given(st.text(), st.text().filter(lambda code: "|" not in code))
def test_a_code_written_down_is_read_back(system: str, code: str) -> None:
    assert Code.parse(str(Code(system, code))) == Code(system, code)


def test_a_code_without_a_bar_has_no_system() -> None:
    assert Code.parse("J45") == Code("", "J45")
