"""What the harness must know of `admissions`."""

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from django.utils.timezone import now

from hospital.admissions import actions
from hospital.beds import actions as beds

if TYPE_CHECKING:
    from tests.families import Family
    from tests.world import World

STAY, NOTES = "/admissions/{id}", "/ward-notes"

ROWS = {
    STAY: "admission",
    "/admissions/patients/{id}": "twin patient",
    f"{STAY}/stages/{{name}}": "=clinical",
    f"{STAY}/waivers/{{key}}/{{row_key}}": "=belongings",
    f"{STAY}/handovers/{{entry_id}}": "handover",
    f"{STAY}/risk-scores/{{scale}}": "=braden",
    f"{STAY}/{{kind}}/{{entry_id}}": "round",
    f"{STAY}/warnings/{{entry_id}}": "escalation",
    f"{STAY}/companions/{{entry_id}}": "companion",
    f"{STAY}/belongings/{{entry_id}}": "belonging",
    f"{NOTES}/rounds/{{id}}": "round",
    f"{NOTES}/nursing-notes/{{id}}": "nursing note",
    f"{NOTES}/handovers/{{id}}": "handover",
    f"{NOTES}/fluids/{{id}}": "fluid",
    f"{NOTES}/risk-scores/{{id}}": "risk score",
    "/early-warnings/{id}": "escalation",
    "/companions/{id}": "companion",
    "/belongings/{id}": "belonging",
}
# The parts of an address that stand in it as they are, by the path up to them.
ROWS |= {
    f"{STAY}/waivers/{{key}}": "=belongings",
    f"{STAY}/waivers/{{key}}/{{row_key}}": "belonging",
    f"{STAY}/{{kind}}": "=rounds",
}

# Steps that make sense only from other states than "admitted".
_PLANNED, _LEAVING = {"admission": "planned admission"}, {"admission": "leaving admission"}
INSTEAD = {
    f"{STAY}/delay": _PLANNED,
    f"{STAY}/admittance": _PLANNED,
    f"{STAY}/cancellation": _PLANNED,
    f"{STAY}/reversal": _LEAVING,
    f"{STAY}/discharge-stages/reversal": _LEAVING,
}

# Asked for besides the permission of the route, because of what is named or sent.
BESIDES = {
    f"POST /api/v1{STAY}/discharge-stages": "admissions.discharge_clinically",
    "/admissions/immediate": "admissions.order_admission",
    f"{STAY}/discharge-stages/reversal": "admissions.discharge_clinically",
    f"{STAY}/reversal": "admissions.discharge_clinically",
    f"{STAY}/stages/{{name}}": "admissions.discharge_clinically",
    f"POST /api/v1{STAY}/waivers": "admissions.waive_blocker",
    f"{STAY}/waivers/{{key}}/{{row_key}}": "admissions.waive_blocker",
    f"{STAY}/{{kind}}/{{entry_id}}/withdrawal": "admissions.write_round",
}

NUMBERS = itertools.count(1)
MORSE = {"history": 25, "secondary": 0, "aid": 0, "access": 20, "gait": 0, "mental": 0}


def _key(name: str) -> Any:  # Any: a function of the world
    return lambda world: world.families[0][name].pk


def _of(world: "World", **fields: Any) -> dict[str, Any]:  # Any: see above
    family = world.families[0]
    return {"patient_id": family["twin patient"].pk, "reason": "Pneumonia", **fields}


