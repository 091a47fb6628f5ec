"""What the harness must know of `beds`."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from django.utils.timezone import now

from hospital.beds import actions
from hospital.encounters import actions as encounters

if TYPE_CHECKING:
    from tests.families import Family
    from tests.world import World

WARD, BED, STAY, ASKED, TASK = (
    "/wards/{id}", "/beds/{id}", "/stays/{id}", "/bed-requests/{id}", "/cleanings/{id}",
)  # fmt: skip

ROWS = {
    WARD: "ward",
    "/ward-rooms/{id}": "ward room",
    BED: "bed",
    f"{BED}/suitability/{{patient_id}}": "patient",
    STAY: "stay",
    f"{STAY}/leaves/{{leave_id}}": "bed leave",
    f"{STAY}/isolation/{{precaution_id}}": "precaution",
    ASKED: "bed request",
    TASK: "cleaning",
    "/precautions/{id}": "precaution",
}

# Steps that are possible only from other states than "free", "in a bed" or "to do".
_BLOCKED, _AWAY = {"bed": "blocked bed"}, {"stay": "stay on leave"}
INSTEAD = {
    f"{BED}/release": _BLOCKED,
    f"{BED}/reopening": {"bed": "closed bed"},
    f"{STAY}/withdrawal": {"stay": "reserved stay"},
    f"{STAY}/leaves/{{leave_id}}/return": _AWAY,
    f"{STAY}/leaves/{{leave_id}}/cancellation": _AWAY,
    f"{TASK}/completion": {"cleaning": "cleaning under way"},
    f"{TASK}/inspection": {"cleaning": "cleaning to inspect"},
}
# A bed and any patient; a stay with a precaution of its patient.
EQUALS = {f"{BED}/suitability/{{patient_id}}", f"{STAY}/isolation/{{precaution_id}}"}


def _key(name: str) -> Any:  # Any: a function of the world
    return lambda world: world.families[0][name].pk


def _placing(world: "World") -> dict[str, Any]:  # Any: see above
    family = world.families[0]
    return {
        "bed_id": family["bed"].pk, "patient_id": family["patient without a bed"].pk,
        "encounter_id": family["encounter without a bed"].pk,
    }  # fmt: skip


BODIES = {
    "POST /api/v1/wards": lambda world: {
        "department_id": _key("department")(world), "code": "NOVA", "name": "Nova",
    },
    f"PATCH /api/v1{WARD}": lambda world: {"floor": "3"},
    f"POST /api/v1{WARD}/rooms": lambda world: {"number": "N1"},
    "PATCH /api/v1/ward-rooms/{id}": lambda world: {"sex": "same"},
    "POST /api/v1/beds": lambda world: {"room_id": _key("ward room")(world), "name": "N1"},
    f"PATCH /api/v1{BED}": lambda world: {"is_extra": True},
    f"POST /api/v1{BED}/block": lambda world: {"because": "staff"},
    f"POST /api/v1{BED}/maintenance": lambda world: {"because": "brake"},
    f"POST /api/v1{BED}/closure": lambda world: {"because": "sold"},
    "POST /api/v1/stays": _placing,
    "POST /api/v1/stays/reservations": lambda world: _placing(world) | {"until": later(2)},
    f"POST /api/v1{STAY}/move": lambda world: {"bed_id": _key("bed")(world), "because": "view"},
    f"POST /api/v1{STAY}/swap": lambda world: {
        "other_id": _key("other stay")(world), "because": "noise",
    },
    f"POST /api/v1{STAY}/withdrawal": lambda world: {"because": "home"},
    f"POST /api/v1{STAY}/leaves": lambda world: {"expected_at": later(9), "because": "bank"},
    f"POST /api/v1{STAY}/leaves/{{leave_id}}/cancellation": lambda world: {"because": "rain"},
    "POST /api/v1/bed-requests": lambda world: {
        "patient_id": _key("patient without a bed")(world), "reason": "sepsis",
    },
    f"PUT /api/v1{ASKED}/priority": lambda world: {"priority": 1, "because": "worse"},
    f"POST /api/v1{ASKED}/cancellation": lambda world: {"because": "home"},
    "POST /api/v1/cleanings": lambda world: {"bed_id": _key("bed")(world), "kind": "concurrent"},
    f"PUT /api/v1{TASK}/assignee": lambda world: {"assignee_id": None},
    f"POST /api/v1{TASK}/inspection": lambda world: {"is_ok": True},
    "POST /api/v1/precautions": lambda world: {
        "patient_id": _key("patient")(world), "kind": "droplet", "because": "flu",
    },
    "POST /api/v1/precautions/{id}/lifting": lambda world: {"because": "negative"},
}  # fmt: skip


def later(hours: float) -> str:
    """A moment so many hours from now."""
    return (now() + timedelta(hours=hours)).isoformat()


def make(family: "Family") -> None:
    """A ward with beds in each state that matters, and patients in some of them."""
    by, rows, letter = family.by, family.rows, family.letter
    rows["ward"] = actions.open_ward(
        department=family["department"], code=f"ALA-{letter}", name=f"Ala {letter}", by=by
    )
    rows["ward room"] = actions.open_room(rows["ward"], number="101", by=by)
    rows["bed"] = _bed(family, "free")
    rows["blocked bed"] = actions.block(_bed(family, "blocked"), because="staff", by=by)
    rows["closed bed"] = actions.close_bed(_bed(family, "closed"), because="sold", by=by)
    _people(family)
    _work(family)


def grow(family: "Family", by: int) -> None:
    """As many more beds with patients, requests, cleanings and precautions."""
    for number in range(by):
        stay = _stay(family, f"g{number}")
        actions.place_precaution(stay.patient, kind="contact", because="KPC", by=family.by)
        actions.ask_for_bed(family._patient(), reason="sepsis", by=family.by)
        actions.ask_for_cleaning(stay.bed, kind="concurrent", by=family.by)
        actions.add_bed(family["ward room"], name=f"x{number}", by=family.by)
        actions.open_ward(
            department=family["department"],
            code=f"{family.letter}{number}",
            name=f"Ala {number}",
            by=family.by,
        )


def _people(family: "Family") -> None:
    by, rows = family.by, family.rows
    rows["stay"], rows["other stay"] = _stay(family, "one"), _stay(family, "two")
    rows["stay on leave"] = away = _stay(family, "away")
    rows["bed leave"] = actions.give_leave(
        away, expected_at=now() + timedelta(hours=6), because="bank", by=by
    )
    rows["precaution"] = actions.place_precaution(
        rows["stay"].patient, kind="contact", because="KPC", by=by
    )  # fmt: skip
    rows["reserved stay"] = actions.reserve(
        _bed(family, "kept"), patient=family._patient(), until=now() + timedelta(days=6), by=by
    )
    waits = family._patient()
    rows["patient without a bed"], rows["encounter without a bed"] = waits, _visit(family, waits)
    rows["bed request"] = actions.ask_for_bed(family._patient(), reason="sepsis", ward=rows["ward"], by=by)


def _work(family: "Family") -> None:
    """A cleaning in each state that matters."""
    by, rows = family.by, family.rows
    tasks = [
        actions.ask_for_cleaning(_bed(family, name), kind="terminal", by=by) for name in ("d1", "d2", "d3")
    ]
    rows["cleaning"] = tasks[0]
    rows["cleaning under way"] = actions.begin_cleaning(tasks[1], by=by)
    type(tasks[2]).objects.filter(pk=tasks[2].pk).update(is_inspection_needed=True)
    actions.begin_cleaning(tasks[2], by=by)
    rows["cleaning to inspect"] = actions.finish_cleaning(tasks[2], by=by)


def _bed(family: "Family", name: str) -> Any:  # Any: see above
    room = actions.open_room(family["ward"], number=f"r-{name}", isolation=["contact"], by=family.by)
    return actions.add_bed(room, name=name, by=family.by)


def _visit(family: "Family", patient: Any) -> Any:  # Any: see above
    return encounters.plan(
        patient, department=family["department"], at=now(), kind="inpatient", by=family.by
    )  # fmt: skip


def _stay(family: "Family", name: str) -> Any:  # Any: see above
    patient = family._patient()
    visit = _visit(family, patient)
    return actions.occupy(_bed(family, name), patient=patient, encounter=visit, by=family.by)
