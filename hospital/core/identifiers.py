"""The numbers by which Brazil knows people, companies and places: cleaned, checked, shown.

Each function takes what a person typed, in any of the usual shapes, and returns what is stored; or raises
BadNumber naming the field. Check digits are computed by validate-docbr, which refuses 111.111.111-11 where
others do not; but it fills short CPFs up with zeros, so shapes are checked here first.
"""

import re

from django.utils.translation import gettext_lazy as _
from validate_docbr import CNPJ, CNS, CPF

from .errors import Invalid, Text

_SEPARATORS = re.compile(r"[\s.\-/]")
_AROUND_A_PHONE = re.compile(r"[\s.\-/()]")
# Area codes have no zero; mobiles are 9 digits beginning with 9, landlines 8 beginning with 2 to 5 (Anatel).
_BRAZILIAN_PHONE = re.compile(r"[1-9]{2}(9[0-9]{8}|[2-5][0-9]{7})|800[0-9]{7}")


class BadNumber(Invalid):
    """A number that cannot be what it is said to be."""


def _bad(field: str, message: Text) -> BadNumber:
    return BadNumber(message, fields={field: [message]})


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", text)


def cpf(text: str, field: str = "cpf") -> str:
    """The 11 digits of a person's CPF: "390.533.447-05" -> "39053344705" (Receita Federal)."""
    digits = _bare(text)
    if not re.fullmatch(r"[0-9]{11}", digits) or not CPF().validate(digits):
        raise _bad(field, _("This CPF is not right. Check the numbers."))
    return digits


def cnpj(text: str, field: str = "cnpj") -> str:
    """The 14 characters of a company's CNPJ, which has letters since July 2026 (IN RFB 2.229/2024)."""
    characters = _bare(text).upper()
    if not re.fullmatch(r"[0-9A-Z]{12}[0-9]{2}", characters) or not CNPJ().validate(characters):
        raise _bad(field, _("This CNPJ is not right. Check the characters."))
    return characters


def cns(text: str, field: str = "cns") -> str:
    """The 15 digits of a national health card: definitive (1, 2) or provisional (7, 8, 9), by their rule."""
    digits = _bare(text)
    if not re.fullmatch(r"[0-9]{15}", digits) or not CNS().validate(digits):
        raise _bad(field, _("This CNS is not right. Check the numbers."))
    return digits


def cnes(text: str, field: str = "cnes") -> str:
    """The 7 digits of a health establishment; CNES publishes no check digit."""
    digits = _bare(text)
    if not re.fullmatch(r"[0-9]{7}", digits):
        raise _bad(field, _("A CNES has 7 digits."))
    return digits


def cep(text: str, field: str = "cep") -> str:
    """The 8 digits of a postal code: "01310-100" -> "01310100"."""
    digits = _bare(text)
    if not re.fullmatch(r"[0-9]{8}", digits):
        raise _bad(field, _("A CEP has 8 digits."))
    return digits


def phone(text: str, field: str = "phone") -> str:
    """A telephone as E.164: "(11) 98765-4321" -> "+5511987654321"; foreign ones are typed with their +.

    A Brazilian number needs its area code: 10 digits, 11 for a mobile, or a toll-free 0800 number.
    """
    digits = _AROUND_A_PHONE.sub("", text)
    if re.fullmatch(r"\+[1-9][0-9]{7,14}", digits) and not digits.startswith("+55"):
        return digits
    for national in (digits.removeprefix("+55").lstrip("0"), digits.removeprefix("55")):
        if _BRAZILIAN_PHONE.fullmatch(national):
            return f"+55{national}"
    raise _bad(field, _("This phone number is not right. Type the area code and the number."))


def show_cpf(digits: str) -> str:
    """As on the document: 390.533.447-05. What is not a CPF is shown as it is."""
    return _shaped(digits, r"(.{3})(.{3})(.{3})(.{2})", r"\1.\2.\3-\4")


def show_cnpj(characters: str) -> str:
    """12.ABC.345/01DE-35"""
    return _shaped(characters, r"(.{2})(.{3})(.{3})(.{4})(.{2})", r"\1.\2.\3/\4-\5")


def show_cns(digits: str) -> str:
    """898 0000 0004 3208"""
    return _shaped(digits, r"(.{3})(.{4})(.{4})(.{4})", r"\1 \2 \3 \4")


def show_cep(digits: str) -> str:
    """01310-100"""
    return _shaped(digits, r"(.{5})(.{3})", r"\1-\2")


def show_phone(number: str) -> str:
    """(11) 98765-4321 for Brazil, 0800 123 4567 toll-free; as stored for the rest of the world."""
    if number.startswith("+55800"):
        return _shaped(number, r"\+55800(.{3})(.{4})", r"0800 \1 \2")
    return _shaped(number, r"\+55(.{2})(.{4,5})(.{4})", r"(\1) \2-\3")


def _shaped(text: str, pattern: str, shape: str) -> str:
    found = re.fullmatch(pattern, text)
    return found.expand(shape) if found else text
