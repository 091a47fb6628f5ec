"""/admissions: who is to stay, stays, moves, and how it is with her."""

from typing import Any  # Any: rows with what lists.whole adds
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.beds.models import Bed, Stay, Ward
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, tag, version_of
from hospital.encounters.models import Encounter
from hospital.organization.models import Department, Employee
from hospital.patients import care
from hospital.patients.models import Patient

from .. import actions, lists
from ..models import Admission
from ..schemas import (
    AdmissionChange,
    AdmissionIn,
    AdmissionNowIn,
    AdmissionOut,
    AdmissionQuery,
    AdmittanceIn,
    AuthorisationIn,
    CancellationIn,
    DelayIn,
    DietIn,
    DischargeDateIn,
    MovedOut,
    SwapIn,
    TransferIn,
)
from ._asking import shown

router = Router(tags=["admissions"])
of_patient = Router(tags=["admissions"])
KEYS = {"patient_id", "department_id", "ward_id", "practitioner_id", "origin_encounter_id", "bed_id"}


@router.get("", response=PageOut[AdmissionOut])
@allow("admissions.view_admission")
@transaction.atomic
def list_admissions(request: HttpRequest, query: Query[AdmissionQuery]) -> Any:  # Any: see above
    """Hospital stays of the departments one works in, or of every one."""
    found = lists.admissions(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="admissions.admissions")
    return found


@router.post("", response={201: AdmissionOut})
@allow("admissions.order_admission")
def order(request: HttpRequest, data: AdmissionIn) -> Any:  # Any: see above
    """Ask that a patient stays, now or on a day to come. `bed_priority` puts her in the queue for a bed."""
    made = actions.order_admission(
        named(request, Patient, data.patient_id, "patient_id"),
        department=named(request, Department, data.department_id, "department_id"),
        ward=named(request, Ward, data.ward_id, "ward_id"),
        practitioner=named(request, Employee, data.practitioner_id, "practitioner_id"),
        origin_encounter=named(request, Encounter, data.origin_encounter_id, "origin_encounter_id"),
        by=asker(request), **data.dict(exclude=KEYS),
    )  # fmt: skip
    return Status(201, shown(request, made.pk))


@router.post("/immediate", response={201: AdmissionOut})
@allow("admissions.admit_patient")
def admit_now(request: HttpRequest, data: AdmissionNowIn) -> Any:  # Any: see above
    """Order the stay and admit the patient in one call."""
    made = actions.admit_now(
        named(request, Patient, data.patient_id, "patient_id"),
        bed=named(request, Bed, data.bed_id, "bed_id"),
        origin_encounter=named(request, Encounter, data.origin_encounter_id, "origin_encounter_id"),
        by=asker(request), **data.dict(exclude=KEYS),
    )  # fmt: skip
    return Status(201, shown(request, made.pk))


