"""/appointments: find, look at, book, move."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from hospital.accounts.asking import asker
from hospital.core.access import allow
from hospital.core.pagination import PageOut
from hospital.core.versions import IfMatch, version_of
from hospital.patients.models import Patient

from .. import actions, lists
from ..models import Appointment, Resource
from ..schemas import (
    AppointmentIn,
    AppointmentOut,
    AppointmentQuery,
    AppointmentRow,
    MoveIn,
    SeriesIn,
    SeriesOut,
    StepOut,
)
from . import _rows

router = Router(tags=["appointments"])


@router.get("", response=PageOut[AppointmentRow])
@allow("scheduling.view_appointment")
@transaction.atomic
def list_appointments(request: HttpRequest, query: Query[AppointmentQuery]) -> HttpResponse:
    """Appointments in the order of their times. Reading them is recorded."""
    response, shown = lists.appointments(query, by=asker(request))
    actions.read_agenda(by=asker(request), found=shown, what="scheduling.appointments")
    return response


@router.post("", response={201: AppointmentOut})
@allow("scheduling.book_appointment")
def book(request: HttpRequest, data: AppointmentIn) -> HttpResponse:
    """Book all the resources, or none. 409 says why not: `Full`, `Closed`, `PatientElsewhere`, …

    With `hold_minutes` the time is only held. With `overbooked_because`, who may books it all the same.
    """
    values = data.dict()
    service = _rows.service(request, values.pop("service_id"))
    patient, minutes = Patient(pk=values.pop("patient_id")), values.pop("hold_minutes")
    # Whether the asker sees the patient and the resources is found out when they are locked.
    resources = [Resource(pk=key) for key in dict.fromkeys(values.pop("resource_ids"))]
    by = asker(request)
    if minutes is None:
        made = actions.book(patient, service=service, resources=resources, by=by, **values)
    else:
        del values["overbooked_because"]
        made = actions.hold(patient, service=service, resources=resources, minutes=minutes, by=by, **values)
    response = _answer(request, made)
    response.status_code = 201
    return response


@router.post("/series", response={201: SeriesOut})
@allow("scheduling.book_appointment")
def book_series(request: HttpRequest, data: SeriesIn) -> Status[SeriesOut]:
    """Book the same hour week after week. 409 `SeriesConflicts` lists the times that cannot be booked."""
    values = data.dict()
    service = _rows.service(request, values.pop("service_id"))
    resources = _rows.resources(request, values.pop("resource_ids"))
    patient = Patient(pk=values.pop("patient_id"))
    series, made, skipped = actions.book_series(
        patient, service=service, resources=resources, by=asker(request), **values
    )
    out = SeriesOut(id=series.pk, appointment_ids=[row.pk for row in made], skipped=skipped)
    return Status(201, out)


@router.get("/{uuid:id}", response=AppointmentOut)
@allow("scheduling.view_appointment")
@transaction.atomic
def get_appointment(request: HttpRequest, id: UUID) -> HttpResponse:
    """One appointment. Reading it is recorded."""
    actions.open_appointment(_rows.appointment(request, id), by=asker(request))
    return lists.appointment(id, by=asker(request))


@router.get("/{uuid:id}/steps", response=list[StepOut])
@allow("scheduling.view_appointment")
@transaction.atomic
def list_steps(request: HttpRequest, id: UUID) -> list[object]:
    """The appointment's course: from which state to which, who, when and why. Reading it is recorded."""
    appointment = actions.open_appointment(_rows.appointment(request, id), by=asker(request))
    return list(lists.steps(appointment))


@router.post("/{uuid:id}/move", response=AppointmentOut)
@allow("scheduling.book_appointment")
def move(request: HttpRequest, id: UUID, data: MoveIn, if_match: IfMatch = None) -> HttpResponse:
    """Take it to another time, or to others; refused, it stays where it was."""
    version, appointment = version_of(if_match), _rows.appointment(request, id)
    moved = actions.move(
        appointment, starts_at=data.starts_at, resources=_rows.resources(request, data.resource_ids),
        because=data.reason, overbooked_because=data.overbooked_because, version=version, by=asker(request),
    )  # fmt: skip
    return _answer(request, moved)


def _answer(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    return lists.appointment(appointment.pk, by=asker(request))
