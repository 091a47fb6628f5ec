"""ETag and If-Match (RFC 9110): a change says which version it was made from."""

import re
from typing import Annotated

from django.http import HttpResponse
from ninja import Header

from .errors import Stale, VersionMissing
from .models import Entity

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag of the version you are changing.")
]


def etag(row: Entity) -> str:
    """The weak ETag of the row's present version."""
    return f'W/"{row.version}"'


def tag(response: HttpResponse, row: Entity) -> None:
    """Put the row's ETag on a response."""
    response["ETag"] = etag(row)


def version_of(header: str | None) -> int:
    """The version the client read. VersionMissing (428) without it; Stale (412) when it is none."""
    if header is None:
        raise VersionMissing
    found = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', header.strip())
    if found is None:
        raise Stale
    return int(found[1])
