"""Numbers of people and companies: what is accepted agrees with the official rules, written here again."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from hospital.core import identifiers
from hospital.core.identifiers import BadNumber

digits = st.text("0123456789", min_size=11, max_size=11)


def _accepts(check: Callable[[str], str], text: str) -> bool:
    try:
        check(text)
    except BadNumber:
        return False
    return True


def _is_cpf(number: str) -> bool:
    """Receita Federal: 11 - (sum of digits by weights 10..2, then 11..2) mod 11; 10 and 11 become 0."""
    if len(set(number)) == 1:
        return False
    for length in (9, 10):
        rest = 11 - sum(int(number[i]) * (length + 1 - i) for i in range(length)) % 11
        if int(number[length]) != (0 if rest >= 10 else rest):
            return False
    return True


def _is_cnpj(text: str) -> bool:
    """IN RFB 2.229/2024: the value of a character is its ASCII code less 48."""
    if len(set(text)) == 1:
        return False
    for weights in ([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]):
        rest = sum((ord(c) - 48) * w for c, w in zip(text, weights, strict=False)) % 11
        if text[len(weights)] != str(0 if rest < 2 else 11 - rest):
            return False
    return True


def _is_cns(number: str) -> bool:
    """DATASUS: 1 and 2 are made from the PIS in the first 11 digits; 7, 8, 9 weigh 0 mod 11."""
    if number[0] in "789":
        return sum(int(d) * (15 - i) for i, d in enumerate(number)) % 11 == 0
    if number[0] not in "12":
        return False
    total = sum(int(d) * (15 - i) for i, d in enumerate(number[:11]))
    check, middle = 11 - total % 11, "000"
    if check == 10:
        total, middle = total + 2, "001"
        check = 11 - total % 11
    return number == f"{number[:11]}{middle}{0 if check == 11 else check}"


def _made(root: str, is_right: Callable[[str], bool], tail: int) -> list[str]:
    """Every way of completing the root that the rule accepts."""
    return [full for n in range(10**tail) if is_right(full := f"{root}{n:0{tail}d}")]


@given(digits)
def test_a_cpf_is_accepted_exactly_when_its_check_digits_are_right(number: str) -> None:
    assert _accepts(identifiers.cpf, number) == _is_cpf(number)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_every_root_has_one_cpf_and_it_is_accepted_however_written(root: str) -> None:
    for number in _made(root, _is_cpf, 2):
        assert identifiers.cpf(number) == number
        assert identifiers.cpf(identifiers.show_cpf(number)) == number
        assert identifiers.cpf(f" {number[:3]} {number[3:6]}.{number[6:9]}/{number[9:]} ") == number


@given(st.sampled_from("12789"), st.text("0123456789", min_size=10, max_size=10))
def test_the_cns_of_every_root_are_the_official_ones_and_no_others(first: str, root: str) -> None:
    ends = {f"{middle}{check}" for middle in ("000", "001", "123") for check in range(10)}
    for end in ends:
        number = f"{first}{root}{end}"
        assert _accepts(identifiers.cns, number) == _is_cns(number)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=12, max_size=12))
def test_every_root_with_letters_or_without_has_one_cnpj(root: str) -> None:
    accepted = [f"{root}{n:02d}" for n in range(100) if _accepts(identifiers.cnpj, f"{root}{n:02d}")]
    assert accepted == _made(root, _is_cnpj, 2)


@pytest.mark.parametrize(
    ("check", "text", "kept"),
    [
        (identifiers.cpf, "390.533.447-05", "39053344705"),
        (identifiers.cnpj, "12.abc.345/01de-35", "12ABC34501DE35"),
        (identifiers.cns, "898 0000 0004 3208", "898000000043208"),
        (identifiers.cep, "01310-100", "01310100"),
        (identifiers.cnes, "2077485", "2077485"),
        (identifiers.phone, "(11) 98765-4321", "+5511987654321"),
        (identifiers.phone, "011 3333-4444", "+551133334444"),
        (identifiers.phone, "55 11 98765 4321", "+5511987654321"),
        (identifiers.phone, "55 99876-5432", "+5555998765432"),  # area code 55 is not the country's 55
        (identifiers.phone, "0800 123 4567", "+558001234567"),
        (identifiers.phone, "+1 (555) 123-4567", "+15551234567"),
    ],
)
def test_what_people_type_is_kept_in_one_shape(check: Callable[[str], str], text: str, kept: str) -> None:
    assert check(text) == kept


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (identifiers.cpf, "231.002.999-00"),
        (identifiers.cpf, "111.111.111-11"),  # the check digits are right, the number is nobody's
        (identifiers.cpf, "9053344705"),  # validate-docbr alone would put a zero before it
        (identifiers.cpf, "٣٩٠٥٣٣٤٤٧٠٥"),  # digits, but not ours
        (identifiers.cpf, "390533447O5"),
        (identifiers.cpf, ""),
        (identifiers.cns, "254282488770019"),  # only the shortcut of one sum for all prefixes accepts it
        (identifiers.cns, "000000000000000"),
        (identifiers.cnpj, "00000000000000"),
        (identifiers.cep, "1310-100"),
        (identifiers.cnes, "207748"),
        (identifiers.phone, "98765-4321"),
        (identifiers.phone, "(10) 98765-4321"),
        (identifiers.phone, "(11) 68765-432"),
        (identifiers.phone, "+55 11 1234-5678"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(check: Callable[..., str], text: str) -> None:
    with pytest.raises(BadNumber) as refused:
        check(text, "there")
    assert list(refused.value.fields) == ["there"]


def test_numbers_are_shown_as_their_documents_write_them() -> None:
    assert identifiers.show_cpf("39053344705") == "390.533.447-05"
    assert identifiers.show_cnpj("12ABC34501DE35") == "12.ABC.345/01DE-35"
    assert identifiers.show_cns("898000000043208") == "898 0000 0004 3208"
    assert identifiers.show_cep("01310100") == "01310-100"
    assert identifiers.show_phone("+5511987654321") == "(11) 98765-4321"
    assert identifiers.show_phone("+551133334444") == "(11) 3333-4444"
    assert identifiers.show_phone("+558001234567") == "0800 123 4567"
    assert identifiers.show_phone("+15551234567") == "+15551234567"
    assert identifiers.show_cpf("not one") == "not one"
