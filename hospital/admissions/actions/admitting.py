"""Into a bed, and from one to another."""

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.beds import actions as beds
from hospital.beds.models import Bed, BedRequest, Stay
from hospital.core.checks import moment_of, said
from hospital.core.db import change, conflicts, move
from hospital.core.errors import Conflict, InvalidTransition
from hospital.encounters import actions as encounters
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from ..models import Admission
from ..steps import NoBed, held, here, present_stay, tell, text
from .ordering import AdmissionData, order_admission

State = Admission.State


class NotAuthorised(Conflict):
    message = _("This stay needs an authorisation first.")


class AlreadyAdmitted(Conflict):
    message = _("This patient is in the hospital already.")


@transaction.atomic
def admit(
    admission: Admission, *, bed: Bed, by: User, at: datetime | None = None, overridden_because: str = "",
    version: int | None = None,
) -> Admission:  # fmt: skip
    """The patient lies in the bed: her encounter begins, and the one she comes from ends.

    NotAuthorised unless it is an emergency; BedTaken, BedNotFree, Unsuitable as beds.occupy says.
    """
    by.require("admissions.admit_patient")
    admission = held(admission, by=by, version=version)
    if admission.state != State.PLANNED:
        raise InvalidTransition
    if _lacks_authorisation(admission):
        raise NotAuthorised
    moment = moment_of(at)
    with conflicts(one_stay_at_a_time=AlreadyAdmitted):
        move(
            admission, State.ADMITTED, admitted_at=moment, admitted_by=by, occurred_at=moment,
            department=bed.ward.department,
        )  # fmt: skip
    _end_origin(admission.origin_encounter, moment, by=by)
    admission.encounter = encounters.begin_stay(
        admission.encounter, at=moment, practitioner=admission.practitioner, department=bed.ward.department,
        by=by,
    )  # fmt: skip
    stay = _into(admission, bed, moment, overridden_because, by=by)
    tell("admitted", admission, admission, by=by, stay=str(stay.pk), **_place(stay.bed))
    return admission


@transaction.atomic
def admit_now(
    patient: Patient, *, bed: Bed, reason: str, by: User, at: datetime | None = None,
    overridden_because: str = "", origin_encounter: Encounter | None = None, **data: Unpack[AdmissionData],
) -> Admission:  # fmt: skip
    """Order the stay and admit the patient in one step, as an emergency needs it."""
    by.require("admissions.admit_patient")
    values: AdmissionData = {"origin": Admission.Origin.EMERGENCY, **data}
    ordered = order_admission(
        patient, department=bed.ward.department, ward=bed.ward, reason=reason, at=at,
        origin_encounter=origin_encounter, by=by, **values,
    )  # fmt: skip
    return admit(ordered, bed=bed, at=at, overridden_because=overridden_because, by=by)


@transaction.atomic
def transfer(
    admission: Admission, *, bed: Bed, because: str, by: User, at: datetime | None = None,
    overridden_because: str = "", version: int | None = None,
) -> Admission:  # fmt: skip
    """Move the patient to another bed; her stay and her encounter go over to the department of its ward."""
    by.require("admissions.transfer_patient")
    admission = here(admission, by=by, version=version)
    why, moment = said(because, "because"), moment_of(at)
    before = present_stay(admission)
    if before is None:
        stay = _into(admission, bed, moment, overridden_because, by=by)
    else:
        stay = beds.move_stay(
            before, bed=bed, because=why, at=moment, overridden_because=overridden_because, by=by
        )
    _follow(admission, stay, why, moment, by=by)
    left = {"from_bed": text(before.bed_id), "from_ward": text(before.bed.ward_id)} if before else {}
    tell("transferred", admission, admission, by=by, reason=why, stay=str(stay.pk), **_place(bed), **left)
    return admission


@transaction.atomic
def swap(
    admission: Admission, *, other: Admission, because: str, by: User, overridden_because: str = ""
) -> tuple[Admission, Admission]:
    """Two patients change beds at one moment."""
    by.require("admissions.transfer_patient")
    pair = {one.pk: here(one, by=by) for one in sorted((admission, other), key=lambda one: one.pk)}
    first, second = pair[admission.pk], pair[other.pk]
    why = said(because, "because")
    stays = [present_stay(one) for one in (first, second)]
    if stays[0] is None or stays[1] is None:
        raise NoBed
    moved = beds.swap(stays[0], stays[1], because=why, overridden_because=overridden_because, by=by)
    for one, stay in zip((first, second), moved, strict=True):
        _follow(one, stay, why, stay.begins_at, by=by)
        tell("transferred", one, one, by=by, reason=why, stay=str(stay.pk), **_place(stay.bed))
    return first, second


@transaction.atomic
def follow_bed(stay: Stay, *, by: User) -> None:
    """The stay and the encounter are of the department where the patient lies, whoever moved her there."""
    by.require("admissions.transfer_patient")
    found = Admission.objects.under_way().filter(encounter=stay.encounter_id).first()
    if found is None or stay.state != Stay.State.PRESENT:
        return
    if found.department_id != stay.bed.ward.department_id:
        admission = here(found, by=by)
        _follow(admission, stay, str(_("Moved to another bed")), stay.begins_at, by=by)
        tell("transferred", admission, admission, by=by, stay=str(stay.pk), **_place(stay.bed))


def _follow(admission: Admission, stay: Stay, why: str, at: datetime, *, by: User) -> None:
    department = stay.bed.ward.department
    if department.pk != admission.department_id:
        admission.encounter = encounters.move_stay(
            admission.encounter, department=department, reason=why, at=at, by=by
        )
        change(admission, department=department)


def _into(admission: Admission, bed: Bed, at: datetime, overridden_because: str, *, by: User) -> Stay:
    """Into the bed, from the queue if she waits there; who lies in it already stays."""
    present = present_stay(admission)
    if present is not None and present.bed_id == bed.pk:
        return present
    if present is not None:
        why = overridden_because or str(_("Admitted"))
        return beds.move_stay(
            present, bed=bed, because=why, at=at, overridden_because=overridden_because, by=by
        )
    request = BedRequest.objects.open().filter(patient=admission.patient_id).first()
    return beds.occupy(
        bed, patient=admission.patient, encounter=admission.encounter, at=at, request=request,
        overridden_because=overridden_because, by=by,
    )  # fmt: skip


def _end_origin(encounter: Encounter | None, at: datetime, *, by: User) -> None:
    """Where she was seen before, she is no more."""
    if encounter is not None and encounter.is_open:
        encounters.end_stay(
            encounter,
            disposition=Encounter.Disposition.ADMITTED,
            at=max(at, encounter.started_at or at),
            by=by,
        )


def _lacks_authorisation(admission: Admission) -> bool:
    is_emergency = admission.origin == Admission.Origin.EMERGENCY
    return admission.is_authorisation_needed and not admission.authorised_at and not is_emergency


def _place(bed: Bed) -> dict[str, str]:
    return {"bed": str(bed.pk), "ward": str(bed.ward_id)}
