"""What the harness must know of `encounters`."""

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from django.utils.timezone import now

from hospital.encounters import actions
from hospital.encounters.models import Flowchart

if TYPE_CHECKING:
    from tests.families import Family
    from tests.world import World

ENCOUNTER, QUEUE, VERSION = "/encounters/{id}", "/queues/{id}", "/protocols/{id}/versions/{number}"

ROWS = {
    ENCOUNTER: "encounter",
    f"{ENCOUNTER}/places/{{entry_id}}": "queue entry",
    f"{ENCOUNTER}/triage/{{chart_id}}": "flowchart",
    QUEUE: "queue",
    f"{QUEUE}/entries/{{entry_id}}": "queue entry",
    "/rooms/{id}": "room",
    "/triages/{id}": "triage",
    "/protocols/{id}": "protocol",
    VERSION: "=2",
    "/panels/{id}": "panel",
    "/panel/{token}": "panel token",
    "/reception/patients/{id}": "twin patient",
    "/reception/appointments/{id}": "appointment",
}
BESIDES = {"/triages": "encounters.view_encounter"}
EQUALS = {f"{ENCOUNTER}/triage/{{chart_id}}"}

# Steps that make sense only from other states than "waiting".
_SEEN, _CALLED = {"encounter": "encounter in progress"}, {"queue entry": "called entry"}
INSTEAD = {
    f"{ENCOUNTER}/arrival": {"encounter": "planned encounter"},
    f"{ENCOUNTER}/entries": {"encounter": "arrived encounter"},
    f"{ENCOUNTER}/place": {"encounter": "arrived encounter"},
    f"{ENCOUNTER}/pause": _SEEN,
    f"{ENCOUNTER}/closure": _SEEN,
    f"{QUEUE}/closure": {"queue": "empty queue"},
    f"{QUEUE}/entries/{{entry_id}}/recall": _CALLED,
    f"{QUEUE}/entries/{{entry_id}}/absence": _CALLED,
}

NO_PAGES = {"/panel/{token}/calls", "/panel/{token}"}

_UNIT = "receives and classifies in her own departments, with her licence"
REFUSED = {
    (f"POST /api/v1/encounters{path}", role): _UNIT
    for path in ("", "/planned", "/unregistered")
    for role in ("physician", "nurse")
} | {("POST /api/v1/encounters/{id}/triages", "nurse"): "classifies with her licence"}

NUMBERS = itertools.count(1)


def _key(name: str) -> Any:  # Any: a function of the world
    return lambda world: world.families[0][name].pk


def _arrival(world: "World") -> dict[str, Any]:  # Any: see above
    family = world.families[0]
    return {
        "patient_id": family["twin patient"].pk, "department_id": family["department"].pk,
        "queue_id": family["queue"].pk, "facts": ["pregnant"],
    }  # fmt: skip


def _answers(world: "World") -> dict[str, Any]:  # Any: see above
    family = world.families[0]
    return {
        "flowchart_id": family["flowchart"].pk, "complaint": "Dor", "answers": {"dor": True},
        "vitals": {"spo2": 97}, "why": "worse",
    }  # fmt: skip


CONTENT = {
    "colours": [
        {"code": code, "name": code, "level": level, "minutes": minutes}
        for level, (code, minutes) in enumerate(
            (("red", 0), ("orange", 10), ("yellow", 60), ("green", 120), ("blue", 240)), start=1
        )
    ],
    "general": [],
    "flowcharts": [{
        "code": "queixa", "name": "Queixa", "words": "",
        "discriminators": [{"code": "dor", "text": "Dor?", "hint": "", "colour": "yellow", "rule": ""}],
    }],
}  # fmt: skip

