"""What the harness must know of `surgery`."""

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from django.utils.timezone import localdate, now

from hospital.organization import actions as organization
from hospital.scheduling import actions as scheduling
from hospital.surgery import actions
from hospital.surgery.checklist import ITEMS

if TYPE_CHECKING:
    from tests.families import Family
    from tests.world import World

SURGERY = "/surgeries/{id}"
COUNT = f"{SURGERY}/counts/{{count_id}}"

ROWS = {
    SURGERY: "surgery",
    "/surgeries/patients/{id}": "patient",
    f"{SURGERY}/team/{{member_id}}": "surgery member",
    f"{SURGERY}/consents/{{consent_id}}": "surgical consent",
    f"{SURGERY}/checklist/{{phase}}": "=sign_out",
    f"{SURGERY}/checklist/{{name}}": "=sign_out",
    COUNT: "surgery count",
    f"{SURGERY}/implants/{{implant_id}}": "implant",
}

# Steps that make sense only from other states than "being operated".
_REQUESTED, _AUTHORISED = {"surgery": "requested surgery"}, {"surgery": "authorised surgery"}
_SCHEDULED, _CALLED = {"surgery": "scheduled surgery"}, {"surgery": "called surgery"}
_IN_ROOM, _FINISHED = {"surgery": "surgery in room"}, {"surgery": "finished surgery"}
_RECOVERY = {"surgery": "surgery in recovery"}
INSTEAD = {
    f"{SURGERY}/edit": _REQUESTED,
    f"{SURGERY}/procedures": _REQUESTED,
    f"{SURGERY}/authorisation": _REQUESTED,
    f"{SURGERY}/withdrawal": _REQUESTED,
    f"{SURGERY}/surgeon": _REQUESTED,
    f"{SURGERY}/schedule": _AUTHORISED,
    f"{SURGERY}/emergency-insertion": {"surgery": "emergency surgery"},
    f"{SURGERY}/cancellation": _AUTHORISED,
    f"{SURGERY}/postponement": _SCHEDULED,
    f"{SURGERY}/call": _SCHEDULED,
    f"{SURGERY}/entry": _CALLED,
    f"{SURGERY}/call-withdrawal": _CALLED,
    f"{SURGERY}/anaesthesia": _IN_ROOM,
    f"{SURGERY}/incision": _IN_ROOM,
    f"{SURGERY}/exit": _FINISHED,
    f"{SURGERY}/recovery-exit": _RECOVERY,
    f"{SURGERY}/aldrete-scores": _RECOVERY,
}

# Refused by the action although the role has the permission of the route: and why.
REFUSED = {
    (f"GET /api/v1{SURGERY}/{noun}", "reception"): "the desk books operations and opens no chart"
    for noun in ("aldrete-scores", "anaesthesia-record", "implants", "specimens")
} | {
    (f"POST /api/v1{SURGERY}/checklist/{{phase}}/signatures", role): "only the team signs"
    for role in ("physician", "nurse")
}

NUMBERS = itertools.count(1)


def _key(name: str) -> Any:  # Any: a function of the world
    return lambda world: world.families[0][name].pk


def _at(days: int) -> str:
    return (now() + timedelta(days=days)).replace(second=0, microsecond=0).isoformat()


def _booking(world: "World") -> dict[str, Any]:  # Any: see above
    return {"theatre_id": _key("theatre")(world), "starts_at": _at(40), "because": "emergência"}


HERNIA = {"procedures": [{"display": "Hernioplastia"}]}
BODIES = {
    "POST /api/v1/surgeries": lambda world: HERNIA | {
        "patient_id": _key("patient")(world), "department_id": _key("department")(world),
        "surgeon_id": _key("employee")(world),
    },
    f"PATCH /api/v1{SURGERY}": lambda world: {"reason": "Dor"},
    f"PUT /api/v1{SURGERY}/procedures": lambda world: HERNIA,
    f"PUT /api/v1{SURGERY}/assessment": lambda world: {"asa": 2, "risks": []},
    f"PUT /api/v1{SURGERY}/delay": lambda world: {"delay": "transport"},
    f"PUT /api/v1{SURGERY}/surgeon": lambda world: {"surgeon_id": _key("second surgeon")(world)},
    f"POST /api/v1{SURGERY}/schedule": _booking,
    f"POST /api/v1{SURGERY}/emergency-insertion": _booking,
    f"POST /api/v1{SURGERY}/postponement": lambda world: {"because": "sem leito"},
    f"POST /api/v1{SURGERY}/cancellation": lambda world: {"code": "bed"},
    f"POST /api/v1{SURGERY}/withdrawal": lambda world: {"because": "engano"},
    f"POST /api/v1{SURGERY}/call-withdrawal": lambda world: {"because": "febre"},
    f"POST /api/v1{SURGERY}/recovery-exit": lambda world: {"because": "acordada"},
    f"POST /api/v1{SURGERY}/team": lambda world: {
        "employee_id": _key("second surgeon")(world), "role": "assistant",
    },
    f"POST /api/v1{SURGERY}/consents": lambda world: {"kind": "blood", "procedure": "Transfusão"},
    f"POST /api/v1{SURGERY}/consents/{{consent_id}}/revocation": lambda world: {"because": "desistiu"},
    f"POST /api/v1{SURGERY}/checklist/{{phase}}/answers": lambda world: {"answers": {"recorded": "yes"}},
    f"POST /api/v1{SURGERY}/checklist/{{phase}}/waiver": lambda world: {"because": "parada"},
    f"POST /api/v1{SURGERY}/counts": lambda world: {"kind": "other", "what": "Fitas", "before": 2},
    f"POST /api/v1{COUNT}/additions": lambda world: {"more": 1},
    f"POST /api/v1{COUNT}/final": lambda world: {
        "after": 4, "counted_by_id": _key("employee")(world), "checked_by_id": _key("second surgeon")(world),
    },
    f"POST /api/v1{COUNT}/explanation": lambda world: {
        "explained": "no lixo", "xray_at": (now() - timedelta(minutes=1)).isoformat(),
    },
    f"POST /api/v1{SURGERY}/specimens": lambda world: {"what": "Saco", "label": "N1"},
    f"POST /api/v1{SURGERY}/implants": lambda world: {"what": "Tela", "maker": "F", "lot": "9"},
    f"POST /api/v1{SURGERY}/implants/{{implant_id}}/withdrawal": lambda world: {"because": "outro lote"},
    f"POST /api/v1{SURGERY}/anaesthesia-record": lambda world: {"kind": "event", "what": "Bloqueio"},
    f"POST /api/v1{SURGERY}/aldrete-scores": lambda world: dict.fromkeys(
        ("activity", "respiration", "circulation", "consciousness", "saturation"), 2
    ),
}  # fmt: skip


