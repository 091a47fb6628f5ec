"""An entry written in error is withdrawn, whatever its kind, by who may write that kind."""

from django.db import transaction

from hospital.accounts.models import User

from ..models import (
    Allergy,
    AllergyStatement,
    Document,
    FamilyHistory,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
    SocialHistory,
)
from ..models.entries import Entry
from ..writing import WRITES, Row, withdrawn

EVENTS: dict[type[Entry], str] = {
    Allergy: "records.allergy_withdrawn",
    AllergyStatement: "records.no_known_allergies_withdrawn",
    Document: "records.document_withdrawn",
    FamilyHistory: "records.family_history_withdrawn",
    Immunization: "records.immunization_withdrawn",
    MedicationStatement: "records.medication_withdrawn",
    Observation: "records.observation_withdrawn",
    Problem: "records.problem_withdrawn",
    Procedure: "records.procedure_withdrawn",
    SocialHistory: "records.social_history_withdrawn",
}


@transaction.atomic
def withdraw(entry: Row, *, because: str, by: User, version: int | None = None) -> Row:
    """Mark an entry as written in error; it stays in the chart, struck through."""
    return withdrawn(
        entry, because=because, permission=permission_for(entry), event=EVENTS[type(entry)], by=by,
        version=version,
    )  # fmt: skip


def permission_for(entry: Entry) -> str:
    """What one must hold to withdraw it."""
    if isinstance(entry, Document):
        return "records.attach_document"
    is_bedside = isinstance(entry, Observation) and entry.taken_in is not None
    return "records.write_vitals" if is_bedside else WRITES
