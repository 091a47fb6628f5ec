"""Whatever the owner of the database does to the sealed trail is found, at the row where it begins."""

import pytest

from . import make
from .tampers import prove


@pytest.mark.django_db(transaction=True)
def test_fifty_tampers_are_found_each_at_its_row() -> None:
    make.somebody()
    make.trail(60, blocks=4)
    assert prove(55, seed=20251113) == []