@router.get("/{uuid:id}", response=AdmissionOut)
@allow("admissions.view_admission")
@transaction.atomic
def get_admission(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One stay; that it was looked at is recorded."""
    found = shown(request, id)
    actions.open_admission(found, by=asker(request))
    tag(response, found)
    return found


@router.patch("/{uuid:id}", response=AdmissionOut)
@allow("admissions.order_admission")
def change(
    request: HttpRequest, id: UUID, data: AdmissionChange, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Correct what was said when the stay was ordered."""
    version, found = version_of(if_match), row(request, Admission, id)
    sent = data.dict(exclude_unset=True)
    actions.change_order(found, version=version, by=asker(request), **sent)
    return shown(request, id)


@router.post("/{uuid:id}/authorisation", response=AdmissionOut)
@allow("admissions.authorise_admission")
def authorise(request: HttpRequest, id: UUID, data: AuthorisationIn) -> Any:  # Any: see above
    """Write down the payer's number, and for how many days."""
    actions.authorise(row(request, Admission, id), number=data.number, days=data.days, by=asker(request))
    return shown(request, id)


@router.post("/{uuid:id}/delay", response=AdmissionOut)
@allow("admissions.order_admission")
def put_off(request: HttpRequest, id: UUID, data: DelayIn) -> Any:  # Any: see above
    """The planned stay begins on another day."""
    actions.put_off(row(request, Admission, id), at=data.at, reason=data.reason, by=asker(request))
    return shown(request, id)


@router.post("/{uuid:id}/admittance", response=AdmissionOut)
@allow("admissions.admit_patient")
def admit(request: HttpRequest, id: UUID, data: AdmittanceIn) -> Any:  # Any: see above
    """The patient lies in the bed. 409 BedTaken says who was quicker; Unsuitable what does not fit."""
    actions.admit(
        row(request, Admission, id), bed=named(request, Bed, data.bed_id, "bed_id"), at=data.at,
        overridden_because=data.overridden_because, by=asker(request),
    )  # fmt: skip
    return shown(request, id)


@router.post("/{uuid:id}/transfer", response=MovedOut)
@allow("admissions.transfer_patient")
def transfer(request: HttpRequest, id: UUID, data: TransferIn) -> Any:  # Any: see above
    """Move the patient to another bed, also of another department."""
    moved = actions.transfer(
        row(request, Admission, id), bed=named(request, Bed, data.bed_id, "bed_id"), because=data.because,
        at=data.at, overridden_because=data.overridden_because, by=asker(request),
    )  # fmt: skip
    return _moved(moved)


@router.post("/{uuid:id}/swap", response=list[MovedOut])
@allow("admissions.transfer_patient")
def swap(request: HttpRequest, id: UUID, data: SwapIn) -> Any:  # Any: see above
    """Two patients change beds at one moment."""
    pair = actions.swap(
        row(request, Admission, id), other=named(request, Admission, data.other_id, "other_id"),
        because=data.because, overridden_because=data.overridden_because, by=asker(request),
    )  # fmt: skip
    return [_moved(one) for one in pair]


def _moved(admission: Admission) -> dict[str, Any]:  # Any: see above
    stay = admission.stay_now
    assert isinstance(stay, Stay)
    return {
        "admission_id": admission.pk, "stay_id": stay.pk, "bed_id": stay.bed_id,
        "department_id": admission.department_id,
    }  # fmt: skip


@router.put("/{uuid:id}/diet", response=AdmissionOut)
@allow("admissions.write_round")
def set_diet(request: HttpRequest, id: UUID, data: DietIn, if_match: IfMatch = None) -> Any:
    """What she may eat from now on."""  # Any: see above
    version, found = version_of(if_match), row(request, Admission, id)
    actions.set_diet(found, diet=data.diet, diet_note=data.diet_note, version=version, by=asker(request))
    return shown(request, id)


@router.put("/{uuid:id}/expected-discharge", response=AdmissionOut)
@allow("admissions.write_round")
def set_expected_discharge(
    request: HttpRequest, id: UUID, data: DischargeDateIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """By when she is expected to go; null: nobody knows."""
    version, found = version_of(if_match), row(request, Admission, id)
    actions.set_expected_discharge(
        found, day=data.day, reason=data.reason, version=version, by=asker(request)
    )
    return shown(request, id)


@router.post("/{uuid:id}/cancellation", response=AdmissionOut)
@allow("admissions.admit_patient")
def cancel(request: HttpRequest, id: UUID, data: CancellationIn) -> Any:  # Any: see above
    """The planned stay does not take place."""
    actions.cancel(row(request, Admission, id), reason=data.reason, by=asker(request))
    return shown(request, id)


@of_patient.get("/{uuid:id}/admissions", response=PageOut[AdmissionOut])
@allow("patients.view_chart")
@transaction.atomic
def list_of_patient(request: HttpRequest, id: UUID, query: Query[AdmissionQuery]) -> Any:  # Any: see above
    """The stays of one patient, as far as they are for the asker to see: a look into her chart."""
    patient = get_object_or_404(Patient.objects.visible_to(asker(request)), pk=id)
    care.open_chart(patient, by=asker(request), what="admissions.admission")
    return lists.admissions(query.model_copy(update={"patient_id": patient.pk}), by=asker(request))
