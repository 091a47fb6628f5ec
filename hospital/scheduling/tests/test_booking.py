"""A place in time: who gets it, who does not, and why."""

import pytest
from django.db import connection

from hospital.audit.models import Event
from hospital.core.errors import Absent, Denied
from hospital.patients.actions import mark_deceased
from hospital.scheduling import actions
from hospital.scheduling.models import Allocation, Appointment, Step

from . import make

pytestmark = pytest.mark.django_db


def test_a_time_is_booked_once() -> None:
    doctor, service, desk = make.agenda().resource, make.service(), make.desk()
    first = make.appointment(doctor, service=service, by=desk)
    with pytest.raises(actions.Full):
        make.appointment(doctor, service=service, by=desk)
    assert (first.state, first.is_overbooked, first.department_id) == ("booked", False, doctor.department_id)
    step = Step.objects.get(appointment=first)
    assert (step.from_state, step.to_state, step.by) == ("", "booked", desk)
    event = Event.objects.get(verb="scheduling.booked", target_id=first.pk)
    assert (event.patient_id, event.by_id) == (first.patient_id, desk.pk)


def test_a_longer_visit_blocks_the_slots_it_covers() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    make.appointment(doctor, service=make.service(duration=60), starts_at=make.at(8), by=desk)
    with pytest.raises(actions.Full):
        make.appointment(doctor, service=make.service(duration=15), starts_at=make.at(8, 45), by=desk)
    make.appointment(doctor, starts_at=make.at(9), by=desk)


def test_buffers_keep_the_time_around_free() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    make.appointment(doctor, service=make.service(buffer_after=15), starts_at=make.at(8), by=desk)
    with pytest.raises(actions.Full):
        make.appointment(doctor, starts_at=make.at(8, 30), by=desk)
    make.appointment(doctor, starts_at=make.at(8, 45), by=desk)


@pytest.mark.parametrize(("hour", "refusal"), [(7, actions.Closed), (12, actions.Closed), (11, None)])
def test_only_open_hours_are_booked(hour: int, refusal: type[Exception] | None) -> None:
    doctor = make.agenda().resource
    if refusal is None:
        make.appointment(doctor, starts_at=make.at(hour, 30), by=make.desk())
        return
    with pytest.raises(refusal):
        make.appointment(doctor, starts_at=make.at(hour, 45), by=make.desk())


def test_a_service_is_booked_where_it_is_offered() -> None:
    service, desk = make.service(), make.desk()
    doctor = make.agenda(week=make.week(services=[service])).resource
    make.appointment(doctor, service=service, by=desk)
    with pytest.raises(actions.NotOffered):
        make.appointment(doctor, starts_at=make.at(9), by=desk)


def test_a_service_or_a_doctor_out_of_use_takes_nobody() -> None:
    service, doctor, desk = make.service(), make.agenda().resource, make.desk()
    actions.change_service(service, version=1, is_active=False, by=make.manager())
    service.refresh_from_db()
    with pytest.raises(actions.NoSuchService):
        make.appointment(doctor, service=service, by=desk)
    actions.change_resource(doctor, version=1, is_active=False, by=make.manager())
    with pytest.raises(actions.OutOfUse):
        make.appointment(doctor, by=desk)


def test_the_dead_and_the_past_take_no_appointment() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    dead = mark_deceased(make.patient(), by=make.user("patients.mark_deceased", "patients.view_patient"))
    with pytest.raises(actions.PatientIsDead):
        make.appointment(doctor, patient=dead, by=desk)
    with pytest.raises(actions.InThePast):
        make.appointment(doctor, starts_at=make.at(8, days=-1), by=desk)


def test_a_patient_is_not_in_two_places_at_once_unless_somebody_says_why() -> None:
    patient, desk, chief = make.patient(), make.desk(), make.desk("scheduling.overbook")
    make.appointment(patient=patient, by=desk)
    with pytest.raises(actions.PatientElsewhere):
        make.appointment(patient=patient, by=desk)
    with pytest.raises(Denied):
        make.appointment(patient=patient, overbooked_because="same day exams", by=desk)
    second = make.appointment(patient=patient, overbooked_because="same day exams", by=chief)
    assert (second.is_double_booked, second.is_overbooked) == (True, False)


