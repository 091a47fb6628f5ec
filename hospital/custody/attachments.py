"""The files of a record: they lie beside the database, some sealed for this installation alone.

In a copy they stand unsealed, under the names that the rows have; the other hospital seals them again.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

import orjson
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from hospital.core.errors import Invalid
from hospital.core.secrets import seal, unseal
from hospital.orders.actions.papers import PURPOSE as PAPERS
from hospital.patients.actions.consents import PURPOSE as CONSENTS
from hospital.records.files import PURPOSE as DOCUMENTS

from .rows import Record


@dataclass(frozen=True)
class Place:
    """A column that names a file, and the purpose it is sealed for; empty when it lies open."""

    table: str
    column: str
    purpose: str = ""


PLACES = (
    Place("patients.patient", "photo"),
    Place("patients.consent", "scan", CONSENTS),
    Place("records.document", "stored_name", DOCUMENTS),
    Place("records.document", "thumbnail_name", DOCUMENTS),
    Place("orders.issue", "file", PAPERS),
)


def files_of(record: Record) -> dict[str, str]:
    """The content of each file that the rows name, in base64."""
    return {
        name: base64.b64encode(_read(name, place)).decode()
        for name, place in _named(record)
        if default_storage.exists(name)
    }


def put_back(record: Record, files: dict[str, str]) -> None:
    """Write the files that the rows name. Invalid when a content cannot be read."""
    for name, place in _named(record):
        if name in files and not default_storage.exists(name):
            try:
                content = base64.b64decode(files[name], validate=True)
            except binascii.Error as error:
                raise Invalid from error
            default_storage.save(
                name, ContentFile(seal(content, place.purpose) if place.purpose else content)
            )


def _named(record: Record) -> Iterator[tuple[str, Place]]:
    for place in PLACES:
        for row in record.owned.get(place.table, ()):
            if name := orjson.loads(row).get(place.column):
                yield str(name), place


def _read(name: str, place: Place) -> bytes:
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return unseal(content, place.purpose) if place.purpose else content
