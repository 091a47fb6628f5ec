"""A refusal may be a fact of its own: what was written before it stays."""

import pytest

from hospital.accounts.models import Role
from hospital.core.db import atomic_even_when
from hospital.core.errors import Conflict, Stale

pytestmark = pytest.mark.django_db


class Counted(Conflict):
    """A refusal that is kept."""


@atomic_even_when(Counted)
def count(refusal: type[Exception] | None) -> str:
    Role(code="counted", name="Counted").save()
    if refusal:
        raise refusal
    return "done"


def test_what_was_written_before_such_a_refusal_stays() -> None:
    with pytest.raises(Counted):
        count(Counted)
    assert Role.objects.filter(code="counted").exists()


def test_any_other_refusal_takes_it_back() -> None:
    with pytest.raises(Stale):
        count(Stale)
    assert not Role.objects.filter(code="counted").exists()


def test_the_result_comes_through() -> None:
    assert count(None) == "done"
