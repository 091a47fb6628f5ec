"""Patients with something in their records, made by the real actions. For the apps above records too."""

from datetime import datetime
from typing import Any  # Any: whatever the actions take

from hospital.accounts.models import User
from hospital.patients.models import Patient
from hospital.patients.tests.make import Api, browser, client, fresh, newborn, patient, receptionist, user
from hospital.records import actions
from hospital.records.models import (
    Allergy,
    Document,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
)

__all__ = [
    "CID10", "LOINC", "Api", "allergy", "browser", "client", "document", "fresh", "immunization",
    "medication", "newborn", "observation", "office", "patient", "problem", "reader", "receptionist",
    "stranger", "user", "vitals",
]  # fmt: skip

CID10 = "http://hl7.org/fhir/sid/icd-10"
LOINC = "http://loinc.org"
READS = ("patients.view_patient", "patients.view_confidential", "patients.view_chart")
WRITES = ("records.write_entry", "records.write_vitals", "records.attach_document")
CALM = {
    "respiratory_rate": 16, "oxygen_saturation": 98, "breathing": "air", "systolic": 120, "diastolic": 75,
    "pulse": 70, "consciousness": "A", "temperature": "36.6",
}  # fmt: skip


def office(**fields: Any) -> User:  # Any: see above
    """Somebody who writes in every chart."""
    return user(*READS, *WRITES, "patients.open_any_chart", **fields)


def reader(**fields: Any) -> User:  # Any: see above
    """Somebody who opens every chart and writes in none."""
    return user(*READS, "patients.open_any_chart", **fields)


def stranger(**fields: Any) -> User:  # Any: see above
    """Somebody who may do everything, but has no patient in her care."""
    return user(*READS, *WRITES, **fields)


def problem(of: Patient, by: User | None = None, **data: Any) -> Problem:  # Any: see above
    """Asthma, or what is said."""
    values = {"system": CID10, "code": "J45.9", "display": "Asma"} | data
    return actions.add_problem(of, by=by or office(), **values)


def allergy(of: Patient, by: User | None = None, **data: Any) -> Allergy:  # Any: see above
    """An allergy to dipyrone, or what is said."""
    values = {"display": "Dipirona", "category": "medication", "criticality": "high"} | data
    return actions.add_allergy(of, by=by or office(), **values)


def vitals(
    of: Patient, by: User | None = None, at: datetime | None = None, **readings: Any
) -> actions.Taken:  # Any: see above
    """A calm set, with other readings where they are said; None leaves one out."""
    return actions.take_vitals(of, readings=CALM | readings, at=at, by=by or office())


def observation(of: Patient, by: User | None = None, **data: Any) -> Observation:  # Any: see above
    """A haemoglobin, or what is said."""
    values = {
        "system": LOINC, "code": "718-7", "display": "Hemoglobina", "category": "laboratory",
        "value_number": "13.5", "unit": "g/dL",
    } | data  # fmt: skip
    return actions.record_observation(of, by=by or office(), **values)


def immunization(of: Patient, by: User | None = None, **data: Any) -> Immunization:  # Any: see above
    """A dose against influenza, or what is said."""
    return actions.record_immunization(of, by=by or office(), **({"display": "Influenza"} | data))


def medication(of: Patient, by: User | None = None, **data: Any) -> MedicationStatement:  # Any: see above
    """Losartan, or what is said."""
    values = {"display": "Losartana 50 mg", "dosage": "1 comprimido de 12 em 12 horas"} | data
    return actions.add_medication(of, by=by or office(), **values)


def document(of: Patient, by: User | None = None, content: bytes = b"Laudo.\n", **data: Any) -> Document:
    """A text of one line, or what is said."""
    values = {"display": "Laudo", "title": "Laudo de fora"} | data
    return actions.attach_document(of, content=content, by=by or office(), **values)
