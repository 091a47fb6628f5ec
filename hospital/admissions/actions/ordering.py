"""Before the bed: a stay is ordered, authorised, put off or called off."""

from datetime import date, datetime
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.beds import actions as beds
from hospital.beds.models import BedRequest, Stay, Ward
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, conflicts, move
from hospital.core.errors import Conflict
from hospital.encounters import actions as encounters
from hospital.encounters.models import Encounter
from hospital.encounters.steps import employee_of
from hospital.organization.models import Department, Employee
from hospital.patients.models import Patient
from hospital.terminology.models import Concept

from ..models import Admission
from ..steps import held, tell

State = Admission.State


class AlreadyPlanned(Conflict):
    message = _("This patient has a planned stay in this department already.")


class AlreadyAuthorised(Conflict):
    message = _("This stay is authorised already.")


class OtherPatient(Conflict):
    message = _("This encounter is of another patient.")


class AdmissionData(TypedDict, total=False):
    """What is said of a stay when it is ordered."""

    origin: str
    system: str
    code: str
    display: str
    procedure_code: str
    expected_days: int | None
    expected_discharge: date | None
    is_authorisation_needed: bool
    diet: str
    diet_note: str


@transaction.atomic
def order_admission(
    patient: Patient, *, department: Department, reason: str, by: User, at: datetime | None = None,
    ward: Ward | None = None, practitioner: Employee | None = None,
    origin_encounter: Encounter | None = None, bed_priority: int | None = None,
    **data: Unpack[AdmissionData],
) -> Admission:  # fmt: skip
    """Ask that a patient stays: now, or on a day to come (`at`), which is a pre-admission.

    `origin_encounter` is where she is being seen; it ends when she is in the bed. With a `bed_priority` she
    also waits for a bed from now on. Without `expected_days` they are those of the procedure.
    """
    by.require("admissions.order_admission")
    if origin_encounter is not None and origin_encounter.patient_id != patient.pk:
        raise OtherPatient
    values = {"department": department, "occurred_at": at or now()}
    values |= {"practitioner": practitioner or employee_of(by)}
    told = _with_usual_days(fitting(Admission, {"reason": reason, **data}), localdate(at))
    encounter = _expected(patient, told["reason"], by=by, **values)
    admission = Admission(
        patient=patient, encounter=encounter, ward=ward, origin_encounter=origin_encounter, recorded_by=by,
        **values, **told,
    )  # fmt: skip
    with conflicts(one_planned_stay_per_patient_and_department=AlreadyPlanned):
        admission.save(force_insert=True)
    tell("ordered", admission, admission, by=by, origin=str(admission.origin))
    if bed_priority is not None:
        beds.ask_for_bed(
            patient, reason=told["reason"][:300], encounter=encounter, ward=ward, priority=bed_priority, by=by
        )
    return admission


def _with_usual_days(told: dict[str, Any], day: date) -> dict[str, Any]:  # Any: column values
    """With the days that SIGTAP gives the procedure (QT_DIAS_PERMANENCIA) where nobody said others."""
    procedure = told.get("procedure_code")
    if not procedure or told.get("expected_days") is not None:
        return told
    found = Concept.objects.of("sigtap").on(day).filter(code=procedure).first()
    return told | {"expected_days": (found.properties.get("days") or None) if found else None}


def _expected(patient: Patient, reason: str, *, by: User, **values: Any) -> Encounter:  # Any: see above
    """The encounter of the stay, which begins when the patient is in the bed."""
    at = values.pop("occurred_at")
    return encounters.expect_stay(patient, at=at, reason=reason, by=by, **values)


@transaction.atomic
def change_order(
    admission: Admission, *, version: int, by: User, **data: Any  # Any: see above
) -> Admission:  # fmt: skip
    """Correct what was said when the stay was ordered, as long as the patient has not left."""
    by.require("admissions.order_admission")
    admission = held(admission, by=by, version=version)
    if not (admission.is_under_way or admission.state == State.PLANNED):
        raise StayOver
    changed = change(admission, **fitting(Admission, data))
    if changed:
        tell("order_changed", admission, admission, by=by, fields=changed)
    return admission


class StayOver(Conflict):
    message = _("This stay is over.")


@transaction.atomic
def authorise(
    admission: Admission, *, number: str, by: User, days: int | None = None, version: int | None = None
) -> Admission:
    """Write down what the payer answered: its number, and for how many days."""
    by.require("admissions.authorise_admission")
    admission = held(admission, by=by, version=version)
    if admission.state in (State.DISCHARGED, State.CANCELLED):
        raise StayOver
    if admission.authorised_at:
        raise AlreadyAuthorised
    told = fitting(Admission, {"authorisation_number": number, "authorised_days": days})
    if not told["authorisation_number"]:
        refuse({"number": [_("Say the number.")]})
    change(admission, authorised_at=now(), authorised_by=by, **told)
    tell("authorised", admission, admission, by=by, days=days)
    return admission


@transaction.atomic
def put_off(
    admission: Admission, *, at: datetime, reason: str, by: User, version: int | None = None
) -> Admission:
    """The planned stay begins on another day."""
    by.require("admissions.order_admission")
    admission = held(admission, by=by, version=version)
    if admission.state != State.PLANNED:
        raise StayOver
    why = said(reason)
    change(admission, occurred_at=at)
    tell("put_off", admission, admission, by=by, reason=why, to=at.isoformat())
    return admission


@transaction.atomic
def cancel(admission: Admission, *, reason: str, by: User, version: int | None = None) -> Admission:
    """The planned stay does not take place: what was asked for or kept free for it is given back."""
    by.require("admissions.admit_patient")
    admission = held(admission, by=by, version=version)
    why = said(reason)
    move(
        admission, State.CANCELLED, cancelled_at=now(), cancelled_by=by, cancelled_because=why
    )  # fmt: skip
    for stay in Stay.objects.reserved().filter(encounter=admission.encounter_id).order_by("pk"):
        beds.give_up(stay, because=why, by=by)
    for request in BedRequest.objects.open().filter(encounter=admission.encounter_id).order_by("pk"):
        beds.cancel_request(request, because=why, by=by)
    encounters.call_off_stay(admission.encounter, reason=why, by=by)
    tell("cancelled", admission, admission, by=by, reason=why)
    return admission
