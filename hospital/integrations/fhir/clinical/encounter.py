"""Encounter (FHIR R4) over encounters.Encounter."""

from collections.abc import Iterator
from typing import Any  # Any: arguments of an action are of every type

from hospital.admissions.models import Admission
from hospital.beds.models import Stay
from hospital.encounters.models import Encounter

from ..datatypes import items, text
from ..wire import JSON
from .common import (
    HL7,
    IN_ERROR,
    code_in,
    coded,
    concept,
    ending,
    header,
    hl7,
    meant,
    moment,
    reference,
    said,
)
from .location import BED, PHYSICAL

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
# How a stay in the hospital begins and ends (HL7's admit-source and discharge-disposition).
SOURCES = {"emergency": "emd", "transfer": "hosp-trans", "birth": "born", "elective": "other"}
SOURCES_BY_KIND = {"emergency": "emd", "outpatient": "outp"}
OUTCOMES = {
    "home": "home", "transfer": "other-hcf", "death": "exp", "evasion": "aadvice",
    "against_advice": "aadvice", "administrative": "oth",
}  # fmt: skip
DIETS = "urn:hospital:diet"
LOCATED = {"reserved": "reserved", "present": "active", "ended": "completed"}


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
    """With the beds she lay in and how her stay began and ended, for all who may open the encounter."""
    start = row.started_at or row.arrived_at
    period = {
        "start": start and start.isoformat(), "end": row.ended_at and row.ended_at.isoformat(),
    }  # fmt: skip
    who = reference("Practitioner", row.practitioner_id) or (
        {"display": row.practitioner_text} if row.practitioner_text else {}
    )
    admission, stays = _admission(row), _stays(row)
    return said({
        **_head(row, admission, stays), "status": _status(row, stays),
        "class": {"system": ACT, "code": CLASS_CODES[row.kind], "display": row.get_kind_display()},
        "subject": reference("Patient", row.patient_id), "participant": [{"individual": who}] if who else [],
        "episodeOfCare": [reference("EpisodeOfCare", admission.pk)] if admission else [],
        "appointment": [reference("Appointment", row.appointment_id)] if row.appointment_id else [],
        "period": said(period), "reasonCode": [concept("", "", row.reason)] if row.reason else [],
        "hospitalization": _hospitalization(row, admission),
        "location": [_location(stay) for stay in stays],
        "serviceProvider": reference("Organization", row.department_id)
        or ({"display": row.place} if row.place else {}),
    })  # fmt: skip


def _admission(row: Encounter) -> Admission | None:
    """The order of the stay, if it is one and nobody took it back."""
    found: Admission | None = getattr(row, "admission", None)
    return None if found is None or found.is_withdrawn else found


def _stays(row: Encounter) -> list[Stay]:
    """The beds that were, are or will be hers, as one followed the other."""
    kept = [stay for stay in row.stays.all() if stay.state in LOCATED and not stay.is_withdrawn]
    return sorted(kept, key=lambda stay: (stay.begins_at, stay.pk))


def _head(row: Encounter, admission: Admission | None, stays: list[Stay]) -> JSON:
    """Its version is the sum of those of all that is said with it."""
    found = header("Encounter", row)
    rows = [row, *([admission] if admission else []), *row.stays.all(), *_leaves(stays)]
    found["meta"]["versionId"] = str(sum(one.version for one in rows))
    found["meta"]["lastUpdated"] = max(one.updated_at for one in rows).isoformat()
    return found


def _leaves(stays: list[Stay]) -> Iterator[Any]:  # Any: see above
    for stay in stays:
        yield from stay.leaves.all()


def _status(row: Encounter, stays: list[Stay]) -> str:
    if row.is_withdrawn:
        return IN_ERROR
    present = [stay for stay in stays if stay.state == "present"]
    if row.state == "in_progress" and any(leave.ended_at is None for leave in _leaves(present)):
        return "onleave"
    return STATUSES[row.state]


def _location(stay: Stay) -> JSON:
    end = stay.ends_at or stay.expires_at
    bed = {**reference("Location", stay.bed_id), "display": f"{stay.bed.ward.name}, {stay.bed.name}"}
    return {
        "location": bed, "status": LOCATED[stay.state], "physicalType": hl7(PHYSICAL, BED),
        "period": said({"start": stay.begins_at.isoformat(), "end": end and end.isoformat()}),
    }  # fmt: skip


def _hospitalization(row: Encounter, admission: Admission | None) -> JSON:
    """How it ended; of a stay also whence she came, what she eats, and where she went."""
    code, words = DISPOSITION_CODES.get(row.disposition), str(row.get_disposition_display())
    if admission is None:
        return _ended(code, words) if code else {}
    if admission.state == Admission.State.DISCHARGED:
        code, words = OUTCOMES[admission.outcome], str(admission.get_outcome_display())
    return said({
        "origin": _origin(admission.origin_encounter), "admitSource": _source(admission),
        "dietPreference": _diet(admission), **(_ended(code, words) if code else {}),
        "destination": {"display": admission.destination} if admission.destination else {},
    })  # fmt: skip


def _ended(code: str, words: str) -> JSON:
    return {"dischargeDisposition": meant("discharge-disposition", code, words)}


def _origin(before: Encounter | None) -> JSON:
    """The department or the institution that she comes from."""
    if before is None:
        return {}
    return reference("Organization", before.department_id) or (
        {"display": before.place} if before.place else {}
    )


def _source(admission: Admission) -> JSON:
    """By the encounter that she comes from, else by how the stay was ordered."""
    before = admission.origin_encounter
    known = SOURCES_BY_KIND.get(before.kind) if before else None
    return meant("admit-source", known or SOURCES[admission.origin], str(admission.get_origin_display()))


def _diet(admission: Admission) -> list[JSON]:
    if not admission.diet:
        return []
    words = ", ".join(filter(None, [str(admission.get_diet_display()), admission.diet_note]))
    return [concept(DIETS, admission.diet, words)]
