"""Everything of a patient that FHIR has a word for, from the registry of what this server reads."""

from collections.abc import Iterator

from hospital.accounts.models import User
from hospital.integrations.fhir.registry import SERVED
from hospital.integrations.fhir.search import Asked
from hospital.integrations.fhir.served import Served
from hospital.integrations.fhir.wire import JSON
from hospital.patients.models import Patient


def resources_of(patient: Patient, *, by: User) -> list[JSON]:
    """The patient herself, then each thing of hers, by kind and key."""
    found = [SERVED["Patient"].to_fhir(patient)]
    for served in SERVED.values():
        found += _of(served, patient, by)
    return found


def _of(served: Served, patient: Patient, by: User) -> Iterator[JSON]:
    """Hers of one kind, table by table; what was delivered and kept whole goes with the rows."""
    for part in served.parts:
        param = part.params.get("patient")
        if param is None or part.to_fhir is None:
            continue
        wanted = param.apply(Asked("patient", "", [str(patient.pk)]))
        for row in part.found(by).filter(wanted).order_by("pk"):
            yield part.to_fhir(row)
