"""/surgeries, /surgical-waiting-list, /surgery-map: asked for, authorised, booked, called off."""

from datetime import date
from typing import Any  # Any: rows with what lists.whole adds
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from hospital.accounts.asking import asker, named, row
from hospital.admissions.models import Admission
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, tag, version_of
from hospital.encounters.models import Encounter
from hospital.organization.models import Department, today
from hospital.patients.models import Patient

from .. import actions, lists, theatre_map
from ..models import Surgery
from ..schemas import (
    AssessmentIn,
    AuthorisationIn,
    Because,
    CancellationIn,
    MapOut,
    ProceduresIn,
    RequestIn,
    RequestPatch,
    ScheduleIn,
    SurgeryOut,
    SurgeryQuery,
    SurgeryStepOut,
    WaitingQuery,
)
from ._asking import equipment_of, person_of, surgery_of, theatre_of

router = Router(tags=["surgeries"])
waiting = Router(tags=["surgeries"])
day_map = Router(tags=["surgeries"])


@router.get("", response=PageOut[SurgeryOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_surgeries(request: HttpRequest, query: Query[SurgeryQuery]) -> Any:  # Any: see above
    """Operations of one's own departments and those one takes part in, or of every department."""
    found = lists.surgeries(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="surgery.surgeries")
    return found


@waiting.get("", response=PageOut[SurgeryOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_waiting(request: HttpRequest, query: Query[WaitingQuery]) -> Any:  # Any: see above
    """Who waits for a day: emergencies first, then who is due first."""
    found = lists.waiting(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="surgery.waiting")
    return found


@day_map.get("", response=MapOut)
@allow("surgery.view_surgery")
@transaction.atomic
def get_map(request: HttpRequest, day: date | None = None) -> Any:  # Any: see above
    """The theatres of a day and what is booked in them, planned and actual."""
    made = theatre_map.of(day or today(), by=asker(request))
    actions.listed(by=asker(request), found=len(made["slots"]), what="surgery.map")
    return made


@router.post("", response={201: SurgeryOut})
@allow("surgery.request_surgery")
def request_surgery(request: HttpRequest, data: RequestIn) -> Any:  # Any: see above
    """Ask for an operation."""
    keys = {"patient_id", "department_id", "surgeon_id", "encounter_id", "admission_id"}
    made = actions.request(
        named(request, Patient, data.patient_id, "patient_id"),
        department=named(request, Department, data.department_id, "department_id"),
        surgeon=person_of(data.surgeon_id, "surgeon_id"),
        encounter=named(request, Encounter, data.encounter_id, "encounter_id"),
        admission=named(request, Admission, data.admission_id, "admission_id"),
        by=asker(request), **data.dict(exclude=keys),
    )  # fmt: skip
    return Status(201, surgery_of(request, made.pk))


@router.get("/{uuid:id}", response=SurgeryOut)
@allow("surgery.view_surgery")
@transaction.atomic
def get_surgery(request: HttpRequest, id: UUID, response: HttpResponse) -> Any:  # Any: see above
    """One operation; that it was looked at is recorded."""
    found = surgery_of(request, id)
    actions.open_surgery(found, by=asker(request))
    tag(response, found)
    return found


@router.patch("/{uuid:id}", response=SurgeryOut)
@allow("surgery.request_surgery")
def change_request(
    request: HttpRequest, id: UUID, data: RequestPatch, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Change what was asked for, before the incision."""
    version, found = version_of(if_match), row(request, Surgery, id)
    sent = {name: value for name, value in data.dict(exclude_unset=True).items() if value is not None}
    actions.change_request(found, version=version, by=asker(request), **sent)
    return surgery_of(request, id)


@router.put("/{uuid:id}/procedures", response=SurgeryOut)
@allow("surgery.request_surgery")
def set_procedures(
    request: HttpRequest, id: UUID, data: ProceduresIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """Say anew what is to be done, before the incision."""
    version, found = version_of(if_match), row(request, Surgery, id)
    told = data.dict()["procedures"]
    actions.set_procedures(found, procedures=told, version=version, by=asker(request))
    return surgery_of(request, id)


@router.put("/{uuid:id}/assessment", response=SurgeryOut)
@allow("surgery.attend_surgery")
def assess(
    request: HttpRequest, id: UUID, data: AssessmentIn, if_match: IfMatch = None
) -> Any:  # Any: see above
    """ASA, cardiac risk, anaesthesia, wound class, diagnosis and findings after."""
    version, found = version_of(if_match), row(request, Surgery, id)
    actions.assess(found, version=version, by=asker(request), **data.dict(exclude_unset=True))
    return surgery_of(request, id)


@router.post("/{uuid:id}/authorisation", response=SurgeryOut)
@allow("surgery.authorise_surgery")
def authorise(request: HttpRequest, id: UUID, data: AuthorisationIn) -> Any:  # Any: see above
    """Let the operation wait for a day."""
    found = row(request, Surgery, id)
    actions.authorise(found, authorisation=data.authorisation, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/schedule", response={201: SurgeryOut})
@allow("surgery.schedule_surgery")
def schedule(request: HttpRequest, id: UUID, data: ScheduleIn) -> Any:  # Any: see above
    """Book theatre, surgeon, anaesthetist and equipment at once, or book them anew."""
    actions.schedule(row(request, Surgery, id), by=asker(request), **_booking(data))
    return Status(201, surgery_of(request, id))


@router.post("/{uuid:id}/emergency-insertion", response={201: SurgeryOut})
@allow("surgery.insert_emergency")
def insert_emergency(request: HttpRequest, id: UUID, data: ScheduleIn) -> Any:  # Any: see above
    """Book an emergency at once; elective operations in its way go back to the waiting list."""
    actions.insert_emergency(row(request, Surgery, id), by=asker(request), **_booking(data))
    return Status(201, surgery_of(request, id))


def _booking(data: ScheduleIn) -> dict[str, Any]:  # Any: see above
    return {
        "theatre": theatre_of(data.theatre_id), "starts_at": data.starts_at, "minutes": data.minutes,
        "anaesthetist": person_of(data.anaesthetist_id, "anaesthetist_id"),
        "equipment": equipment_of(data.equipment_ids), "because": data.because,
    }  # fmt: skip


@router.post("/{uuid:id}/postponement", response=SurgeryOut)
@allow("surgery.schedule_surgery")
def unschedule(request: HttpRequest, id: UUID, data: Because) -> Any:  # Any: see above
    """Give the theatre back; the operation waits for another day."""
    actions.unschedule(row(request, Surgery, id), because=data.because, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/cancellation", response=SurgeryOut)
@allow("surgery.schedule_surgery")
def cancel(request: HttpRequest, id: UUID, data: CancellationIn) -> Any:  # Any: see above
    """It does not take place, for a reason of the table."""
    found = row(request, Surgery, id)
    actions.cancel(found, code=data.code, because=data.because, by=asker(request))
    return surgery_of(request, id)


@router.post("/{uuid:id}/withdrawal", response=SurgeryOut)
@allow("surgery.request_surgery")
def withdraw(request: HttpRequest, id: UUID, data: Because) -> Any:  # Any: see above
    """It was written down in error; it stays, struck through."""
    actions.withdraw(row(request, Surgery, id), because=data.because, by=asker(request))
    return surgery_of(request, id)


@router.get("/{uuid:id}/steps", response=list[SurgeryStepOut])
@allow("surgery.view_surgery")
@transaction.atomic
def list_steps(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """What happened, in order: who, when, why."""
    found = row(request, Surgery, id)
    actions.open_surgery(found, by=asker(request), what="surgery.step")
    return lists.steps(found, by=asker(request))
