"""How many queries each address that reads makes: as many in a small hospital as in a larger one.

The counts of the small one are kept in query_counts.json, and those of the larger are measured here, so that
one query more for each row shows. After a change that is meant, write the file anew with

    HOSPITAL_WRITE_QUERY_COUNTS=1 pytest tests/test_query_counts.py
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from hospital.accounts.keys import remembered
from hospital.accounts.models import Session, Token
from hospital.audit import chain
from hospital.config.values import present

from . import examples
from .answers import content
from .routes import READ, Route, routes
from .world import World

FILE = Path(__file__).with_name("query_counts.json")
WRITE = bool(os.environ.get("HOSPITAL_WRITE_QUERY_COUNTS"))
READING = [r for r in routes() if r.method == READ and examples.is_counted(r)]
LIMIT = 30  # queries of a page (ui.md: speed budget)


Count = int | str  # the queries, or what went wrong


@pytest.fixture(scope="module")
def counted(world: World) -> dict[str, Count]:
    """The queries of each address, with four more of every row than the file knows of."""
    for family in world.families:  # the first page shows whose charts one has opened
        world.client("everything", "page").get(f"/patients/{family['patient'].pk}")
    if WRITE:
        few = {str(route): count(world, route) for route in READING}
        FILE.write_text(json.dumps({place: n for place, n in sorted(few.items()) if n}, indent=1) + "\n")
    world.grow(4)
    return {str(route): count(world, route) for route in READING}


def _settle() -> None:
    """What depends on the clock is done before: seals, and the moments of last use, written once a minute."""
    while chain.seal():
        pass
    Session.objects.update(seen_at=now())
    Token.objects.update(last_used_at=now())


def count(world: World, route: Route) -> Count:
    """The queries of a request to a warm worker that remembers nothing; 0 where only POST is taken."""
    place = examples.place(world, route, "everything")
    client = world.client("everything", route.face)
    client.raise_request_exception = False
    warming = client.get(place)
    content(warming)  # a download left half read would close its cursor in the midst of the next one
    if warming.status_code == 405:
        return 0
    _settle()
    remembered.forget()
    present.forget()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(place)
        content(response)
    return len(queries) if response.status_code in (200, 302) else f"answered {response.status_code}"


@pytest.mark.parametrize("route", READING, ids=str)
def test_more_rows_cost_no_more_queries_than_we_know(counted: dict[str, Count], route: Route) -> None:
    many, few = counted[str(route)], json.loads(FILE.read_text()).get(str(route), 0)
    assert many == few, f"{many} queries, {few} in {FILE.name}: see the top of this file"
    assert isinstance(many, int)
    assert many <= LIMIT


def test_the_file_knows_no_address_that_is_gone() -> None:
    assert json.loads(FILE.read_text()).keys() <= {str(route) for route in READING}
