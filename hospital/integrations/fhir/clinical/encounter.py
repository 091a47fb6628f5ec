"""Encounter (FHIR R4) over encounters.Encounter."""

from typing import Any  # Any: arguments of an action are of every type

from hospital.encounters.models import Encounter

from ..datatypes import items, text
from ..wire import JSON
from .common import HL7, code_in, coded, concept, ending, header, moment, reference, said

ACT = f"{HL7}/v3-ActCode"
CLASSES = {
    "AMB": "outpatient", "EMER": "emergency", "IMP": "inpatient", "ACUTE": "inpatient", "NONAC": "inpatient",
    "HH": "home", "FLD": "home", "VR": "virtual", "SS": "day", "OBSENC": "day", "PRENC": "inpatient",
    "outpatient": "outpatient", "emergency": "emergency", "inpatient": "inpatient",
}  # fmt: skip
CLASS_CODES = {
    "outpatient": "AMB", "emergency": "EMER", "inpatient": "IMP", "home": "HH", "virtual": "VR", "day": "SS",
}  # fmt: skip
STATUSES = {
    "planned": "planned", "arrived": "arrived", "triaged": "triaged", "waiting": "triaged",
    "in_progress": "in-progress", "on_hold": "onleave", "finished": "finished", "left": "cancelled",
    "cancelled": "cancelled",
}  # fmt: skip
DISPOSITIONS = {
    "home": "discharged", "alt-home": "discharged", "other-hcf": "transferred", "aadvice": "left",
    "exp": "deceased",
}  # fmt: skip
DISPOSITION_CODES = {
    "discharged": "home", "transferred": "other-hcf", "left": "aadvice", "deceased": "exp",
    "admitted": "oth", "referred": "oth", "observation": "oth",
}  # fmt: skip


def is_over(resource: JSON) -> bool:
    """Whether it is one that ended: what goes on elsewhere is not written down here as our own."""
    return resource.get("status") == "finished" and moment(resource.get("period")) is not None


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What encounters.actions.take_in is called with, without the patient and the practitioner."""
    period, stay = resource.get("period"), resource.get("hospitalization")
    code = resource.get("class")
    kind = CLASSES.get(text(code.get("code")) if isinstance(code, dict) else "", "outpatient")
    provider, people = resource.get("serviceProvider"), items(resource.get("participant"))
    individual = people[0].get("individual") if people else None
    outcome = stay.get("dischargeDisposition") if isinstance(stay, dict) else None
    return {
        "kind": kind, "started_at": moment(period), "ended_at": ending(period),
        "place": text(provider.get("display")) if isinstance(provider, dict) else "",
        "practitioner_text": text(individual.get("display")) if isinstance(individual, dict) else "",
        "reason": _reason(resource), "disposition": code_in(outcome, DISPOSITIONS),
    }  # fmt: skip


def _reason(resource: JSON) -> str:
    """Why she came; of what kind it was, when the sender says no reason."""
    reasons = [coded(one)["display"] for one in items(resource.get("reasonCode"))]
    kinds = [coded(one)["display"] for one in items(resource.get("type"))]
    return "; ".join(filter(None, reasons or kinds))[:400]


def practitioner(resource: JSON) -> Any:  # Any: a Reference, or nothing
    """Who saw the patient, as the sender refers to her."""
    people = items(resource.get("participant"))
    return people[0].get("individual") if people else None


def to_fhir(row: Encounter) -> JSON:
    start = row.started_at or row.arrived_at
    period = {
        "start": start and start.isoformat(), "end": row.ended_at and row.ended_at.isoformat(),
    }  # fmt: skip
    who = reference("Practitioner", row.practitioner_id) or (
        {"display": row.practitioner_text} if row.practitioner_text else {}
    )
    return said({
        **header("Encounter", row),
        "status": "entered-in-error" if row.is_withdrawn else STATUSES[row.state],
        "class": {"system": ACT, "code": CLASS_CODES[row.kind], "display": row.get_kind_display()},
        "subject": reference("Patient", row.patient_id), "participant": [{"individual": who}] if who else [],
        "appointment": [reference("Appointment", row.appointment_id)] if row.appointment_id else [],
        "period": said(period), "reasonCode": [concept("", "", row.reason)] if row.reason else [],
        "hospitalization": _stay(row),
        "serviceProvider": reference("Organization", row.department_id)
        or ({"display": row.place} if row.place else {}),
    })  # fmt: skip


def _stay(row: Encounter) -> JSON:
    """How it ended."""
    code, words = DISPOSITION_CODES.get(row.disposition), row.get_disposition_display()
    return {"dischargeDisposition": concept(f"{HL7}/discharge-disposition", code, words)} if code else {}
