"""200,000 patients by COPY: the one place that writes rows without an action, because it would take hours.

The rows are what the actions would have written (names, sounds, documents with right check digits), only the
trail of their making is missing. The database is thrown away after the measuring.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any  # Any: column values are of every type

from django.db import connection, models, transaction

from hospital.core.names import sound
from hospital.patients.matching import sounds_of
from hospital.patients.models import SYSTEMS, Contact, Identifier, Patient
from hospital.site.demo.people import Maker, Person

TABLES = ("patients_patient", "patients_identifier", "patients_contact")


def fill(count: int, seed: int = 7) -> None:
    """Put `count` patients, each with a CPF, a CNS and a telephone number, into an empty database."""
    maker = Maker(seed, date(2026, 1, 1))
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        people = [(Patient(), maker.person()) for _ in range(count)]
        copy(Patient, (patient(row, person) for row, person in people))
        copy(Identifier, (number for row, person in people for number in identifiers(row, person)))
        copy(Contact, (contact(row, person) for row, person in people))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the foreign keys still wait for the commit
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


def patient(row: Patient, person: Person) -> Patient:
    row.given_name, row.family_name = person.given, person.family
    row.birth_date, row.sex, row.mother_name = person.born, person.sex, person.mother
    row.birth_city, row.birth_state, row.birth_city_code = person.birth_city[:3]
    row.sounds, row.mother_sound = sounds_of(person.name, ""), sound(person.mother)
    return row


def identifiers(row: Patient, person: Person) -> Iterator[Identifier]:
    for kind, value in ((Identifier.Kind.CPF, person.cpf), (Identifier.Kind.CNS, person.cns)):
        yield Identifier(patient=row, kind=kind, system=SYSTEMS[kind], value=value, is_preferred=True)


def contact(row: Patient, person: Person) -> Contact:
    return Contact(patient=row, value=person.phone, use=Contact.Use.MOBILE, is_preferred=True)


def copy(model: type[models.Model], rows: Iterator[models.Model]) -> None:
    """Write the rows with the column values their fields have, defaults included."""
    fields = [f for f in model._meta.concrete_fields if not f.generated and not f.has_db_default()]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as out,
    ):
        for row in rows:
            out.write_row(values(fields, row))


def values(fields: "Sequence[models.Field[Any, Any]]", row: models.Model) -> list[Any]:  # Any: see above
    return [getattr(row, field.attname) for field in fields]
