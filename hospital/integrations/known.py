"""Which row of ours a reference means: the identity of resources across deliveries, and what they became."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self  # Any: JSON values
from uuid import UUID

from django.db.models import Model

from hospital.organization.models import Department, Employee
from hospital.patients.models import Patient

from .fhir.bundles import Entry
from .fhir.references import Condition, Key, references, target
from .models import Partner, Resource
from .numbers import one_of

LIGHT = (
    "id", "type", "source", "source_id", "full_url", "digest", "version", "received_at", "updated_at",
    "patient_id",
    "employee_id", "partner_id", "department_id", "run_id", "became", "became_id",
)  # fmt: skip
AT_ONCE = 10_000
MOST_CONDITIONS = 300  # of one delivery; a search for each would keep everybody else waiting
MOST_LOST, LONGEST_KEY = 1000, 700  # references kept of one resource, and their length
OURS: dict[str, tuple[type[Model], ...]] = {
    "Patient": (Patient,), "Practitioner": (Employee,), "Organization": (Partner, Department),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a resource is found here, and whose it is."""

    type: str
    id: UUID
    patient_id: UUID | None = None

    def __str__(self) -> str:
        return f"{self.type}/{self.id}"


def place_of(row: Resource) -> Place:
    """Where the resource is found here: as the row that it became, or as itself."""
    became = {
        "Patient": row.patient_id, "Practitioner": row.employee_id,
        "Organization": row.partner_id or row.department_id,
    }.get(row.type)  # fmt: skip
    return Place(row.type, became or row.became_id or row.pk, row.patient_id)


@dataclass
class Known:
    """What is known of the resources that some references speak of, found in a handful of queries."""

    rows: dict[Key, Resource] = field(default_factory=dict)
    by_id: dict[str, Resource] = field(default_factory=dict)
    by_url: dict[str, Resource] = field(default_factory=dict)
    ours: dict[tuple[str, str], Place] = field(default_factory=dict)
    conditions: dict[Condition, Place | None] = field(default_factory=dict)

    @classmethod
    def of_delivery(cls, entries: Iterable[Entry]) -> Self:
        """What is known of the entries of a delivery and of all they refer to."""
        known, said = cls(), [entry for entry in entries if entry.digest]
        pointed = [(ref, entry.source) for entry in said for ref in references(entry.resource)]
        ids, urls = {entry.id for entry in said}, {entry.full_url for entry in said if entry.full_url}
        known._read(pointed, ids, urls)
        return known

    @classmethod
    def of_rows(cls, rows: Iterable[Resource]) -> Self:
        """What is known of all that kept resources refer to."""
        known = cls()
        known._read([(ref, row.source) for row in rows for ref in references(row.content)], set(), set())
        return known

    def _read(self, pointed: Iterable[tuple[str, str]], ids: set[str], urls: set[str]) -> None:
        pairs = {(ref, source): target(ref, source) for ref, source in pointed}
        keys = {found for found in pairs.values() if isinstance(found, Key)}
        ids = ids | {key.id for key in keys}
        urls = urls | {ref for ref, _source in pairs if ":" in ref}
        self._read_by("source_id", ids)
        self._read_by("full_url", urls)
        self._read_ours(key for key in keys if self._row(key) is None)

    def _read_by(self, column: str, values: set[str]) -> None:
        if values:
            for row in Resource.objects.filter(one_of(column, values)).only(*LIGHT).order_by("id"):
                self.add(row)

    def _read_ours(self, keys: Iterable[Key]) -> None:
        """References by our own ids, as a client that reads from us would use them."""
        wanted: dict[str, set[UUID]] = {}
        for key in keys:
            if (id_ := _uuid(key.id)) and not key.source:
                wanted.setdefault(key.type, set()).add(id_)
        for type_, ids in wanted.items():
            for some in _some(ids):
                self._read_ours_of(type_, some)

    def _read_ours_of(self, type_: str, ids: Sequence[UUID]) -> None:
        for model in OURS.get(type_, ()):
            for pk in model._default_manager.filter(pk__in=ids).values_list("pk", flat=True):
                self.ours[type_, str(pk)] = Place(type_, pk, pk if type_ == "Patient" else None)
        if type_ not in OURS:
            for row in Resource.objects.filter(pk__in=ids, type=type_).only(*LIGHT):
                self.ours[row.type, str(row.pk)] = place_of(row)

    def add(self, row: Resource) -> None:
        """Know one more, also one that is not written yet."""
        self.rows[Key(row.type, row.source, row.source_id)] = row
        if not row.source:
            self.by_id[row.source_id] = row
        if row.full_url:
            self.by_url[row.full_url] = row

    def row_meant(self, reference: str, source: str = "") -> Resource | None:
        """The resource that the reference means, as it was delivered; None when nobody knows it."""
        found = self.by_url.get(reference) or target(reference, source)
        return self._row(found) if isinstance(found, Key) else found if isinstance(found, Resource) else None

    def place(self, reference: str, source: str = "") -> Place | None:
        """What the reference means here; None when nobody knows."""
        if row := self.by_url.get(reference):
            return place_of(row)
        found = target(reference, source)
        if isinstance(found, Condition):
            return self.meeting(found)
        if found is None:
            return None
        row = self._row(found)
        return place_of(row) if row else self.ours.get((found.type, found.id))

    def _row(self, key: Key) -> Resource | None:
        return self.rows.get(key) if key.type else self.by_id.get(key.id)

    def meeting(self, condition: Condition) -> Place | None:
        """The one resource with this business identifier; None when there is none, or more than one."""
        if condition not in self.conditions and len(self.conditions) < MOST_CONDITIONS:
            self.conditions[condition] = _meeting(condition)
        return self.conditions.get(condition)

    def whose(self, resource: dict[str, Any], source: str, named: str) -> UUID | None:  # Any: see above
        """The patient that the resource names; else the only one that it refers to at all."""
        if named and (place := self.place(named, source)) and place.type == "Patient":
            return place.patient_id
        places = (self.place(reference, source) for reference in references(resource))
        found = {place.patient_id for place in places if place and place.type == "Patient"}
        return found.pop() if len(found) == 1 else None

    def waiting_for(self, reference: str, source: str) -> Key | None:
        """Which resource would have to come for the reference to lead somewhere."""
        found = target(reference, source)
        return found if isinstance(found, Key) and len(found.written) <= LONGEST_KEY else None

    def nowhere(self, resource: dict[str, Any], source: str) -> list[str]:  # Any: see above
        """The references in a resource that lead nowhere, each once."""
        said = dict.fromkeys(references(resource))
        lost = (reference[:LONGEST_KEY] for reference in said if self.place(reference, source) is None)
        return list(islice(lost, MOST_LOST))


def _meeting(condition: Condition) -> Place | None:
    rows = Resource.objects.filter(type=condition.type).with_identifier(
        condition.system or None, condition.value
    )
    places = {place_of(row) for row in rows.only(*LIGHT)[:2]}
    for model in OURS.get(condition.type, ()):
        found = model._default_manager.filter(identifiers__value=condition.value)
        if condition.system:
            found = found.filter(identifiers__system=condition.system)
        if model is Patient:
            found = found.filter(identifiers__ended_on=None)
        for pk in found.values_list("pk", flat=True)[:2]:
            places.add(Place(condition.type, pk, pk if model is Patient else None))
    return places.pop() if len(places) == 1 else None


def _some(values: Iterable[Any]) -> Iterator[list[Any]]:  # Any: keys of either kind
    """A few thousand at a time: PostgreSQL takes 65,535 parameters at most."""
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
