"""Wards with beds and patients in them for tests, made by the real actions. For the apps above too."""

import itertools
from datetime import timedelta
from typing import Any  # Any: whatever the actions take

from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests.make import Api, browser, client, fresh, user
from hospital.admissions import actions
from hospital.admissions.models import Admission
from hospital.beds import actions as beds
from hospital.beds.models import Bed, Stay, Ward
from hospital.organization.models import Department
from hospital.organization.tests.make import department, employee, licence, membership, person
from hospital.patients.tests.make import patient

__all__ = [
    "Api", "admitted", "bed", "browser", "clerk", "client", "department", "employee", "fresh", "licence",
    "membership", "nurse", "patient", "person", "physician", "planned", "reach", "regulator", "stay", "user",
    "ward", "whoever",
]  # fmt: skip

SEES = (
    "patients.view_patient", "patients.view_confidential", "patients.view_chart",
    "organization.view_department",
    "organization.view_colleague", "encounters.view_encounter", "encounters.receive_patient",
    "admissions.view_admission", "beds.view_bed", "beds.request_bed", "records.write_vitals",
)  # fmt: skip
WARD = (
    "admissions.write_nursing", "admissions.discharge_room", "admissions.discharge_nursing",
    "admissions.release_patient", "admissions.transfer_patient", "beds.place_patient",
)  # fmt: skip
LEAVES = (
    "admissions.discharge_clinically", "admissions.discharge_room", "admissions.discharge_nursing",
    "admissions.discharge_administratively", "admissions.release_patient",
)  # fmt: skip
_count = itertools.count(1)


def ward(of: Department | None = None, **fields: Any) -> Ward:  # Any: see above
    """A ward of a department, with nothing in it yet."""
    number = next(_count)
    values: dict[str, Any] = {"code": f"W{number}", "name": f"Enfermaria {number}"} | fields  # Any: see above
    return beds.open_ward(department=of or department(), by=system(), **values)


def bed(of: Ward | None = None, **fields: Any) -> Bed:  # Any: see above
    """A clean bed in a room of its own."""
    number = next(_count)
    room = beds.open_room(of or ward(), number=str(number), by=system())
    return beds.add_bed(room, name=f"{number}-A", by=system(), **fields)


def nurse(of: Department, *more: str) -> User:
    """A nurse of the department with her COREN licence."""
    made = person(of, *SEES, *WARD, *more)
    licence(made.employee, category="ENF")
    return fresh(made)


def physician(of: Department, *more: str) -> User:
    """A physician of the department with a CRM licence."""
    made = person(
        of, *SEES, "admissions.order_admission", "admissions.discharge_clinically", "admissions.write_round",
        "admissions.waive_blocker", "patients.mark_deceased", *more,
    )  # fmt: skip
    licence(made.employee, council="CRM", category="")
    return fresh(made)


def clerk(*more: str) -> User:
    """Somebody of the admissions office: for the whole house, and no charts."""
    return user(
        "patients.view_patient", "patients.register_patient", "encounters.view_encounter",
        "encounters.view_every_unit", "encounters.receive_patient", "organization.view_department",
        "organization.view_colleague", "admissions.view_admission", "admissions.view_every_unit",
        "admissions.order_admission", "admissions.authorise_admission", "admissions.admit_patient",
        "admissions.discharge_administratively", "admissions.release_patient", "beds.view_bed",
        "beds.view_every_ward", "beds.place_patient", "beds.request_bed", *more,
    )  # fmt: skip


def regulator(*more: str) -> User:
    """Who moves patients all over the house and reads its census."""
    return clerk("admissions.transfer_patient", "admissions.view_census", "beds.regulate", *more)


def whoever(of: Department, *more: str) -> User:
    """Somebody of the department who may do everything with stays."""
    made = person(
        of, *SEES, *WARD, *LEAVES, "admissions.order_admission", "admissions.authorise_admission",
        "admissions.admit_patient", "admissions.write_round", "admissions.waive_blocker",
        "admissions.view_census", "patients.mark_deceased", "beds.override_conflict", *more,
    )  # fmt: skip
    licence(made.employee, council="CRM", category="")
    return fresh(made)


def planned(of: Department | None = None, who: Any = None, by: Any = None, **fields: Any) -> Admission:
    """A stay that was ordered, and has no bed yet."""  # Any: see above
    values: dict[str, Any] = {"reason": "Pneumonia", "department": of or department()} | fields
    return actions.order_admission(who or patient(), by=by or system(), **values)


def admitted(where: Bed | None = None, days: float = 0, who: Any = None, **fields: Any) -> Admission:
    """A patient who lies in a bed since so many days."""  # Any: see above
    place = where or bed()
    came = now() - timedelta(days=days)
    ordered = planned(place.ward.department, who, at=came, **fields)
    return actions.admit(ordered, bed=place, at=came, by=system())


def stay(of: Admission) -> Stay:
    """The bed where she lies."""
    found: Stay = Stay.objects.present().get(encounter=of.encounter_id)
    return found


def reach(state: str, where: Bed | None = None, by: Any = None, **fields: Any) -> Admission:
    """A stay that came to a state by the actions."""  # Any: see above
    if state in ("planned", "cancelled"):
        ordered = planned(where.ward.department if where else None, **fields)
        return (
            actions.cancel(ordered, reason="desistiu", by=by or system()) if state == "cancelled" else ordered
        )
    found = admitted(where, **fields)
    for stage, after in (
        ("clinical", "clinical"), ("room", "room"), ("nursing", "nursing"),
        ("administrative", "administrative"), ("physical", "discharged"),
    ):  # fmt: skip
        if found.state == state:
            break
        outcome = "home" if stage == "clinical" else ""
        found = actions.complete_stage(found, stage=stage, by=by or system(), outcome=outcome)
        assert found.state == after
    return found
