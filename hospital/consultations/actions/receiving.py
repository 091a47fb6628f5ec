"""Visits that were written elsewhere: taken in as they are, and as immutable as our own."""

from collections.abc import Iterable

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.db import conflicts, move
from hospital.encounters.models import Encounter
from hospital.organization.models import Employee
from hospital.patients.models import Charted

from ..models import Consultation, Diagnosis
from .diagnoses import AlreadyNamed, DiagnosisData
from .drafting import DraftExists, VisitData


@transaction.atomic
def receive(
    encounter: Encounter, *, practitioner: Employee, data: VisitData, by: User,
    diagnoses: Iterable[DiagnosisData] = (),
) -> Consultation:  # fmt: skip
    """Take in a visit of another institution with its diagnoses; it carries no signature of ours."""
    by.require("patients.open_any_chart")
    by.require("consultations.write_consultation")
    common = {"patient": encounter.patient, "recorded_by": by, "source": Charted.Source.IMPORTED}
    made = Consultation(
        encounter=encounter, practitioner=practitioner, **common, **fitting(Consultation, data)
    )
    with conflicts(one_draft_at_a_time=DraftExists):
        made.save(force_insert=True)
    for rank, one in enumerate(diagnoses, 1):
        row = Diagnosis(
            consultation=made, rank=rank, occurred_at=made.occurred_at, **common, **fitting(Diagnosis, one)
        )
        with conflicts(one_diagnosis_per_code=AlreadyNamed):
            row.save(force_insert=True)
    move(made, Consultation.State.RECEIVED)
    audit.record("consultations.received", made, by=by, patient_id=made.patient_id)
    return made
