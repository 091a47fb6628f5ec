"""Immunization (FHIR R4) over records.Immunization."""

from typing import Any  # Any: arguments of an action are of every type

from hospital.records.models import Immunization

from ..datatypes import items, text
from ..wire import JSON
from .common import (
    HL7,
    IN_ERROR,
    code_in,
    coded,
    concept,
    concept_of,
    day,
    entry,
    first_moment,
    note,
    notes,
    performer_names,
    reference,
    said,
)

ROUTE = f"{HL7}/v3-RouteOfAdministration"
SITES = {
    "LA": "left_arm", "RA": "right_arm", "LT": "left_thigh", "RT": "right_thigh", "BU": "gluteal",
    "ORAL": "mouth", "NS": "nose",
}  # fmt: skip
ROUTES = {
    "IM": "intramuscular", "SQ": "subcutaneous", "SC": "subcutaneous", "IDINJ": "intradermal",
    "ID": "intradermal", "PO": "oral", "NASINHL": "nasal",
}  # fmt: skip
SITE_CODES = {ours: theirs for theirs, ours in SITES.items()}
ROUTE_CODES = {ours: theirs for theirs, ours in reversed(ROUTES.items())}
UNSAID = "Not said by the sender"


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: see above
    """What records.actions.record_immunization is called with, without the patient and the encounter."""
    is_given = resource.get("status") != "not-done"
    doses = items(resource.get("protocolApplied"))
    dose = doses[0] if doses else {}
    number = dose.get("doseNumberPositiveInt")
    why = coded(resource.get("statusReason"))["display"]
    maker = resource.get("manufacturer")
    return {
        **coded(resource.get("vaccineCode")),
        "status": Immunization.Status.COMPLETED if is_given else Immunization.Status.NOT_DONE,
        "lot": text(resource.get("lotNumber"), 60), "expires_on": day(resource.get("expirationDate")),
        "manufacturer": text(maker.get("display")) if isinstance(maker, dict) else "",
        "dose_number": number if isinstance(number, int) and 0 < number < 100 else None,
        "dose_label": text(dose.get("doseNumberString"), 40),
        "site": code_in(resource.get("site"), SITES), "route": code_in(resource.get("route"), ROUTES),
        "performer_name": next(performer_names(resource), ""),
        "not_given_because": "" if is_given else (why or UNSAID)[:300],
        "occurred_at": first_moment(resource, "occurrenceDateTime", "recorded"), "note": notes(resource),
    }  # fmt: skip


def to_fhir(row: Immunization) -> JSON:
    is_given = row.status == Immunization.Status.COMPLETED
    performer = reference("Practitioner", row.performer_id) or (
        {"display": row.performer_name} if row.performer_name else {}
    )
    dose = (
        {"doseNumberPositiveInt": row.dose_number}
        if row.dose_number
        else {"doseNumberString": row.dose_label}
    )
    return said({
        **entry("Immunization", row, "patient"),
        "status": IN_ERROR if row.is_withdrawn else "completed" if is_given else "not-done",
        "statusReason": concept("", "", row.not_given_because), "vaccineCode": concept_of(row),
        "occurrenceDateTime": row.occurred_at.isoformat(), "recorded": row.created_at.isoformat(),
        "primarySource": row.source == Immunization.Source.HERE,
        "manufacturer": {"display": row.manufacturer} if row.manufacturer else {},
        "lotNumber": row.lot, "expirationDate": row.expires_on and row.expires_on.isoformat(),
        "site": row.site and concept(f"{HL7}/v3-ActSite", SITE_CODES[row.site], row.get_site_display()),
        "route": row.route and concept(ROUTE, ROUTE_CODES[row.route], row.get_route_display()),
        "performer": [{"actor": performer}] if performer else [], "note": note(row.note),
        "protocolApplied": [dose] if row.dose_number or row.dose_label else [],
    })  # fmt: skip
