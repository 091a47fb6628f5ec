"""Procedure (FHIR R4) over the procedures of operations: who did what, and what was left in the patient."""

from collections.abc import Iterator

from hospital.surgery.models import Implant, Laterality, Procedure, Surgery, TeamMember

from ..wire import JSON
from .common import IN_ERROR, SNOMED, concept, concept_of, note, reference, said

ROLES, CANCELLATIONS = "urn:hospital:surgery-role", "urn:hospital:surgery-cancellation"
REGISTRATION = "urn:hospital:anvisa-registration"
# What SNOMED CT calls them; every role also has our own code.
ROLE_CODES = {"surgeon": ("304292004", "Surgeon"), "anaesthetist": ("88189002", "Anesthesiologist")}
SIDES = {
    "left": ("7771000", "Left"), "right": ("24028007", "Right"), "bilateral": ("51440002", "Right and left"),
}  # fmt: skip
PREPARED = ("requested", "authorised", "scheduled", "called", "in_room")
BEGUN = "in_progress"
NOT_DONE = "not-done"
OVER = ("finished", "recovery", "done")


def status(row: Procedure) -> str:
    """The word of FHIR for how far it is; `unknown` when it is over and nobody said if it was done."""
    surgery = row.surgery
    if surgery.is_withdrawn:
        return IN_ERROR
    if row.is_performed is False or surgery.state == "cancelled":
        return NOT_DONE
    if surgery.state in OVER:
        return "completed" if row.is_performed else "unknown"
    return "in-progress" if surgery.state == BEGUN else "preparation"


def to_fhir(row: Procedure) -> JSON:
    """One procedure of an operation; those besides the main one are part of it."""
    surgery, done = row.surgery, status(row)
    main = next((one.pk for one in surgery.procedures.all() if one.is_main), None)
    found = _head(row) | {
        "status": done, "category": concept(SNOMED, "387713003", "Surgical procedure"),
        "partOf": [reference("Procedure", main)] if main not in (None, row.pk) else [],
        "code": concept_of(row), "subject": reference("Patient", surgery.patient_id),
        "encounter": reference("Encounter", surgery.encounter_id), "performedPeriod": _performed(surgery),
        "performer": [_performer(one) for one in surgery.team.all()] if done != NOT_DONE else [],
        "location": {"display": surgery.theatre.name} if surgery.theatre else None,
        "reasonCode": _reason(surgery), "bodySite": _site(row.laterality),
        "note": note(surgery.findings[:4000]) if row.is_main else [],
    }  # fmt: skip
    if surgery.cancelled_for:
        found["statusReason"] = concept(
            CANCELLATIONS, surgery.cancelled_for, surgery.get_cancelled_for_display()
        )
    return said(found | (_left_in(surgery) if row.is_main else {}))


def _head(row: Procedure) -> JSON:
    """It changes with its operation and all that belongs to that; its version is the sum of theirs."""
    surgery = row.surgery
    rows = [row, surgery, *surgery.team.all(), *surgery.implants.all()]
    changed = max(one.updated_at for one in rows)
    meta = {"versionId": str(sum(one.version for one in rows)), "lastUpdated": changed.isoformat()}
    return {"resourceType": "Procedure", "id": str(row.pk), "meta": meta}


def _performed(surgery: Surgery) -> JSON:
    """From the incision to the closure."""
    start, end = surgery.incision_at, surgery.closure_at
    return said({"start": start and start.isoformat(), "end": end and end.isoformat()})


def _performer(member: TeamMember) -> JSON:
    role = concept(ROLES, member.role, member.get_role_display())
    if member.role in ROLE_CODES:
        code, words = ROLE_CODES[member.role]
        role["coding"].append({"system": SNOMED, "code": code, "display": words})
    actor = {**reference("Practitioner", member.employee_id), "display": member.employee.name}
    return {"function": role, "actor": actor}


def _reason(surgery: Surgery) -> list[JSON]:
    before = concept(surgery.diagnosis_system, surgery.diagnosis_code, surgery.diagnosis)
    after = concept(surgery.post_system, surgery.post_code, surgery.post_diagnosis)
    return [found for found in (after or before,) if found]


def _site(laterality: str) -> list[JSON]:
    """The side it was on: that is all that is said of the place."""
    if laterality not in SIDES:
        return []
    code, words = SIDES[laterality]
    return [
        {
            "coding": [{"system": SNOMED, "code": code, "display": words}],
            "text": str(Laterality(laterality).label),
        }
    ]


def _left_in(surgery: Surgery) -> JSON:
    """The implants, each contained as a Device and named as implanted."""
    devices = [_device(one, surgery) for one in surgery.implants.all() if one.withdrawn_at is None]
    action = {"coding": [{"system": "http://hl7.org/fhir/device-action", "code": "implanted"}]}
    focal = [{"action": action, "manipulated": {"reference": f"#{device['id']}"}} for device in devices]
    return {"contained": devices, "focalDevice": focal}


def _device(row: Implant, surgery: Surgery) -> JSON:
    expires = row.expires_on.isoformat() if row.expires_on else None
    return said({
        "resourceType": "Device", "id": f"i{row.pk.hex}", "status": "active",
        "identifier": [{"system": REGISTRATION, "value": row.registration}] if row.registration else [],
        "manufacturer": row.maker, "expirationDate": expires, "lotNumber": row.lot,
        "serialNumber": row.serial, "deviceName": [{"name": row.what, "type": "user-friendly-name"}],
        "patient": reference("Patient", surgery.patient_id), "note": note("; ".join(_said_of(row))),
    })  # fmt: skip


def _said_of(row: Implant) -> Iterator[str]:
    """Where it is, on which side, and how many of them."""
    if row.site:
        yield row.site
    if row.laterality in SIDES:
        yield str(row.get_laterality_display())
    if row.quantity > 1:
        yield f"{row.quantity} ×"
