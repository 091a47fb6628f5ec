"""Condition (FHIR R4) over records.Problem."""

from typing import Any  # Any: arguments of an action are of every type

from hospital.records.models import Problem

from ..wire import JSON
from .common import (
    IN_ERROR,
    code_in,
    coded,
    concept_of,
    day,
    entry,
    first_moment,
    hl7,
    note,
    notes,
    said,
    same,
)

CLINICAL = {
    "active": "active", "recurrence": "recurrence", "relapse": "recurrence", "inactive": "remission",
    "remission": "remission", "resolved": "resolved",
}  # fmt: skip
VERIFICATION = {**same(Problem.Verification.values), "differential": "unconfirmed"}
CATEGORIES = {"problem-list-item": "problem", "encounter-diagnosis": "encounter_diagnosis"}
SEVERITIES = {
    "255604002": "mild", "6736007": "moderate", "24484000": "severe", "mild": "mild", "moderate": "moderate",
    "severe": "severe",
}  # fmt: skip
SNOMED_SEVERITIES = {"mild": "255604002", "moderate": "6736007", "severe": "24484000"}


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What records.actions.add_problem is called with, without the patient and the encounter."""
    status = code_in(resource.get("clinicalStatus"), CLINICAL) or "active"
    abated = day(_start(resource, "abatement"))
    if abated and status not in ("remission", "resolved"):
        status = "resolved"
    return {
        **coded(resource.get("code")), "clinical_status": status,
        "verification": code_in(resource.get("verificationStatus"), VERIFICATION) or "confirmed",
        "category": code_in(resource.get("category"), CATEGORIES) or "problem",
        "severity": code_in(resource.get("severity"), SEVERITIES),
        "onset_on": day(_start(resource, "onset")), "abatement_on": abated,
        "occurred_at": first_moment(resource, "recordedDate", "onsetDateTime", "onsetPeriod"),
        "note": notes(resource),
    }  # fmt: skip


def _start(resource: JSON, what: str) -> Any:  # Any: a JSON value
    period = resource.get(f"{what}Period")
    return resource.get(f"{what}DateTime") or (period.get("start") if isinstance(period, dict) else None)


def to_fhir(row: Problem) -> JSON:
    verification = IN_ERROR if row.is_withdrawn else row.verification
    category = "encounter-diagnosis" if row.category == "encounter_diagnosis" else "problem-list-item"
    severity = SNOMED_SEVERITIES.get(row.severity)
    return said({
        **entry("Condition", row),
        # con-5: what was entered in error has no clinical status.
        "clinicalStatus": None if row.is_withdrawn else hl7("condition-clinical", row.clinical_status),
        "verificationStatus": hl7("condition-ver-status", verification),
        "category": [hl7("condition-category", category)],
        "severity": severity and {"coding": [{"system": "http://snomed.info/sct", "code": severity}]},
        "code": concept_of(row), "onsetDateTime": row.onset_on and row.onset_on.isoformat(),
        "abatementDateTime": row.abatement_on and row.abatement_on.isoformat(),
        "recordedDate": row.occurred_at.isoformat(), "note": note(row.note),
    })  # fmt: skip
