"""Many people want the same time at the same moment, through the API, in real threads."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any  # Any: whatever a thread makes

import pytest
from django.db.models import Count

from hospital.scheduling import actions
from hospital.scheduling.models import Allocation, Appointment
from tests.race import at_once

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("clients", "places"), [(16, 1), (16, 3)])
def test_of_many_clients_on_one_time_exactly_as_many_get_it_as_there_are_places(
    clients: int, places: int
) -> None:
    doctor, service = make.practitioner(capacity=places), make.service(capacity=places)
    make.agenda(doctor, week=make.week(capacity=places))
    desk, patients = make.client(make.desk()), [make.patient() for _ in range(clients)]
    sent: dict[str, Any] = {
        "service_id": service.pk,
        "resource_ids": [doctor.pk],
        "starts_at": make.at(8).isoformat(),
    }

    def book(patient: Any) -> int:  # Any: see above
        api = make.Api(desk.headers["Authorization"].removeprefix("Bearer "))
        return int(api.post("/appointments", **sent, patient_id=patient.pk).status_code)

    answers = at_once(*[partial(book, patient) for patient in patients])
    assert Counter(answers) == {201: places, 409: clients - places}
    assert Appointment.objects.count() == Allocation.objects.count() == places


def test_two_bookings_of_the_same_doctor_and_room_named_in_either_order_do_not_wait_for_ever() -> None:
    doctor, room, service = make.agenda().resource, make.room(), make.service()
    desk, patients = make.desk(), [make.patient() for _ in range(8)]

    def book(number: int) -> Any:  # Any: see above
        both = [doctor, room] if number % 2 else [room, doctor]
        return make.appointment(resources=both, patient=patients[number], service=service, by=desk)

    answers = at_once(*[partial(book, number) for number in range(8)])
    assert Counter(type(answer).__name__ for answer in answers) == {"Appointment": 1, "Full": 7}


def test_one_patient_booked_with_two_doctors_at_the_same_moment_goes_to_one() -> None:
    patient, service, desk = make.patient(), make.service(), make.desk()
    doctors = [make.agenda().resource for _ in range(4)]
    answers = at_once(
        *[partial(make.appointment, d, patient=patient, service=service, by=desk) for d in doctors]
    )
    assert Counter(type(answer).__name__ for answer in answers) == {"Appointment": 1, "PatientElsewhere": 3}


def test_the_same_request_at_the_same_moment_is_one_appointment() -> None:
    doctor, patient, service, desk = make.agenda().resource, make.patient(), make.service(), make.desk()
    answers = at_once(*[
        lambda: make.appointment(doctor, patient=patient, service=service, request_id="tap", by=desk).pk
    ] * 4)  # fmt: skip
    assert len(set(answers)) == 1
    assert Appointment.objects.count() == 1


def test_moves_into_one_time_and_a_cancellation_leave_no_place_taken_twice() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    visits = [make.appointment(doctor, starts_at=make.at(8 + n // 2, 30 * (n % 2))) for n in range(4)]
    free = make.at(11)
    jobs: list[Callable[[], Any]] = [
        partial(actions.move, visit, starts_at=free, by=desk) for visit in visits[1:]
    ]
    answers = at_once(*[*jobs, lambda: actions.cancel(visits[0], reason="flu", by=desk)])
    assert Counter(type(answer).__name__ for answer in answers) == {"Appointment": 2, "Full": 2}
    taken = Allocation.objects.filter(holds=True).values("starts_at", "seat").annotate(n=Count("pk"))
    assert {row["n"] for row in taken} == {1}


def test_of_two_who_cancel_and_start_the_same_visit_one_does() -> None:
    desk = make.desk("scheduling.overbook")
    visit = make.appointment(starts_at=make.at(23, 30, days=0),
                             overbooked_because="now", by=desk)  # fmt: skip
    answers = at_once(*[
        lambda: actions.cancel(visit, reason="flu", by=desk), lambda: actions.start(visit, by=desk)
    ])  # fmt: skip
    assert Counter(type(answer).__name__ for answer in answers) == {"Appointment": 1, "InvalidTransition": 1}
