"""AllergyIntolerance (FHIR R4) over records.Allergy, and the word that there are none."""

from typing import Any  # Any: arguments of an action are of every type

from hospital.records.models import Allergy, AllergyStatement

from ..datatypes import items
from ..wire import JSON
from .common import (
    IN_ERROR,
    SNOMED,
    code_in,
    coded,
    concept,
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

# How SNOMED CT says that the patient has no allergies known.
NONE_KNOWN = "716186003"
CRITICALITY = {"low": "low", "high": "high", "unable-to-assess": "unable"}


def says_none(resource: JSON) -> bool:
    """Whether it says that no allergy is known."""
    return coded(resource.get("code"))["code"] == NONE_KNOWN


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What records.actions.add_allergy is called with, without the patient and the encounter."""
    categories = resource.get("category")
    known = (
        [one for one in categories if one in Allergy.Category.values] if isinstance(categories, list) else []
    )
    kind = resource.get("type")
    return {
        **coded(resource.get("code")), "kind": kind if kind in Allergy.Kind.values else "allergy",
        "category": known[0] if known else "",
        "criticality": CRITICALITY.get(str(resource.get("criticality")), ""),
        "verification": code_in(resource.get("verificationStatus"), same(Allergy.Verification.values))
        or "unconfirmed",
        "clinical_status": code_in(resource.get("clinicalStatus"), same(Allergy.ClinicalStatus.values))
        or "active",
        "last_occurrence": day(resource.get("lastOccurrence")),
        "occurred_at": first_moment(resource, "recordedDate", "onsetDateTime"), "note": notes(resource),
        "reactions": _reactions(resource),
    }  # fmt: skip


def _reactions(resource: JSON) -> list[dict[str, Any]]:  # Any: see above
    found = []
    for reaction in items(resource.get("reaction"))[:20]:
        severity = reaction.get("severity")
        for one in items(reaction.get("manifestation"))[:10]:
            what = coded(one)
            if what["display"]:
                found.append({
                    **what, "severity": severity if severity in ("mild", "moderate", "severe") else "",
                    "onset": day(reaction.get("onset")),
                })  # fmt: skip
    return found


def to_fhir(row: Allergy | AllergyStatement) -> JSON:
    if isinstance(row, AllergyStatement):
        return _none_known(row)
    criticality = "unable-to-assess" if row.criticality == "unable" else row.criticality
    verification = IN_ERROR if row.is_withdrawn else row.verification
    return said({
        **entry("AllergyIntolerance", row, "patient"),
        # ait-2: what was entered in error has no clinical status.
        "clinicalStatus": None
        if row.is_withdrawn
        else hl7("allergyintolerance-clinical", row.clinical_status),
        "verificationStatus": hl7("allergyintolerance-verification", verification),
        "type": row.kind, "category": [row.category] if row.category else [], "criticality": criticality,
        "code": concept_of(row), "recordedDate": row.occurred_at.isoformat(),
        "lastOccurrence": row.last_occurrence and row.last_occurrence.isoformat(), "note": note(row.note),
        "reaction": [
            said({
                "manifestation": [concept_of(reaction)], "severity": reaction.severity,
                "onset": reaction.onset and reaction.onset.isoformat(),
            })
            for reaction in row.reactions.all()
        ],
    })  # fmt: skip


def _none_known(row: AllergyStatement) -> JSON:
    verification = IN_ERROR if row.is_withdrawn else "confirmed"
    status = None if row.is_withdrawn else "inactive" if row.superseded_at else "active"
    return said({
        **entry("AllergyIntolerance", row, "patient"),
        "clinicalStatus": status and hl7("allergyintolerance-clinical", status),
        "verificationStatus": hl7("allergyintolerance-verification", verification),
        "code": concept(SNOMED, NONE_KNOWN, "No known allergies"),
        "recordedDate": row.occurred_at.isoformat(), "note": note(row.note),
    })  # fmt: skip