BODIES = {
    "POST /api/v1/encounters": _arrival,
    "POST /api/v1/encounters/planned": lambda world: {
        "patient_id": _key("twin patient")(world), "department_id": _key("department")(world),
        "at": "2031-02-01T10:00:00-03:00",
    },
    "POST /api/v1/encounters/unregistered": lambda world: {
        **_answers(world), "department_id": _key("department")(world), "why": "",
    },
    f"POST /api/v1{ENCOUNTER}/arrival": lambda world: {"queue_id": _key("queue")(world)},
    f"POST /api/v1{ENCOUNTER}/entries": lambda world: {"queue_id": _key("queue")(world)},
    f"POST /api/v1{ENCOUNTER}/transfer": lambda world: {"queue_id": _key("empty queue")(world)},
    f"PUT /api/v1{ENCOUNTER}/practitioner": lambda world: {"practitioner_id": _key("employee")(world)},
    f"POST /api/v1{ENCOUNTER}/triages": _answers,
    f"POST /api/v1{ENCOUNTER}/closure": lambda world: {"disposition": "discharged"},
    f"POST /api/v1{ENCOUNTER}/cancellation": lambda world: {"reason": "engano"},
    "POST /api/v1/queues": lambda world: {
        "department_id": _key("department")(world), "name": "Nova", "prefix": "ZZZ",
    },
    f"PATCH /api/v1{QUEUE}": lambda world: {"name": "Outro nome"},
    f"POST /api/v1{QUEUE}/calls": lambda world: {"room_id": _key("room")(world)},
    f"POST /api/v1{QUEUE}/entries/{{entry_id}}/calls": lambda world: {"room_id": _key("room")(world)},
    f"POST /api/v1{QUEUE}/entries/{{entry_id}}/absence": lambda world: {},
    f"PUT /api/v1{QUEUE}/entries/{{entry_id}}/facts": lambda world: {"facts": ["infant"]},
    "POST /api/v1/rooms": lambda world: {"department_id": _key("department")(world), "name": "Sala nova"},
    "POST /api/v1/triages/{id}/withdrawal": lambda world: {"reason": "outro paciente"},
    "POST /api/v1/protocols": lambda world: {"code": "novo", "name": "Novo"},
    "POST /api/v1/protocols/{id}/versions": lambda world: {"note": "revisão"},
    f"PUT /api/v1{VERSION}": lambda world: CONTENT,
    "POST /api/v1/panels": lambda world: {"name": "Saguão", "queue_ids": [_key("queue")(world)]},
}  # fmt: skip


def make(family: "Family") -> None:
    """A department at work: queues, a room, a panel, a protocol, and patients in the states of waiting."""
    of, by = family["department"], family.by
    queue, empty = (_queue(family) for _ in range(2))
    room = actions.open_room(department=of, name="Consultório 1", by=by)
    installed = actions.add_panel(name=f"Painel {family.letter}", queues=[queue], by=by)
    chart = _protocol(family)
    family.rows |= {
        "queue": queue, "empty queue": empty, "room": room, "panel": installed.panel,
        "panel token": installed.token, "flowchart": chart,
    }  # fmt: skip
    called = _waiting(family, family["unknown patient"], queue)
    family.rows["called entry"] = actions.call_next(queue, room=room, by=by)
    assert family["called entry"].encounter_id == called.encounter_id
    entry = _waiting(family, family["patient"], queue)
    family.rows |= {"queue entry": entry, "encounter": entry.encounter}
    family.rows["triage"] = _triage(family, entry.encounter)
    came = actions.receive(family._patient(), department=of, by=by)
    family.rows["arrived encounter"] = came
    seen = actions.receive(family._patient(), department=of, by=by)
    family.rows["encounter in progress"] = actions.start(seen, by=by)
    at = now() + timedelta(days=1)
    family.rows["planned encounter"] = actions.plan(family._patient(), department=of, at=at, by=by)


def grow(family: "Family", by: int) -> None:
    """More who wait, who are seen, who went."""
    for _ in range(by):
        entry = _waiting(family, family._patient(), family["queue"])
        actions.set_facts(entry, facts=["pregnant"], by=family.by)
        seen = actions.receive(family._patient(), department=family["department"], by=family.by)
        actions.finish(actions.start(seen, by=family.by), disposition="discharged", by=family.by)
        actions.open_room(department=family["department"], name=f"Sala {next(NUMBERS)}", by=family.by)


def _queue(family: "Family") -> Any:  # Any: a queue
    number = next(NUMBERS)
    prefix = "".join(chr(65 + number // 26**power % 26) for power in (2, 1, 0))
    return actions.open_queue(
        department=family["department"], name=f"Fila {number}", prefix=prefix, by=family.by
    )


def _waiting(family: "Family", patient: Any, queue: Any) -> Any:  # Any: a place in a queue
    came = actions.receive(patient, department=family["department"], kind="emergency", by=family.by)
    return actions.enqueue(came, queue=queue, by=family.by)


def _triage(family: "Family", encounter: Any) -> Any:  # Any: a classification
    from .consultations import writer

    return actions.classify(
        encounter, flowchart=family["flowchart"], answers={"dor": True}, complaint="Dor", by=writer(family)
    )


def _protocol(family: "Family") -> Flowchart:
    """A small protocol of the family's own, published, with a draft of its second version."""
    by = family.by
    protocol = actions.add_protocol(code=f"p-{family.letter.lower()}", name=f"P {family.letter}", by=by)
    draft = actions.change_draft(actions.begin_draft(protocol, by=by), content=CONTENT, by=by)
    version = actions.publish(draft, by=by)
    actions.begin_draft(protocol, by=by)
    family.rows |= {"protocol": protocol}
    return version.flowcharts.get()
