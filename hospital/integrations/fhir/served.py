"""What it means to serve a kind of resource: which rows, for whom, and how they are searched and sorted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any  # Any: rows and query sets of every model

from hospital.accounts.models import User
from hospital.patients.models import Patient

from .search import Param, Rows, Search, Sorts, keys, moments
from .wire import JSON

ANY = {
    "_id": Param("token", keys(), "Logical id"),
    "_lastUpdated": Param("date", moments("updated_at"), "When it was last changed here"),
}


@dataclass(frozen=True)
class Part:
    """One table that a kind of resource is read from. `found` is searched; `others` can be read by id too.

    A search by anything that is not in `params` finds none of its rows. `patient` is the way from a row to
    whose it is, for what is personal. Without `to_fhir` its rows are kept resources, which are read whole.
    """

    found: Callable[[User], Rows]
    to_fhir: Callable[[Any], JSON] | None  # Any: see above
    params: Mapping[str, Param]
    others: Sequence[Callable[[User], Rows]] = ()
    patient: str = ""

    @property
    def readable(self) -> Sequence[Callable[[User], Rows]]:
        """Where a row is looked for by its id."""
        return [self.found, *self.others]

    def knows(self, asked: Search) -> bool:
        """Whether its rows can be searched by all that is asked for."""
        return all(one.name in self.params for one in asked.filters if one.values)

    def owner(self, row: Any) -> Patient:  # Any: see above
        """Whose the row is."""
        for step in self.patient.removesuffix("_id").split("__"):
            row = getattr(row, step)
        assert isinstance(row, Patient)
        return row


@dataclass(frozen=True)
class Served:
    """A kind of resource over a model of ours. `found` is searched; `others` can be read by id too.

    `patient`: the column that says whose it is, for what is personal. Entries of charts (`is_chart`) are
    opened as charts are: for a patient in one's care, one patient at a time. `also` are further tables of the
    same kind; their rows have the columns of `sorts`, which hold moments and keys only. Of a kind that is
    `only_read`, what is delivered becomes no row of ours: it stays whole, and is read and found beside ours.
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
    also: Sequence[Part] = ()
    only_read: bool = False

    @property
    def parts(self) -> list[Part]:
        """Every table that it is read from, its own first."""
        others = (self.with_merged, *self.others) if self.with_merged else self.others
        return [Part(self.found, self.to_fhir, self.params, others, self.patient), *self.also]

    @property
    def is_personal(self) -> bool:
        """Whether any of its rows belongs to a patient."""
        return any(part.patient for part in self.parts)

    @property
    def reads_kept(self) -> bool:
        """Whether what is not found among our rows may be a resource that was kept whole."""
        return bool(self.patient) or self.only_read
