"""Past encounters, as other systems tell them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse
from hospital.core.db import conflicts
from hospital.organization.models import Department, Employee
from hospital.patients.actions.identity import held as held_patient
from hospital.patients.care import ANY_CHART
from hospital.patients.models import Patient

from ..models import Encounter, Step
from ..steps import TIMES, step, tell


@transaction.atomic
def take_in(
    patient: Patient, *, by: User, kind: str, started_at: datetime, ended_at: datetime | None = None,
    department: Department | None = None, place: str = "", practitioner: Employee | None = None,
    practitioner_text: str = "", reason: str = "", disposition: str = "", description: str = "",
) -> Encounter:  # fmt: skip
    """Write down an encounter that is over, with the times another system gives.

    Without a department it took place somewhere else: `place` says where. `ended_at` is the beginning when
    nothing else is known.
    """
    by.require(ANY_CHART)
    patient = held_patient(patient)
    ended_at = ended_at or started_at
    if ended_at < started_at:
        refuse({"ended_at": [_("An encounter ends after it began.")]})
    said = fitting(Encounter, {
        "kind": kind, "place": place[:200], "practitioner_text": practitioner_text[:200],
        "reason": reason[:400], "disposition": disposition, "description": description[:4000],
    })  # fmt: skip
    encounter = Encounter(
        patient=patient, department=department, practitioner=practitioner, recorded_by=by,
        source=Encounter.Source.IMPORTED, state=Encounter.State.FINISHED, occurred_at=started_at,
        arrived_at=started_at, started_at=started_at, ended_at=ended_at, **said,
    )  # fmt: skip
    with conflicts(**TIMES):
        encounter.save(force_insert=True)
    step(encounter, Step.What.TAKE_IN, by=by)
    tell("taken_in", encounter, by=by)
    return encounter
