"""FHIR's JSON, in and out, without losing a digit: 1.10 stays 1.10 (FHIR R4, section 2.24.0.1, decimal).

Whatever cannot be kept by PostgreSQL or said in JSON is refused here, with the reason.
"""

import hashlib
import json
import re
from typing import Any  # Any: JSON values

import orjson
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Invalid

JSON = dict[str, Any]  # Any: see above

LONGEST_NUMBER = 64  # characters
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Unreadable(Invalid):
    """It is not JSON, or JSON that cannot be kept."""

    message = _("The content is not readable JSON.")
    status = 400


class Exact(float):
    """A decimal that is written back with the digits it came with."""

    literal: str

    def __new__(cls, literal: str) -> "Exact":
        number = super().__new__(cls, literal)
        if (
            len(literal) > LONGEST_NUMBER
            or number in (float("inf"), float("-inf"))
            or _vanished(number, literal)
        ):
            raise Unreadable(_("A number is out of range."))
        number.literal = literal
        return number


def _vanished(number: float, literal: str) -> bool:
    """Whether the number is too small to be anything but zero, though it says something."""
    return number == 0 and bool(re.search(r"[1-9]", re.split("[eE]", literal)[0]))


def parse(text: bytes | str) -> Any:  # Any: see above
    """The JSON value of `text`. Unreadable for what is no JSON: also NaN, repeated names, endless nesting."""
    try:
        return json.loads(text, parse_float=Exact, parse_constant=_no_number, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error


def _no_number(word: str) -> float:
    raise ValueError(word)


def _object(pairs: list[tuple[str, Any]]) -> JSON:  # Any: see above
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable(_("A name is given twice in the same object."))
    return found


def dump(value: Any, *, sort: bool = False) -> bytes:  # Any: see above
    """The value as JSON. Unreadable for what cannot be kept: half a character, NUL, deep nesting."""
    try:
        text = orjson.dumps(value, default=_literal, option=orjson.OPT_SORT_KEYS if sort else 0)
    except orjson.JSONEncodeError as error:
        raise Unreadable(_("It holds text or numbers that cannot be kept.")) from error
    if b"\\u0000" in text and NUL.search(text):
        raise Unreadable(_("It holds the character NUL, which no text may hold."))
    return text


def pretty(value: Any) -> str:  # Any: see above
    """The value as JSON for people: a line for each name, every digit as it came."""
    return orjson.dumps(value, default=_literal, option=orjson.OPT_INDENT_2).decode()


def _literal(value: Any) -> orjson.Fragment:  # Any: see above
    if isinstance(value, Exact):
        return orjson.Fragment(value.literal)
    raise TypeError(type(value))


def digest(value: Any) -> str:  # Any: see above
    """The SHA-256 of the value, whatever the order of its names and its white space."""
    return hashlib.sha256(dump(value, sort=True)).hexdigest()


def adds_nothing(said: JSON, known: JSON) -> bool:
    """Whether everything that `said` says at its top level is in `known` already, the same."""
    return all(name in known and digest(value) == digest(known[name]) for name, value in said.items())


class Encoder(json.JSONEncoder):
    """How JSON columns are written."""

    def encode(self, o: Any) -> str:  # Any: see above
        return dump(o).decode()


class Decoder(json.JSONDecoder):
    """How JSON columns are read."""

    def decode(self, s: str, _w: Any = None) -> Any:  # Any: see above; the second argument is never given
        return parse(s)
