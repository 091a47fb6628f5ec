"""What it means to serve a kind of resource: which rows, for whom, and how they are searched and sorted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any  # Any: rows and query sets of every model

from hospital.accounts.models import User

from .search import Param, Rows, Sorts, keys, moments
from .wire import JSON

ANY = {
    "_id": Param("token", keys(), "Logical id"),
    "_lastUpdated": Param("date", moments("updated_at"), "When it was last changed here"),
}


@dataclass(frozen=True)
class Served:
    """A kind of resource over a model of ours. `found` is searched; `others` can be read by id too.

    `patient`: the column that says whose it is, for what is personal. Entries of charts (`is_chart`) are
    opened as charts are: for a patient in one's care, one patient at a time.
    """

    type: str
    permission: str
    found: Callable[[User], Rows]
    to_fhir: Callable[[Any], JSON]  # Any: see above
    params: Mapping[str, Param]
    sorts: Sorts
    others: Sequence[Callable[[User], Rows]] = ()
    with_merged: Callable[[User], Rows] | None = None
    profiles: Sequence[str] = field(default_factory=tuple)
    patient: str = ""
    is_chart: bool = True

    def readable(self, user: User) -> list[Rows]:
        """Where a row is looked for by its id."""
        return [(self.with_merged or self.found)(user), *(rows(user) for rows in self.others)]
