"""What two people can do at once."""

import pytest

from hospital.accounts.actions import system
from hospital.core.errors import DomainError
from hospital.terminology import actions
from hospital.terminology.loading import run
from hospital.terminology.models import Concept, Edition

from . import make

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "".join(f"A{n};Coisa {n}\n" for n in range(300))


def test_two_loads_of_one_list_make_it_once() -> None:
    from tests.race import race

    loads = [make.asked(TEXT, edition_name="1"), make.asked(TEXT, edition_name="1")]
    ended = race(2, lambda number: run(loads[number], by=system()))
    assert [not isinstance(one, DomainError) and one.state for one in ended] == ["done", "done"]
    assert Concept.objects.count() == 300
    assert Edition.objects.count() == 1


def test_one_load_that_two_workers_took_ends_once() -> None:
    from tests.race import race

    load = make.asked(TEXT)
    ended = race(2, lambda _number: run(load, by=system()))
    assert sum(isinstance(one, actions.LoadOver) for one in ended) <= 1
    load.refresh_from_db()
    assert load.state == "done"
    assert Concept.objects.count() == 300
