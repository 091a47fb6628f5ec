"""What the harness must know of `terminology`."""

from typing import TYPE_CHECKING

from hospital.terminology.models import CodeSystem, Concept
from hospital.terminology.tests import make as terminology

if TYPE_CHECKING:
    from tests.families import Family

ROWS = {
    "/terminology/systems/{id}": "code system",
    "/terminology/concepts/{id}": "concept",
    "/terminology/loads/{id}": "terminology load",
}

# Reference data: the same for everybody, so there are no codes of another department.
QUERIES = {
    "GET /api/v1/terminology/search": lambda world: {"q": "alfa"},
    "GET /terminology/concepts": lambda world: {"q": "alfa"},
}


BODIES = {
    "POST /api/v1/terminology/loads": lambda world: {
        "kind": "csv", "alias": "ciap2", "file": b"A03;Febre\n",
    },
}  # fmt: skip


def make(family: "Family") -> None:
    """A list of codes of the house, and the load that brought it."""
    alias = f"lista-{family.letter.lower()}"
    load = terminology.loaded(
        "code;display;parent\nA;Grupo;\nA1;Alfa;A\n",
        by=family.by,
        alias=alias,
        title=f"Lista {family.letter}",
    )
    system = CodeSystem.objects.get(alias=alias)
    family.rows |= {
        "terminology load": load,
        "code system": system,
        "concept": Concept.objects.get(system=system, code="A"),
    }


def grow(family: "Family", by: int) -> None:
    """More editions, more codes below the one that is shown, more loads."""
    alias = f"lista-{family.letter.lower()}"
    for number in range(by):
        codes = "".join(f"A{one};Alfa {one};A\n" for one in range(1, by + 2))
        terminology.loaded(
            f"code;display;parent\nA;Grupo;\n{codes}", by=family.by, alias=alias, edition_name=f"{number}"
        )
