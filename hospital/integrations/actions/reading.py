"""Looking at kept resources leaves its trace, in the transaction of the look."""

from typing import Any  # Any: see read_resource
from uuid import UUID

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User

from ..models import Resource


@transaction.atomic
def open_resource(row: Resource, *, by: User) -> Resource:
    """Open a kept resource, and say so in the trail."""
    by.require("integrations.view_resource")
    audit.access("read", by=by, patient_id=row.patient_id, what=f"fhir.{row.type}", resource=str(row.pk))
    return row


@transaction.atomic
def read_resource(row: Any, *, by: User, what: str) -> None:  # Any: a row of a patient
    """Say in the trail that something personal was read that is no entry of a chart."""
    by.require("patients.view_patient")
    audit.access("read", by=by, patient_id=row.patient_id, what=what)


@transaction.atomic
def searched_resources(*, by: User, kind: str, found: int, patient_id: UUID | None = None) -> None:
    """Say that `by` looked through kept resources: of which kind and patient, and how many were found."""
    by.require("integrations.view_resource")
    audit.access("search", by=by, patient_id=patient_id, what=f"fhir.{kind}", found=found)