def test_overbooking_is_a_permission_with_a_reason_and_is_seen() -> None:
    doctor, desk, chief = make.agenda().resource, make.desk(), make.desk("scheduling.overbook")
    make.appointment(doctor, by=desk)
    with pytest.raises(Denied):
        make.appointment(doctor, overbooked_because="pain", by=desk)
    squeezed = make.appointment(doctor, overbooked_because="pain", by=chief)
    assert (squeezed.is_overbooked, squeezed.overbooked_because) == (True, "pain")
    place = squeezed.allocations.get()
    assert (place.is_overbooked, place.seat, place.capacity) == (True, 2, 1)
    outside = make.appointment(doctor, starts_at=make.at(6), overbooked_because="early", by=chief)
    assert outside.is_overbooked


def test_a_reason_that_was_not_needed_marks_nothing() -> None:
    made = make.appointment(overbooked_because="in case", by=make.desk("scheduling.overbook"))
    assert (made.is_overbooked, made.overbooked_because) == (False, "")


def test_a_group_takes_as_many_as_it_has_places() -> None:
    group, desk = make.service(capacity=3), make.desk()
    doctor = make.practitioner(capacity=5)
    make.agenda(doctor, week=make.week(capacity=4))
    seats = [make.appointment(doctor, service=group, by=desk).allocations.get().seat for _ in range(3)]
    assert seats == [1, 2, 3]
    with pytest.raises(actions.Full):
        make.appointment(doctor, service=group, by=desk)
    with pytest.raises(actions.Full):
        make.appointment(doctor, by=desk)  # a visit for one alone


def test_who_is_seen_alone_is_joined_by_no_group() -> None:
    doctor, desk = make.practitioner(capacity=5), make.desk()
    make.agenda(doctor, week=make.week(capacity=5))
    make.appointment(doctor, by=desk)
    with pytest.raises(actions.Full):
        make.appointment(doctor, service=make.service(capacity=5), by=desk)


def test_doctor_and_room_are_booked_together_or_not_at_all() -> None:
    doctor, room, service, desk = make.agenda().resource, make.room(), make.service(), make.desk()
    make.appointment(room, starts_at=make.at(8), by=desk)
    with pytest.raises(actions.Full):
        make.appointment(resources=[doctor, room], service=service, by=desk)
    assert not Allocation.objects.filter(resource=doctor).exists()
    both = make.appointment(resources=[doctor, room], starts_at=make.at(9), service=service, by=desk)
    assert set(both.allocations.values_list("resource", flat=True)) == {doctor.pk, room.pk}
    assert both.department_id == doctor.department_id


def test_a_quota_bounds_what_a_payer_takes_in_a_day() -> None:
    doctor, desk = make.agenda(week=make.week(quotas={"sus": 1})).resource, make.desk()
    make.appointment(doctor, payer_code="sus", by=desk)
    with pytest.raises(actions.QuotaSpent):
        make.appointment(doctor, payer_code="sus", starts_at=make.at(9), by=desk)
    make.appointment(doctor, payer_code="unimed", starts_at=make.at(9), by=desk)
    make.appointment(doctor, payer_code="sus", starts_at=make.at(9, days=2), by=desk)


def test_the_same_request_is_one_appointment() -> None:
    doctor, patient, service, desk = make.agenda().resource, make.patient(), make.service(), make.desk()
    made = [
        make.appointment(doctor, patient=patient, service=service, request_id="tap-1", by=desk).pk
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Appointment.objects.count() == Step.objects.count() == 1
    with pytest.raises(actions.RequestReused):
        make.appointment(
            doctor, patient=patient, service=service, request_id="tap-1", starts_at=make.at(9), by=desk
        )


def test_who_may_not_book_or_see_the_agenda_does_not_book() -> None:
    doctor = make.agenda().resource
    with pytest.raises(Denied):
        make.appointment(doctor, by=make.user(*make.SEES))
    elsewhere = make.user(*make.SEES, "scheduling.book_appointment")
    with pytest.raises(Absent):
        make.appointment(doctor, by=elsewhere)


def test_the_database_itself_refuses_a_second_appointment_in_a_place() -> None:
    doctor = make.agenda().resource
    place = make.appointment(doctor).allocations.get()
    other = make.appointment(doctor, starts_at=make.at(9)).allocations.get()
    with connection.cursor() as cursor, pytest.raises(Exception, match="no_two_appointments_in_one_place"):
        cursor.execute(
            "UPDATE scheduling_allocation SET starts_at = %s, ends_at = %s WHERE id = %s",
            [place.starts_at, place.ends_at, other.pk],
        )


def test_a_cancelled_time_is_free_again() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    first = make.appointment(doctor, by=desk)
    actions.cancel(first, reason="asked", by=desk)
    make.appointment(doctor, by=desk)
