"""Appointment and Schedule (FHIR R4) over scheduling's appointments and agendas."""

from datetime import datetime
from typing import Any  # Any: JSON values

from hospital.scheduling.models import Agenda, Appointment, Resource

from ..datatypes import items, text
from ..wire import JSON
from .common import coded, concept, moment, reference, said

STATUSES = {
    "proposed": "proposed", "booked": "booked", "arrived": "arrived", "checked_in": "checked-in",
    "in_progress": "arrived", "done": "fulfilled", "cancelled": "cancelled", "missed": "noshow",
}  # fmt: skip
MEANT = {
    "proposed": ("proposed",), "booked": ("booked",), "arrived": ("arrived", "in_progress"),
    "checked-in": ("checked_in",), "fulfilled": ("done",), "cancelled": ("cancelled",), "noshow": ("missed",),
}  # fmt: skip
SERVICES = "urn:hospital:service"


def is_to_book(resource: JSON) -> bool:
    """Whether it asks for a time that is still to come to be taken."""
    return resource.get("status") in ("booked", "pending", "proposed")


def starts_at(resource: JSON) -> datetime | None:
    return moment(resource.get("start"))


def service_code(resource: JSON) -> str:
    """The code of one of our services, by which it is booked."""
    for kind in items(resource.get("serviceType")):
        if code := coded(kind)["code"]:
            return code
    return ""


def actors(resource: JSON) -> list[Any]:  # Any: see above
    """The References of who and what takes part."""
    return [one.get("actor") for one in items(resource.get("participant"))]


def comment(resource: JSON) -> str:
    return text(resource.get("description"), 300)


def to_fhir(row: Appointment) -> JSON:
    """With the patient and each resource that is taken, once."""
    resources = {place.resource_id: place.resource for place in row.allocations.all()}
    accepted = "accepted" if row.state != "proposed" else "tentative"
    parts = [reference("Patient", row.patient_id), *(_actor(one) for one in resources.values())]
    return said({
        "resourceType": "Appointment", "id": str(row.pk),
        "meta": {"versionId": str(row.version), "lastUpdated": row.updated_at.isoformat()},
        "status": STATUSES[row.state],
        "cancelationReason": concept("", "", row.stepped_because) if row.state == "cancelled" else None,
        "serviceType": [concept(SERVICES, row.service.code, row.service.name)],
        "description": row.description,
        "start": row.starts_at.isoformat(), "end": row.ends_at.isoformat(),
        "created": row.created_at.isoformat(),
        "participant": [{"actor": part, "status": accepted} for part in parts],
    })  # fmt: skip


def _actor(resource: Resource) -> JSON:
    """A practitioner by reference; a room or a device, which is no resource of this server, by name."""
    if resource.employee_id:
        return {**reference("Practitioner", resource.employee_id), "display": resource.name}
    number = {"system": "urn:hospital:resource", "value": str(resource.pk)}
    return {"display": resource.name, "identifier": number}


def schedule(row: Agenda) -> JSON:
    """Schedule: that a resource can be booked in a department."""
    period = {
        "start": row.starts_on.isoformat(), "end": row.ends_on and row.ends_on.isoformat(),
    }  # fmt: skip
    return said({
        "resourceType": "Schedule", "id": str(row.pk),
        "meta": {"versionId": str(row.version), "lastUpdated": row.updated_at.isoformat()},
        "active": row.resource.is_active, "actor": [_actor(row.resource)],
        "planningHorizon": said(period),
    })  # fmt: skip
