"""Consent (FHIR R4) over patients.Consent."""

from typing import Any  # Any: arguments of an action are of every type

from django.utils.timezone import localdate, now

from hospital.patients.models import Consent

from ..datatypes import items, text
from ..wire import JSON
from .common import HL7, code_in, coded, concept, day, ending, moment, reference, said

SCOPES = {"treatment": "treatment", "patient-privacy": "sharing", "research": "research", "adr": "other"}
SCOPE_CODES = {"treatment": "treatment", "sharing": "patient-privacy", "research": "research"}
ACT = f"{HL7}/consentscope"


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What patients.actions.write_consent is called with, without the patient."""
    provision = resource.get("provision")
    rules = provision if isinstance(provision, dict) else {}
    limits = rules.get("period")
    period = limits if isinstance(limits, dict) else {}
    is_refused = rules.get("type") == "deny" or resource.get("status") == "rejected"
    signed = moment(resource.get("dateTime"))
    words = [coded(one)["display"] for one in items(resource.get("category"))]
    policy = text(coded(resource.get("policyRule"))["display"], 2000)
    over = ending(period)
    return {
        "purpose": code_in(resource.get("scope"), SCOPES) or "other",
        "scope": "; ".join(filter(None, [*words, policy]))[:2000],
        "decision": Consent.Decision.REFUSED if is_refused else Consent.Decision.AUTHORISED,
        "signed_at": min(signed, now()) if signed else now(),
        "valid_from": day(period.get("start")) or (localdate(signed) if signed else None),
        "valid_until": localdate(over) if over else None,
    }  # fmt: skip


def is_in_force(resource: JSON) -> bool:
    """Whether it says what the patient wants now: a draft, or one that ended there, is only kept."""
    return resource.get("status") in ("active", "rejected")


def to_fhir(row: Consent) -> JSON:
    status = {"authorised": "active", "refused": "rejected", "revoked": "inactive"}[row.status]
    period = {
        "start": row.valid_from.isoformat(), "end": row.valid_until and row.valid_until.isoformat(),
    }  # fmt: skip
    scope = SCOPE_CODES.get(row.purpose, "")
    signer = (
        {"display": f"{row.signer_name} ({row.signer_relation})"}
        if row.signer == Consent.Signer.REPRESENTATIVE
        else reference("Patient", row.patient_id)
    )
    return said({
        "resourceType": "Consent", "id": str(row.pk),
        "meta": {"versionId": str(row.version), "lastUpdated": row.updated_at.isoformat()},
        "status": status, "scope": concept(ACT if scope else "", scope, row.get_purpose_display()),
        "category": [concept("", "", row.scope)], "patient": reference("Patient", row.patient_id),
        "dateTime": row.signed_at.isoformat(), "performer": [signer],
        "policyRule": concept("", "", "LGPD, Lei 13.709/2018"),
        "provision": {
            "type": "deny" if row.decision == Consent.Decision.REFUSED else "permit", "period": said(period),
        },
    })  # fmt: skip