def make(family: "Family") -> None:
    """A theatre, and one operation in each state that matters."""
    rows, by = family.rows, family.by
    rows["second surgeon"] = organization.hire(
        given_name="Clara", family_name=f"Lima {family.letter}", hired_on=localdate(), by=by
    )
    rows["theatre"] = _theatre(family)
    rows["requested surgery"] = _request(family)
    rows["emergency surgery"] = _request(family, priority="emergency")
    rows["authorised surgery"] = actions.authorise(_request(family), by=by)
    rows["scheduled surgery"] = _scheduled(family)
    rows["called surgery"] = actions.call(_scheduled(family), by=by)
    rows["surgery in room"] = _in_room(family)
    rows["surgery"] = one = _in_progress(family)
    rows["finished surgery"] = _finished(family)
    rows["surgery in recovery"] = actions.leave_room(_finished(family), by=by)
    rows["surgery member"] = actions.add_member(one, employee=_helper(family), role="assistant", by=by)
    rows["surgical consent"] = actions.write_consent(one, kind="surgery", procedure="Hernioplastia", by=by)
    rows["surgery count"] = _counted(family, one)
    rows["implant"] = actions.use_implant(one, what="Tela", maker="F", lot=f"L{family.letter}", by=by)
    actions.take_specimen(one, what="Saco", label="1", by=by)
    actions.write_anaesthesia(one, kind="event", what="Bloqueio", by=by)
    items = ("activity", "respiration", "circulation", "consciousness", "saturation")
    points: dict[str, Any] = dict.fromkeys(items, 2)  # Any: as the action takes them
    actions.score_aldrete(rows["surgery in recovery"], by=by, **points)
    actions.answer_phase(one, name="sign_out", answers={ITEMS["sign_out"][0].key: "yes"}, by=by)


def grow(family: "Family", by: int) -> None:
    """More who wait, who are booked, and more of everything that belongs to the operation."""
    one = family["surgery"]
    for _ in range(by):
        _request(family)
        _scheduled(family)
        actions.add_member(one, employee=_helper(family), role="other", by=family.by)
        number = next(NUMBERS)
        actions.take_specimen(one, what="Peça", label=f"G{number}", by=family.by)
        actions.use_implant(one, what="Parafuso", maker="F", lot=f"G{number}", by=family.by)
        actions.start_count(one, kind="other", what=f"Fita {number}", before=1, by=family.by)
        actions.write_anaesthesia(one, kind="event", what="Nota", by=family.by)


def _theatre(family: "Family") -> Any:  # Any: a resource
    return scheduling.add_resource(
        department=family["department"], kind="theatre", name=f"Sala cirúrgica {next(NUMBERS)}", by=family.by
    )


def _helper(family: "Family") -> Any:  # Any: an employee
    return organization.hire(
        given_name="Rui", family_name=f"Melo {next(NUMBERS)}", hired_on=localdate(), by=family.by
    )


def _request(family: "Family", patient: Any = None, **fields: Any) -> Any:  # Any: an operation
    return actions.request(
        patient or family["patient"], department=family["department"], surgeon=family["employee"],
        procedures=[{"display": "Hernioplastia"}], by=family.by, **fields,
    )  # fmt: skip


def _scheduled(family: "Family") -> Any:  # Any: see above
    """Booked from now on in a theatre of its own, with a patient and a surgeon of its own."""
    made = actions.request(
        family._patient(), department=family["department"], surgeon=_helper(family),
        procedures=[{"display": "Hernioplastia"}], by=family.by,
    )  # fmt: skip
    made = actions.authorise(made, by=family.by)
    starts_at = now().replace(second=0, microsecond=0)
    return actions.schedule(made, theatre=_theatre(family), starts_at=starts_at, by=family.by)


def _in_room(family: "Family") -> Any:  # Any: see above
    """In the theatre, with sign in and time out behind her."""
    made = actions.enter_room(actions.call(_scheduled(family), by=family.by), by=family.by)
    for name in ("sign_in", "time_out"):
        actions.waive_phase(made, name=name, because="emergência", by=family.by)
    return made


def _in_progress(family: "Family") -> Any:  # Any: see above
    return actions.begin(_in_room(family), by=family.by)


def _finished(family: "Family") -> Any:  # Any: see above
    done = actions.finish(_in_progress(family), by=family.by)
    actions.waive_phase(done, name="sign_out", because="UTI", by=family.by)
    return done


def _counted(family: "Family", one: Any) -> Any:  # Any: a count, an operation
    """A count with one missing."""
    row = actions.start_count(one, kind="sponge", before=10, by=family.by)
    return actions.finish_count(
        row, after=9, counted_by=family["employee"], checked_by=family["second surgeon"], by=family.by
    )
