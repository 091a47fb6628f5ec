"""Every row that tells of a patient, found by reading the models, so that no table can be forgotten.

Hers are the rows that point to her, those that point to one of these, and so on; what they point to outside
(a department, an employee) is told with them, as little of it as is needed to read them elsewhere.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any  # Any: models and foreign keys of every kind
from uuid import UUID

import orjson
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

from hospital.accounts.models import User
from hospital.organization.models import Employee
from hospital.patients.models import Patient
from hospital.patients.references import references

Table = type[Model]
Keys = dict[Table, set[Any]]  # Any: primary keys

# Pointers from one patient to another: the other is not part of her record, but an absorbed record is.
OTHER_PEOPLE = {"patients.patient.mother", "patients.patient.merged_into"}
# The mother's name stands in a column of its own; that a newborn lay with her, too.
UNTOLD = {"patients.patient.mother", "beds.stay.with_mother"}
# Secrets: that there is one is told, what it is never.
BLANKED = {"signatures.certificate": ("private_key",), "signatures.authority": ("private_key",)}
# Copies that were given away tell of her too, but they would have to hold themselves.
LEFT_OUT = {"custody.export"}
# Of people, only what names them. The rest of their rows is private, or secret.
NAMED: Mapping[Table, tuple[str, ...]] = {
    User: ("id", "username", "name", "kind"),
    Employee: ("id", "given_name", "family_name", "social_name", "job_title"),
}


@dataclass
class Record:
    """All that the database holds of a patient: rows as canonical JSON text, by table."""

    owned: dict[str, list[str]] = field(default_factory=dict)
    outside: dict[str, list[str]] = field(default_factory=dict)

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each table's rows."""
        return {
            label: hashlib.sha256("\n".join(rows).encode()).hexdigest() for label, rows in self.owned.items()
        }

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole record."""
        lines = (f"{label} {value}" for label, value in sorted(self.digests.items()))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def count(self) -> int:
        return sum(map(len, self.owned.values()))


def record_of(patient: Patient) -> Record:
    """The record, with those that were merged into it."""
    owned = _owned(patient)
    outside = _outside(owned)
    return Record(
        {table._meta.label_lower: list(_rows(table, keys)) for table, keys in _by_label(owned)},
        {table._meta.label_lower: list(_rows(table, keys)) for table, keys in _by_label(outside)},
    )


def foreign_keys(table: Table) -> Iterator[ForeignKey[Any, Any]]:
    """The columns of a table that point to rows, of itself or of others, and are told."""
    for column in table._meta.local_fields:
        if isinstance(column, ForeignKey) and f"{table._meta.label_lower}.{column.name}" not in UNTOLD:
            yield column


def _by_label(keys: Keys) -> list[tuple[Table, set[Any]]]:  # Any: see above
    return sorted(keys.items(), key=lambda item: item[0]._meta.label_lower)


def _owned(patient: Patient) -> Keys:
    people = _with_absorbed({patient.pk})
    found: Keys = defaultdict(set)
    found[Patient] = set(people)
    fresh: Keys = defaultdict(set)
    for name, table, column in references():
        if name not in OTHER_PEOPLE and table._meta.label_lower not in LEFT_OUT:
            fresh[table] |= _pointing(table, column, people)
    while fresh := {table: keys - found[table] for table, keys in fresh.items() if keys - found[table]}:
        for table, keys in fresh.items():
            found[table] |= keys
        fresh = _one_further(fresh)
    return {table: keys for table, keys in found.items() if keys}


def _with_absorbed(people: set[UUID]) -> set[UUID]:
    absorbed = set(Patient.objects.filter(merged_into__in=people).values_list("pk", flat=True)) - people
    return _with_absorbed(people | absorbed) if absorbed else people


def _one_further(from_: Keys) -> Keys:
    """The rows that point to these."""
    found: Keys = defaultdict(set)
    for table in apps.get_models(include_auto_created=True):
        if table is Patient or table._meta.label_lower in LEFT_OUT or not _is_ours(table):
            continue
        for column in foreign_keys(table):
            if keys := from_.get(column.related_model):
                found[table] |= _pointing(table, column, keys)
    return found


def _is_ours(table: Table) -> bool:
    return table.__module__.startswith("hospital.")


def _pointing(table: Table, column: ForeignKey[Any, Any], keys: Iterable[Any]) -> set[Any]:  # Any: see above
    rows = table._default_manager.filter(**{f"{column.attname}__in": list(keys)})
    return set(rows.values_list("pk", flat=True))


def _outside(owned: Keys) -> Keys:
    """What the record points to, and what that points to, without end."""
    found: Keys = defaultdict(set)
    fresh = owned
    while fresh := _targets(fresh, owned, found):
        for table, keys in fresh.items():
            found[table] |= keys
    return dict(found)


def _targets(from_: Keys, owned: Keys, found: Keys) -> Keys:
    fresh: Keys = defaultdict(set)
    for table, keys in from_.items():
        for column in foreign_keys(table):
            other: Any = column.related_model  # Any: the stubs allow a name here
            if table in NAMED or other is Patient or not _is_ours(other):
                continue
            rows = table._default_manager.filter(pk__in=keys).exclude(**{column.attname: None})
            pointed = set(rows.values_list(column.attname, flat=True))
            if pointed := pointed - owned.get(other, set()) - found[other]:
                fresh[other] |= pointed
    return fresh


def _rows(table: Table, keys: set[Any]) -> Iterator[str]:  # Any: see above
    """The rows as PostgreSQL writes them in JSON, every digit kept, sorted by key."""
    quote = connection.ops.quote_name
    key = quote(str(table._meta.pk.column))
    blank = dict.fromkeys(BLANKED.get(table._meta.label_lower, ()), "\\x")
    statement = (
        f"SELECT (to_jsonb(t) - %s::text[] || %s::jsonb)::text "  # noqa: S608  names of ours
        f"FROM {quote(table._meta.db_table)} t "
        f"WHERE {key} = ANY(%s) ORDER BY {key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [untold(table), orjson.dumps(blank).decode(), list(keys)])
        for (row,) in cursor.fetchall():
            yield row


def untold(table: Table) -> list[str]:
    """The columns that are not told: computed by PostgreSQL, another person's, or nobody else's business."""
    told = NAMED.get(table)
    return [
        str(column.column)
        for column in table._meta.local_concrete_fields
        if column.generated
        or f"{table._meta.label_lower}.{column.name}" in UNTOLD
        or (told and column.attname not in told)
    ]
