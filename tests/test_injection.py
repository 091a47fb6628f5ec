"""What people type into searches, sorts and filters is never code: no fault, and no markup comes back."""

import itertools
import json
from collections.abc import Iterator
from functools import cache
from typing import Any  # Any: see document
from urllib.parse import quote

import pytest

from hospital.site.api import api

from . import examples
from .answers import content
from .routes import READ, Route, routes
from .sizes import size
from .world import World

MARK = "<svg/onload=alert(41)>"
CORPUS = [
    MARK, f'"{MARK}', f"'>{MARK}", "name; DROP TABLE patients_patient", "' OR '1'='1", "1) OR 1=1 --", "%",
    "_", "\\", "%%%s%(x)s", "{{ 7*7 }}", "{% debug %}", "${7*7}", "../../../../etc/passwd", "\x00", "a\x00b",
    "\ud7ff", "\u202e", "🩺" * 50, "a" * 4000, "-1", "0", "9" * 40, "1e999", "NaN", "null", "[]", "{}", "W10",
    "WyJhIl0", "__class__", "id__in", "password", "user__password", "-password", "created_at__year", "true",
    "0001-01-01", "9999-12-31", "2026-13-45", "2026-02-30T25:61:61Z", "00000000-0000-0000-0000-000000000000",
    "=HYPERLINK(1)", "\r\nSet-Cookie: a=b",
]  # fmt: skip
PER_PARAMETER = size("INJECTIONS", 1)
EDGES = ("0001-01-01", "9999-12-31")  # days beside which there is none; asked of all that takes a day
ON_PAGES = (
    "q",
    "sort",
    "cursor",
    "next",
    "after",
    "since",
    "until",
    "day",
    "kind",
    "state",
    "user",
    "patient",
)

DAYS = {"day", "since", "until", "after"}

turn = itertools.cycle(CORPUS)
turn_of_names = itertools.cycle(ON_PAGES)
READING = [route for route in routes() if route.method == READ and route.face != "library"]


@cache
def document() -> dict[str, Any]:  # Any: OpenAPI as JSON
    """The paths of the API's document, which is made once: it takes seconds."""
    return dict(api.get_openapi_schema()["paths"])


def parameters(route: Route) -> Iterator[tuple[str, bool]]:
    """The query parameters that the route knows, and whether each is a day; for a list page those that pages
    use, for others one."""
    if not route.is_api:
        names = ON_PAGES if not route.parameters else [next(turn_of_names)]
        yield from ((name, name in DAYS) for name in names)
        return
    for told in document().get(route.path, {}).get("get", {}).get("parameters", ()):
        if told["in"] == "query":
            yield told["name"], '"format": "date' in json.dumps(told["schema"])


@pytest.mark.parametrize("route", READING, ids=str)
def test_no_text_breaks_a_list_or_comes_back_as_markup(undone: World, route: Route) -> None:
    client = undone.client("everything", route.face)
    place = route.at(**examples.values(undone, route, "everything"))
    for name, is_day in parameters(route):
        for text in (*itertools.islice(turn, PER_PARAMETER), *(EDGES if is_day else ())):
            response = client.get(f"{place}?{name}={quote(text.encode('utf-8', 'surrogatepass'))}")
            body = content(response)
            assert response.status_code < 500, f"{name}={text!r}"
            assert MARK.encode() not in body or "json" in response["Content-Type"], f"{name}={text!r}"
            assert "Set-Cookie: a=b" not in str(response.headers)
