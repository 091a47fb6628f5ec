"""Code systems for tests, loaded by the real actions. For the apps above terminology too."""

import itertools
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any  # Any: whatever the actions take

from django.core.files.base import ContentFile

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests import make as accounts
from hospital.terminology import actions
from hospital.terminology.loading import run
from hospital.terminology.models import CodeSystem, Concept, Load

client, browser = accounts.client, accounts.browser
_count = itertools.count(1)


def librarian() -> User:
    """Somebody who may load code systems."""
    return accounts.user("terminology.load_terminology")


def colleague() -> User:
    """Somebody of the staff with no permission at all."""
    return accounts.user()


def asked(text: str = "A1;Alfa\n", *, by: User | None = None, **fields: Any) -> Load:  # Any: see above
    """A list that waits for the worker."""
    values: dict[str, Any] = {  # Any: see above
        "kind": "csv", "file_name": f"lista-{next(_count)}.csv", "alias": "lista", "title": "Lista da casa",
    } | fields  # fmt: skip
    return actions.ask_load(content=ContentFile(text.encode()), by=by or system(), **values)


def loaded(text: str, **fields: Any) -> Load:  # Any: see above
    """A list (code;meaning;synonyms) that was loaded, or failed to."""
    load = asked(text, **fields)
    return run(load, by=load.by)


def from_path(kind: str, path: Path) -> Load:
    """A publisher's file that was loaded from where it lies."""
    load = actions.ask_load(kind=kind, file_name=path.name, by=system())
    return run(load, by=system(), path=path)


def core() -> dict[str, dict[str, int]]:
    """The list that comes with the system."""
    return actions.load_core_list(by=system())


def concept(code: str = "A1", display: str = "Alfa", **fields: Any) -> Concept:  # Any: see above
    """A code of a list of the hospital."""
    loaded(f"{code};{display}\n", **fields)
    return Concept.objects.get(code=code)


def system_of(alias: str) -> CodeSystem:
    return CodeSystem.objects.get(alias=alias)


def said(alias: str, code: str) -> list[tuple[str, date | None, date | None]]:
    """What a code means over time: the words, the first and the last day."""
    rows: Iterable[Concept] = Concept.objects.filter(system__alias=alias, code=code).order_by("during")
    return [(row.display, row.valid_from, row.valid_until) for row in rows]
