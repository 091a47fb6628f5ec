"""Location (FHIR R4) over wards, rooms and beds."""

from hospital.beds.kinds import SYSTEM
from hospital.beds.models import Bed, Room, Ward

from ..wire import JSON
from .common import HL7, concept, hl7, reference, said

PHYSICAL = "location-physical-type"
WARD, ROOM, BED = "wa", "ro", "bd"
WARDS, WARD_KINDS = "urn:hospital:ward", "urn:hospital:ward-kind"
# Kinds of ward that HL7 has a word for (v3-RoleCode); the others are hospital units.
UNITS = {"icu": "ICU", "paediatric": "PEDU", "emergency": "ER"}

# Table 0116 of HL7: what a bed is like now. Isolated (I) is a bed in use whose patient is kept in isolation.
OPERATIONAL = {
    "free": "U", "reserved": "U", "occupied": "O", "dirty": "K", "cleaning": "H", "inspected": "H",
    "blocked": "C", "maintenance": "C", "closed": "C",
}  # fmt: skip
WORDS = {
    "U": "Unoccupied", "O": "Occupied", "K": "Contaminated", "H": "Housekeeping", "C": "Closed",
    "I": "Isolated",
}  # fmt: skip
STATUSES = {"blocked": "suspended", "maintenance": "suspended", "closed": "inactive"}


def ward(row: Ward) -> JSON:
    """A ward, which its department runs."""
    kind = concept(f"{HL7}/v3-RoleCode", UNITS.get(row.kind, "HU"), "")
    ours = concept(WARD_KINDS, row.kind, row.get_kind_display())
    return said({
        **_head(row, WARD), "identifier": [{"system": WARDS, "value": row.code}],
        "status": "active" if row.is_active else "inactive", "name": row.name, "alias": [row.code],
        "description": row.description, "type": [kind, ours],
        "managingOrganization": reference("Organization", row.department_id),
    })  # fmt: skip


def room(row: Room) -> JSON:
    """A room, which is part of a ward; as long as that is in use."""
    return said({
        **_head(row, ROOM), "status": "active" if row.ward.is_active else "inactive", "name": row.number,
        "description": row.description, "partOf": reference("Location", row.ward_id),
        "managingOrganization": reference("Organization", row.ward.department_id),
    })  # fmt: skip


def bed(row: Bed) -> JSON:
    """A bed, which is part of a room, with what it is like now; `is_isolated` is a column of the reading."""
    isolated: bool = getattr(row, "is_isolated", False)
    code = "I" if isolated else OPERATIONAL[row.state]
    head = _head(row, BED)
    if isolated:  # begins and ends without a change of the bed
        head["meta"]["versionId"] += ".I"
    return said({
        **head, "status": STATUSES.get(row.state, "active"),
        "operationalStatus": {"system": f"{HL7}/v2-0116", "code": code, "display": WORDS[code]},
        "name": row.name, "description": row.description,
        "type": [concept(SYSTEM, row.kind, row.get_kind_display())],
        "managingOrganization": reference("Organization", row.ward.department_id),
        "partOf": reference("Location", row.room_id),
    })  # fmt: skip


def _head(row: Ward | Room | Bed, kind: str) -> JSON:
    return {
        "resourceType": "Location", "id": str(row.pk),
        "meta": {"versionId": str(row.version), "lastUpdated": row.updated_at.isoformat()},
        "mode": "instance", "physicalType": hl7(PHYSICAL, kind),
    }  # fmt: skip
