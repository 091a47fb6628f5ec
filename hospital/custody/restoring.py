"""Putting a record into another hospital: the same rows under the same keys, or nothing at all."""

from collections.abc import Iterable, Iterator
from typing import Any  # Any: columns of every type

import orjson
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.errors import Conflict, Invalid
from hospital.organization.models import Employee
from hospital.patients.models import Patient

from .rows import NAMED, Record, Table, foreign_keys, record_of, untold


class AlreadyHere(Conflict):
    message = _("This hospital has a part of the record already. A record is imported where it is not.")


class NotTheSame(Invalid):
    message = _("The record does not come out as it went in. Nothing was imported.")


class UnknownTable(Invalid):
    message = _(
        "The record holds %(table)s, which this release does not know. Import it with the same release."
    )


def put_in(record: Record) -> Patient:
    """Write the rows of a record, and check that they make the same record again.

    Raises AlreadyHere, UnknownTable, NotTheSame. Call it in a transaction.
    """
    patient = _patient_in(record)
    try:
        with transaction.atomic():
            for table, rows in _in_order(record.outside):
                _write(table, rows, quietly=True)
            _write_all(list(_in_order(record.owned)))
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise AlreadyHere from error
    found = Patient.objects.get(pk=patient)
    if record_of(found).digests != record.digests:
        raise NotTheSame
    return found


def _write_all(waiting: list[tuple[Table, list[str]]]) -> None:
    """Write each table when its guards let it: parts of a visit before it is signed, addenda after."""
    while waiting:
        later, refusal = [], None
        for table, rows in waiting:
            try:
                with transaction.atomic():
                    _write(table, rows)
            except IntegrityError as error:
                later.append((table, rows))
                refusal = error
        if refusal and len(later) == len(waiting):
            raise refusal
        waiting = later


def _patient_in(record: Record) -> Any:  # Any: a key
    """The patient that the record is of: the one that no other absorbed."""
    rows = [orjson.loads(row) for row in record.owned.get("patients.patient", ())]
    found = [row["id"] for row in rows if row.get("merged_into_id") is None]
    if len(found) != 1:
        raise Invalid(_("The record is not of one patient."))
    return found[0]


def _in_order(tables: dict[str, list[str]]) -> Iterator[tuple[Table, list[str]]]:
    """Patients first, then what points before what is pointed to; foreign keys wait for the end."""
    models = {_table(label): rows for label, rows in tables.items()}
    placed: list[Table] = []

    def place(table: Table, above: frozenset[Table] = frozenset()) -> None:
        if table in placed or table in above:
            return
        for other in models:
            if any(column.related_model is table for column in foreign_keys(other)):
                place(other, above | {table})
        placed.append(table)

    for table in models:
        place(table)
    for table in sorted(placed, key=lambda table: table is not Patient):
        yield table, models[table]


def _table(label: str) -> Table:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError) as error:
        raise UnknownTable(UnknownTable.message % {"table": label[:80]}) from error


def _write(table: Table, rows: Iterable[str], *, quietly: bool = False) -> None:
    if table in NAMED:
        _write_named(table, [orjson.loads(row) for row in rows])
        return
    quote = connection.ops.quote_name
    silent = set(untold(table))
    names = [str(c.column) for c in table._meta.local_concrete_fields if str(c.column) not in silent]
    columns = ", ".join(quote(name) for name in names)
    place = quote(table._meta.db_table)
    statement = (
        f"INSERT INTO {place} ({columns}) "  # noqa: S608  names of ours
        f"SELECT {columns} FROM jsonb_populate_record(NULL::{place}, %s::jsonb) "
        f"{'ON CONFLICT DO NOTHING' if quietly else ''}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[row] for row in rows])


def _write_named(table: Table, rows: Iterable[dict[str, Any]]) -> None:  # Any: see above
    """People of the other hospital: their names, under their keys; none of them can sign in here."""
    for row in rows:
        if table._default_manager.filter(pk=row["id"]).exists():
            continue
        if table is User:
            row = row | {  # noqa: PLW2901  the row as it is written
                "username": f"{row['username'][:100]}@{str(row['id'])[-12:]}", "is_active": False,
                "kind": User.Kind.MACHINE if row["kind"] == User.Kind.SYSTEM else row["kind"],
            }  # fmt: skip
        if table is Employee:
            row = row | {"is_external": True}  # noqa: PLW2901  see above
        table(**row).save(force_insert=True)
