"""Names are found and sorted without accents; Python and PostgreSQL agree on how."""

import pytest
from django.db import connection

from hospital.core.text import plain

NAMES = ["Éder SOUZA", "ÁGATA", "conceição", "Muñoz", "Zé", "Noël", "D'Ávila", "Guimarães-Lôbo", "Ana"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_python_and_postgresql_agree(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT plain(%s)", [name])
        assert cursor.fetchone() == (plain(name),)


def test_accents_do_not_push_a_name_to_the_end() -> None:
    assert sorted(["Zé", "Ágata", "Éder", "Ana", "Eva"], key=plain) == ["Ágata", "Ana", "Éder", "Eva", "Zé"]
