"""One text for one content: what is signed has to be the same bytes whenever it is built again."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any  # Any: JSON
from uuid import UUID

from django.utils.functional import Promise


def canonical(content: Mapping[str, Any]) -> bytes:  # Any: see above
    """JSON in UTF-8 with sorted keys and no spaces (after RFC 8785); moments in UTC, numbers exact.

    Raises TypeError for a float, whose digits would depend on who writes it: give a Decimal or a text.
    """
    return json.dumps(
        _plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest_of(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:  # Any: see above
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return _text(value)


def _text(value: Any) -> str:  # Any: see above
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | Promise):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    raise TypeError(f"{type(value).__name__} has no canonical text")
