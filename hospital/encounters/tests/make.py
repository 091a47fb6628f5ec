"""Encounters, queues and triage for tests, made by the real actions. For the apps above encounters too."""

import itertools
from datetime import date
from typing import Any  # Any: whatever the actions take

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests.make import Api, browser, client, fresh, user
from hospital.encounters import actions
from hospital.encounters.models import (
    Encounter,
    Flowchart,
    ProtocolVersion,
    Queue,
    QueueEntry,
    Room,
    Triage,
)
from hospital.organization.models import Department
from hospital.organization.tests.make import department, employee, licence, membership, person
from hospital.patients.tests.make import patient

__all__ = [
    "Api", "appointment", "arrived", "being_seen", "browser", "client", "department", "employee", "flowchart",
    "fresh", "licence", "membership", "nurse", "patient", "person", "physician", "protocol", "queue",
    "queued", "receptionist", "room", "triage", "triage_queue", "user",
]  # fmt: skip

SEES = (
    "patients.view_patient", "patients.view_confidential", "patients.view_chart", "patients.register_patient",
    "encounters.view_encounter", "encounters.receive_patient", "encounters.call_patient",
    "organization.view_department", "organization.view_colleague", "scheduling.view_appointment",
    "scheduling.attend_appointment",
)  # fmt: skip
_count = itertools.count(1)


def nurse(of: Department, *more: str) -> User:
    """A nurse of the department with her COREN licence, who receives, classifies and calls."""
    made = person(of, *SEES, "encounters.classify_patient", "encounters.treat_patient", *more)
    licence(made.employee, category="ENF")
    return fresh(made)


def physician(of: Department, *more: str) -> User:
    """A physician of the department with a CRM licence, who calls and treats."""
    made = person(
        of, *SEES, "encounters.classify_patient", "encounters.treat_patient", "patients.mark_deceased", *more
    )
    licence(made.employee, council="CRM", category="")
    return fresh(made)


def receptionist(*more: str) -> User:
    """Somebody at the desk of the whole house: receives and queues, and opens no chart."""
    return user(
        "patients.view_patient", "patients.register_patient", "encounters.view_encounter",
        "encounters.view_every_unit", "encounters.receive_patient", "encounters.call_patient",
        "scheduling.view_appointment", "scheduling.view_every_agenda", "scheduling.attend_appointment", *more,
    )  # fmt: skip


def queue(of: Department, **fields: Any) -> Queue:  # Any: see above
    """A queue for care with letters of its own."""
    number = next(_count)
    letters = "".join(chr(65 + number // 26**power % 26) for power in (2, 1, 0))
    values: dict[str, Any] = {"name": f"Consulta {number}", "prefix": letters} | fields  # Any: see above
    return actions.open_queue(department=of, by=system(), **values)


def triage_queue(of: Department, **fields: Any) -> Queue:  # Any: see above
    return queue(of, **({"name": "Classificação de risco", "purpose": "triage"} | fields))


def room(of: Department, name: str = "") -> Room:
    return actions.open_room(department=of, name=name or f"Consultório {next(_count)}", by=system())


def protocol() -> ProtocolVersion:
    """The shipped protocol, in force."""
    actions.ship_protocol(by=system())
    found: ProtocolVersion = ProtocolVersion.objects.in_force().get(protocol__code="risco")
    return found


def flowchart(code: str = "dor-toracica") -> Flowchart:
    return protocol().flowcharts.get(code=code)


def arrived(
    of: Department, by: User | None = None, who: Any = None, **fields: Any  # Any: see above
) -> Encounter:  # fmt: skip
    """Somebody who has just come in: an emergency unless told otherwise."""
    values: dict[str, Any] = {"kind": "emergency", "reason": "Dor"} | fields  # Any: see above
    return actions.receive(
        who or patient(birth_date=date(1990, 1, 1)), department=of, by=by or receptionist(), **values
    )


ANSWERS = {
    "red": {"via-aerea": True}, "orange": {"consciencia-alterada": True}, "yellow": {"vomito": True},
    "green": {"recente": True}, "blue": {},
}  # fmt: skip


def triage(encounter: Encounter, by: User, colour: str = "yellow", **fields: Any) -> Triage:  # Any: see above
    """A classification that comes to a colour."""
    values: dict[str, Any] = {  # Any: see above
        "flowchart": flowchart(), "answers": ANSWERS[colour], "complaint": "Dor no peito",
    } | fields  # fmt: skip
    return actions.classify(encounter, by=by, **values)


def queued(
    where: Queue, by: User, colour: str = "", *, facts: Any = (), **fields: Any  # Any: see above
) -> QueueEntry:  # fmt: skip
    """Somebody who waits in a queue, with a colour if one is named."""
    came = arrived(where.department, **fields)
    if colour:
        triage(came, by, colour)
    return actions.enqueue(came, queue=where, facts=facts, by=by)


def being_seen(of: Department, by: User, **fields: Any) -> Encounter:  # Any: see above
    """Somebody whom `by` is seeing now."""
    return actions.start(arrived(of, **fields), by=by)


def appointment(of: Department, **fields: Any) -> Any:  # Any: see above
    """An appointment of today in the department, made by scheduling."""
    from hospital.scheduling.tests import make as scheduling

    return scheduling.appointment(department=of, **fields)
