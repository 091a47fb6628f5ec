"""Everything that can be done with the record of a patient, by noun."""

from hospital.consultations.actions import VisitSigned

from ..writing import EndsBeforeItStarts
from .allergies import (
    AllergyListed,
    HasAllergies,
    add_allergy,
    change_allergy,
    state_no_known_allergies,
)
from .documents import attach_document, download_document, look_at_thumbnail, sweep_files
from .entered import (
    MedicationListed,
    add_family_history,
    add_medication,
    add_social_history,
    change_family_history,
    change_immunization,
    change_medication,
    change_procedure,
    change_social_history,
    record_immunization,
    record_procedure,
)
from .observations import record_observation
from .problems import (
    DECISIONS,
    Decision,
    ProblemListed,
    add_problem,
    change_problem,
    reconcile_problems,
)
from .triage import keep_triage_vitals, withdraw_triage_vitals
from .vitals import Taken, Unusual, scale_in_force, take_vitals
from .withdrawing import permission_for, withdraw

__all__ = [
    "DECISIONS", "AllergyListed", "Decision", "EndsBeforeItStarts", "HasAllergies", "MedicationListed",
    "ProblemListed", "Taken", "Unusual", "VisitSigned", "add_allergy", "add_family_history",
    "add_medication", "add_problem", "add_social_history", "attach_document", "change_allergy",
    "change_family_history", "change_immunization", "change_medication", "change_problem",
    "change_procedure", "change_social_history", "download_document", "keep_triage_vitals",
    "look_at_thumbnail", "permission_for", "reconcile_problems", "record_immunization", "record_observation",
    "record_procedure", "scale_in_force", "state_no_known_allergies", "sweep_files", "take_vitals",
    "withdraw", "withdraw_triage_vitals",
]  # fmt: skip