BODIES = {
    "POST /api/v1/admissions": lambda world: _of(
        world, department_id=world.families[0]["department"].pk, expected_days=5
    ),
    "POST /api/v1/admissions/immediate": lambda world: _of(
        world, bed_id=world.families[0]["bed for stays"].pk
    ),
    f"PATCH /api/v1{STAY}": lambda world: {"reason": "Pneumonia grave"},
    f"POST /api/v1{STAY}/authorisation": lambda world: {"number": "AIH-1", "days": 5},
    f"POST /api/v1{STAY}/delay": lambda world: {"at": "2031-02-01T10:00:00-03:00", "reason": "gripe"},
    f"POST /api/v1{STAY}/admittance": lambda world: {"bed_id": _key("bed for stays")(world)},
    f"POST /api/v1{STAY}/transfer": lambda world: {
        "bed_id": _key("bed for stays")(world), "because": "janela",
    },
    f"POST /api/v1{STAY}/swap": lambda world: {
        "other_id": _key("leaving admission")(world), "because": "janela",
    },
    f"PUT /api/v1{STAY}/diet": lambda world: {"diet": "soft"},
    f"PUT /api/v1{STAY}/expected-discharge": lambda world: {"day": "2031-02-01"},
    f"POST /api/v1{STAY}/cancellation": lambda world: {"reason": "desistiu"},
    f"POST /api/v1{STAY}/discharge-stages": lambda world: {"stage": "clinical", "outcome": "home"},
    f"POST /api/v1{STAY}/discharge-stages/reversal": lambda world: {"because": "piorou"},
    f"POST /api/v1{STAY}/waivers": lambda world: {
        "key": "belongings", "row": str(_key("belonging")(world)), "because": "fica no cofre",
    },
    f"POST /api/v1{STAY}/death": lambda world: {"died_at": now().isoformat()},
    f"POST /api/v1{STAY}/evasion": lambda world: {"because": "não estava no leito"},
    f"POST /api/v1{STAY}/rounds": lambda world: {"assessment": "Melhor"},
    f"POST /api/v1{STAY}/nursing-notes": lambda world: {"text": "Dormiu bem"},
    f"POST /api/v1{STAY}/handovers": lambda world: {"situation": "Estável", "recommendation": "Observar"},
    f"POST /api/v1{STAY}/fluids": lambda world: {"kind": "urine", "millilitres": 300},
    f"POST /api/v1{STAY}/risk-scores": lambda world: {"scale": "morse", "items": MORSE},
    f"POST /api/v1{STAY}/companions": lambda world: {"name": "Rosa"},
    f"POST /api/v1{STAY}/belongings": lambda world: {"description": "Relógio"},
    **{
        f"POST /api/v1{NOTES}/{noun}/{{id}}/withdrawal": lambda world: {"reason": "engano"}
        for noun in ("rounds", "nursing-notes", "handovers", "fluids", "risk-scores")
    },
    "POST /api/v1/early-warnings/{id}/answer": lambda world: {"answer": "visto à beira do leito"},
    "POST /api/v1/belongings/{id}/return": lambda world: {"to": "filha"},
}  # fmt: skip


def make(family: "Family") -> None:
    """A ward of the family's department with a stay in each state that matters."""
    by, of = family.by, family["department"]
    family.rows["ward of stays"] = beds.open_ward(
        department=of, code=f"INT-{family.letter}", name=f"Internação {family.letter}", by=by
    )
    family.rows["bed for stays"] = _bed(family)
    stay = _admitted(family)
    family.rows |= {
        "admission": stay, "leaving admission": _leaving(family), "planned admission": _planned(family),
    }  # fmt: skip
    family.rows |= {
        "round": actions.write_round(stay, assessment="Melhor", by=by),
        "nursing note": actions.write_note(stay, text="Dormiu bem", by=by),
        "handover": actions.give_handover(stay, situation="Estável", recommendation="Observar", by=by),
        "fluid": actions.record_fluid(stay, kind="urine", millilitres=300, by=by),
        "risk score": actions.score_risk(stay, scale="morse", items=MORSE, by=by),
        "companion": actions.add_companion(stay, name="Rosa", by=by),
        "belonging": actions.keep_belonging(stay, description="Relógio", by=by),
        "escalation": actions.escalate(stay.patient_id, taken_in=stay.pk, score=7, at=now(), by=by),
    }


def grow(family: "Family", by: int) -> None:
    """More stays, and more written of the first one."""
    for _ in range(by):
        _admitted(family)
        _planned(family)
        actions.write_round(family["admission"], assessment="Igual", by=family.by)
        actions.write_note(family["admission"], text="Sem queixas", by=family.by)
        actions.record_fluid(family["admission"], kind="oral", millilitres=200, by=family.by)
        actions.keep_belonging(family["admission"], description="Óculos", by=family.by)


def _bed(family: "Family") -> Any:  # Any: a bed
    number = next(NUMBERS)
    room = beds.open_room(family["ward of stays"], number=f"I{number}", by=family.by)
    return beds.add_bed(room, name=f"I{number}-A", by=family.by)


def _planned(family: "Family") -> Any:  # Any: an admission
    return actions.order_admission(
        family._patient(), department=family["department"], reason="Hérnia", at=now() + timedelta(days=1),
        by=family.by,
    )  # fmt: skip


def _admitted(family: "Family") -> Any:  # Any: an admission
    return actions.admit_now(family._patient(), bed=_bed(family), reason="Pneumonia", by=family.by)


def _leaving(family: "Family") -> Any:  # Any: an admission
    return actions.complete_stage(_admitted(family), stage="clinical", outcome="home", by=family.by)
