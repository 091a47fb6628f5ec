"""What the harness must know of `custody`."""

from typing import Any  # Any: rows by name

from hospital.custody import actions, packs

ROWS = {
    "/chart/{id}": "patient",
    "/chart/{id}/copies/{export_id}": "export",
    "/exports/{id}": "export",
    "/downtime-packs/{id}": "pack",
    "/downtime/packs/{id}": "pack",
}
BODIES = {
    "POST /api/v1/patients/{id}/exports": lambda world: {"reason": "asked by the patient in person"},
    "POST /api/v1/records": lambda world: {},
}
NO_PAGES = {"/chart/{id}/copies/{export_id}/file", "/downtime/packs/{id}/file"}
REFUSED = {
    (f"POST /api/v1/consultations/{{id}}/{step}", "archive"): "signs copies of records, not visits"
    for step in ("addenda", "cosignature", "withdrawal")
}


def make(family: Any) -> None:  # Any: families.Family, which reads this module
    """A copy of the patient's record, and a downtime pack."""
    packs.set_passphrase("cavalo correto bateria", by=family.by)
    family.rows["export"] = actions.export_record(family["patient"], reason="asked in person", by=family.by)
    family.rows["pack"] = packs.make(by=family.by)
