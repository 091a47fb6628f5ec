"""Pages by key: every row once, in order, whatever the page size; a broken cursor is a clear refusal."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from hospital.accounts import actions
from hospital.accounts.models import Role
from hospital.core.pagination import BadCursor, BadSort, PageQuery, paginate, sorted_by


def ask(limit: int = 50, cursor: str = "", count: bool = False) -> PageQuery:
    return PageQuery(limit=limit, cursor=cursor, count=count)


pytestmark = pytest.mark.django_db


@pytest.fixture
def roles(db: None) -> list[Role]:
    system = actions.system()
    names = ["Ana", "Ana", "Bia", "Bia", "Bia", "Caio", "Davi"]
    return [
        actions.define_role(code=f"r{i}", name=name, permissions=[], by=system)
        for i, name in enumerate(names)
    ]


@pytest.mark.parametrize("order", [("name", "id"), ("-name", "-id"), ("-name", "id")])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_walking_the_pages_meets_every_row_once(
    roles: list[Role], order: tuple[str, ...], limit: int
) -> None:
    seen, cursor = [], ""
    while True:
        page = paginate(Role.objects.all(), ask(limit=limit, cursor=cursor), order=order)
        seen += page.items
        if page.next is None:
            break
        cursor = page.next
    assert seen == list(Role.objects.order_by(*order))


def test_the_total_is_counted_only_when_asked_for(roles: list[Role]) -> None:
    assert paginate(Role.objects.all(), ask(), order=("name", "id")).total is None
    assert paginate(Role.objects.all(), ask(count=True, limit=2), order=("name", "id")).total == 7


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(cursor=st.text(min_size=1, max_size=60))
def test_no_made_up_cursor_breaks_the_list(roles: list[Role], cursor: str) -> None:
    with suppress(BadCursor):
        paginate(Role.objects.all(), ask(cursor=cursor), order=("name", "id"))


def test_only_words_of_the_allow_list_sort() -> None:
    allowed: dict[str, Sequence[str]] = {"name": ("name", "id")}
    assert sorted_by("", allowed, "name") == ("name", "id")
    with pytest.raises(BadSort):
        sorted_by("name; DROP TABLE", allowed, "name")
