"""Looking is an act too: each look at patient data leaves its trace, in the transaction of the look.

They join the transaction of the face that reads, without a savepoint: a refused look undoes it all.
"""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User

from ..models import Patient


@transaction.atomic(savepoint=False)
def open_patient(patient: Patient, *, by: User, reason: str = "", what: str = "patients.patient") -> Patient:
    """Open the chart, or one part of it (`what`), and say so in the trail."""
    by.require("patients.view_patient")
    audit.access("read", by=by, patient_id=patient.pk, what=what, reason=reason)
    return patient


@transaction.atomic(savepoint=False)
def print_patient(patient: Patient, *, by: User, what: str = "patients.identity_sheet") -> Patient:
    """Print something of the patient, and say so in the trail."""
    by.require("patients.view_patient")
    audit.access("print", by=by, patient_id=patient.pk, what=what)
    return patient


@transaction.atomic(savepoint=False)
def searched(*, by: User, words: int, found: int, what: str = "patients.patient") -> None:
    """Say that `by` searched: how many words and how many were found, never which."""
    by.require("patients.view_patient")
    audit.access("search", by=by, what=what, words=words, found=found)
