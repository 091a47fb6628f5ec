"""What the harness must know of `records`."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from django.utils.timezone import now

from hospital.records import actions

if TYPE_CHECKING:
    from tests.families import Family

KINDS = {
    "problems": "problem", "allergies": "allergy", "observations": "observation",
    "immunizations": "immunization", "family-history": "family history", "social-history": "social history",
    "procedures": "procedure", "medications": "medication", "documents": "document",
}  # fmt: skip

ROWS = {
    "/chart/{patient}": "patient",
    "/chart/{patient}/vitals/{entry}": "vital sign",
    **{f"/patients/{{id}}/{noun}/{{entry_id}}": name for noun, name in KINDS.items()},
    **{f"/chart/{{patient}}/{noun}/{{entry}}": name for noun, name in KINDS.items()},
}

# Who denies allergies has none; the others have one.
INSTEAD = {
    "/patients/{id}/allergy-statement": {"patient": "twin patient"},
    "/patients/{id}/allergy-statement/withdrawal": {"patient": "twin patient"},
    "/chart/{patient}/allergies/none-known": {"patient": "twin patient"},
    "/chart/{patient}/allergies/none-known/withdrawal": {"patient": "twin patient"},
}

# Asked for by the action, because of what the address names.
BESIDES = {"/patients/{id}/observations/{entry_id}/withdrawal": "records.write_entry"}

NO_PAGES = {"/chart/{patient}/documents/{entry}/content", "/chart/{patient}/documents/{entry}/thumbnail"}

NEW: dict[str, dict[str, Any]] = {  # Any: see above
    "problems": {"display": "Gota"},
    "allergies": {"display": "Camarão"},
    "observations": {"display": "Fundoscopia", "value_text": "normal"},
    "immunizations": {"display": "Hepatite B"},
    "family-history": {"display": "Infarto", "relationship": "father"},
    "social-history": {"kind": "alcohol", "status": "never"},
    "procedures": {"display": "Colecistectomia"},
    "medications": {"display": "Omeprazol 20 mg"},
}


def _picture(_world: object) -> dict[str, Any]:  # Any: see above
    from tests.registry import PICTURE

    return {"file": PICTURE}


def _same(body: dict[str, Any]) -> Any:  # Any: see above
    return lambda _world: dict(body)


BODIES = {
    **{f"POST /api/v1/patients/{{id}}/{noun}": _same(body) for noun, body in NEW.items()},
    **{
        f"PATCH /api/v1/patients/{{id}}/{noun}/{{entry_id}}": _same({"note": "conferido"})
        for noun in NEW if noun != "observations"
    },
    **{
        f"POST /api/v1/patients/{{id}}/{noun}/{{entry_id}}/withdrawal": _same({"reason": "other patient"})
        for noun in KINDS
    },
    "POST /api/v1/patients/{id}/documents": _picture,
    "POST /api/v1/patients/{id}/problems/reconciliation": _same({"decisions": []}),
    "POST /api/v1/patients/{id}/allergy-statement": _same({}),
    "POST /api/v1/patients/{id}/allergy-statement/withdrawal": _same({"reason": "was not asked"}),
    "POST /api/v1/patients/{id}/vitals": _same({"readings": {"pulse": 80, "temperature": 36.5}}),
}  # fmt: skip

QUERIES = {"GET /api/v1/patients/{id}/series": _same({"code": "8867-4"})}


SETS = 21  # of vital signs: one more than a page


def make(family: "Family") -> None:
    """One entry of each kind, a set of vital signs, and somebody who denies allergies."""
    _entries(family, 0)
    for hours in range(4, 4 + (SETS if family.letter in "AB" else 1)):
        # More than a page of them, so that the last one is compared with one of the next page.
        actions.take_vitals(
            family["patient"], readings={"pulse": 72}, at=now() - timedelta(hours=hours), by=family.by
        )
    actions.state_no_known_allergies(family["twin patient"], by=family.by)


def grow(family: "Family", by: int) -> None:
    """As many more entries of each kind and sets of vital signs."""
    for number in range(1, by + 1):
        _entries(family, number)


def _entries(family: "Family", number: int) -> None:
    from tests.registry import PICTURE

    patient, by, at = family["patient"], family.by, now() - timedelta(minutes=3 * number)
    taken = actions.take_vitals(
        patient, readings={"pulse": 70, "systolic": 120, "diastolic": 80, "temperature": "36.5"}, at=at, by=by
    )
    family.rows |= {
        "vital sign": taken.observations[-1],
        "problem": actions.add_problem(patient, display=f"Asma {number}", by=by),
        "allergy": actions.add_allergy(
            patient, display=f"Dipirona {number}", reactions=[{"display": "Urticária"}], by=by
        ),
        "observation": actions.record_observation(patient, display="Fundoscopia", value_text="normal", by=by),
        "immunization": actions.record_immunization(patient, display="Influenza", by=by),
        "family history": actions.add_family_history(
            patient, display="Diabetes", relationship="mother", by=by
        ),
        "social history": actions.add_social_history(patient, kind="tobacco", status="never", by=by),
        "procedure": actions.record_procedure(patient, display="Apendicectomia", by=by),
        "medication": actions.add_medication(patient, display=f"Losartana {number}", by=by),
        "document": actions.attach_document(
            patient, content=PICTURE, title="Fotografia", display="Fotografia", by=by
        ),
    }
