"""The agenda's pages: what they show to whom, and what they do."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.audit.models import Access
from hospital.organization.models import today
from hospital.patients.actions import set_confidential
from hospital.scheduling import actions
from hospital.scheduling.models import Absence, Appointment, Rebooking, Resource

from . import make

pytestmark = pytest.mark.django_db
DAY = (today() + timedelta(days=1)).isoformat()
MORE = ("organization.view_department", "patients.view_patient", "scheduling.overbook")


def desk() -> tuple[User, Client]:
    who = make.desk(*MORE)
    return who, make.browser(who)


def html(client: Client, path: str, status: int = 200, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


def test_the_day_shows_each_agenda_with_its_appointments_and_free_times() -> None:
    _who, browser = desk()
    doctor = make.agenda().resource
    booked = make.appointment(doctor, starts_at=make.at(9))
    text = html(browser, f"/agenda/?day={DAY}")
    assert doctor.name in text
    assert booked.patient.name in text
    assert "at=" in text
    assert text.count("data-slot") == 7
    assert Access.objects.filter(action="search", what="scheduling.day").exists()


def test_a_block_is_hatched_and_overbooking_says_so_in_words() -> None:
    who, browser = desk()
    doctor = make.agenda().resource
    make.appointment(doctor, starts_at=make.at(9))
    make.appointment(doctor, starts_at=make.at(9), by=who, overbooked_because="dor")
    actions.block(doctor, starts_at=make.at(10), ends_at=make.at(12), reason="Reunião", by=who)
    text = html(browser, f"/agenda/?day={DAY}")
    assert "Reunião" in text
    assert 'class="block"' in text
    assert "is-over" in text
    assert "lane-2 of-2" in text
    assert text.count("data-slot") == 3


def test_who_may_not_see_a_confidential_patient_sees_that_the_time_is_taken() -> None:
    _who, browser = desk()
    booked = make.appointment(starts_at=make.at(9))
    set_confidential(
        booked.patient, confidential=True, version=booked.patient.version, reason="x", by=system()
    )
    text = html(browser, f"/agenda/?day={DAY}")
    assert booked.patient.name not in text
    assert "is-hidden" in text
    assert html(browser, f"/agenda/appointments/{booked.pk}", 404)


def test_a_doctor_sees_her_own_week_and_books_nothing_without_permission() -> None:
    doctor = make.agenda().resource
    booked = make.appointment(doctor, starts_at=make.at(9))
    browser = make.browser(make.practitioner_user(doctor))
    text = html(browser, f"/agenda/week?day={DAY}")
    assert doctor.name in text
    assert booked.patient.name in text
    assert "/agenda/book" not in text
    html(browser, "/agenda/book", 403)
    other = make.appointment(starts_at=make.at(9))
    assert other.patient.name not in html(browser, f"/agenda/?day={DAY}")


@pytest.mark.parametrize("many", [2, 8])
def test_a_day_costs_as_many_queries_with_few_agendas_as_with_many(
    many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _who, browser = desk()
    service = make.service()
    for _ in range(many):
        doctor = make.agenda().resource
        for hour in range(8, 8 + many // 2):
            make.appointment(doctor, service=service, starts_at=make.at(hour))
    html(browser, f"/agenda/?day={DAY}")
    with django_assert_max_num_queries(17):
        html(browser, f"/agenda/?day={DAY}")


def test_a_page_that_asks_by_itself_gets_nothing_new_until_something_changed() -> None:
    _who, browser = desk()
    doctor = make.agenda().resource
    text = html(browser, f"/agenda/?day={DAY}")
    mark = text.split("mark=")[1][:16]
    looks = Access.objects.count()
    html(browser, f"/agenda/?day={DAY}&mark={mark}", 204, X_Background="yes")
    assert Access.objects.count() == looks
    make.appointment(doctor, starts_at=make.at(9))
    html(browser, f"/agenda/?day={DAY}&mark={mark}", 200, X_Background="yes")


def form(resource: Resource, **fields: object) -> dict[str, object]:
    return {
        "resource": resource.pk, "day": DAY, "hour": "09:00", "channel": "phone", "request_id": "r1",
    } | fields  # fmt: skip


def test_a_time_is_booked_for_a_patient_found_by_name_once_however_often_it_is_sent() -> None:
    who, browser = desk()
    doctor, service, patient = make.agenda().resource, make.service(), make.patient()
    at = f"{make.at(9).isoformat()}".replace("+", "%2B")
    page = html(browser, f"/agenda/book?resource={doctor.pk}&at={at}")
    assert 'value="09:00"' in page
    found = html(browser, f"/agenda/book/patients?q={patient.name}")
    assert str(patient.pk) in found
    sent = form(doctor, patient=patient.pk, service=service.pk)
    for _ in range(2):
        answer = browser.post("/agenda/book", sent)
        assert (answer.status_code, answer["Location"]) == (302, f"/agenda/?day={DAY}")
    booked = Appointment.objects.get()
    assert (booked.patient, booked.starts_at, booked.booked_by) == (patient, make.at(9), who)


def test_who_was_faster_is_named_and_the_next_times_are_offered() -> None:
    _who, browser = desk()
    faster = make.desk(name="Beatriz Rápida")
    doctor, service = make.agenda().resource, make.service()
    make.appointment(doctor, service=service, starts_at=make.at(9), by=faster)
    answer = browser.post("/agenda/book", form(doctor, patient=make.patient().pk, service=service.pk))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Beatriz Rápida" in text
    assert "09:30" in text
    again = form(doctor, patient=make.patient().pk, service=service.pk, overbooked_because="dor forte")
    assert browser.post("/agenda/book", again).status_code == 302
    assert Appointment.objects.filter(is_overbooked=True).count() == 1


def test_a_series_is_booked_from_the_same_form() -> None:
    _who, browser = desk()
    doctor, service = make.agenda().resource, make.service()
    sent = form(doctor, patient=make.patient().pk, service=service.pk, times=3, every_weeks=1)
    assert browser.post("/agenda/book", sent).status_code == 302
    assert Appointment.objects.count() == 3


def test_without_a_patient_nothing_is_booked_and_what_was_typed_stays() -> None:
    _who, browser = desk()
    doctor, service = make.agenda().resource, make.service()
    answer = browser.post("/agenda/book", form(doctor, service=service.pk, notes="trazer exames"))
    assert answer.status_code == 422
    assert "trazer exames" in answer.content.decode()


def test_free_times_are_found_day_by_day() -> None:
    _who, browser = desk()
    doctor, service, patient = make.agenda().resource, make.service(), make.patient()
    text = html(browser, f"/agenda/find?service={service.pk}&from_day={DAY}&patient={patient.pk}")
    assert doctor.name in text
    assert f"patient={patient.pk}" in text
    assert "08:00" in text


def test_an_appointment_goes_through_its_course_on_its_sheet() -> None:
    _who, browser = desk()
    booked = make.appointment(starts_at=make.at(8))
    Appointment.objects.filter(pk=booked.pk).update(
        starts_at=make.at(0, 1, days=0), ends_at=make.at(0, 31, days=0)
    )
    place = f"/agenda/appointments/{booked.pk}"
    for noun, state in (
        ("arrival", "arrived"),
        ("check-in", "checked_in"),
        ("start", "in_progress"),
        ("end", "done"),
    ):
        booked.refresh_from_db()
        assert noun in html(browser, place)
        answer = browser.post(f"{place}/steps/{noun}", {"version": booked.version})
        assert (answer.status_code, answer["Location"]) == (302, place)
        booked.refresh_from_db()
        assert booked.state == state
    text = html(browser, place)
    assert "/steps/" not in text
    assert text.count('class="moment"') == 5


def test_a_step_from_an_old_page_is_refused() -> None:
    _who, browser = desk()
    booked = make.appointment(starts_at=make.at(8))
    actions.move(booked, starts_at=make.at(9), by=system())
    answer = browser.post(
        f"/agenda/appointments/{booked.pk}/steps/cancellation", {"version": 1, "reason": "x"}
    )
    assert answer.status_code == 422
    assert "git-merge" in answer.content.decode()
    booked.refresh_from_db()
    assert booked.state == "booked"


def test_a_cancellation_says_why() -> None:
    _who, browser = desk()
    booked = make.appointment(starts_at=make.at(8))
    place = f"/agenda/appointments/{booked.pk}/steps/cancellation"
    assert browser.post(place, {"version": booked.version}).status_code == 422
    assert browser.post(place, {"version": booked.version, "reason": "viajou"}).status_code == 302
    assert "viajou" in html(browser, f"/agenda/appointments/{booked.pk}")
    html(browser, f"/agenda/appointments/{booked.pk}/steps/nothing", 404)


def test_an_appointment_is_moved_by_a_plain_form() -> None:
    _who, browser = desk()
    doctor, other = make.agenda().resource, make.agenda().resource
    booked = make.appointment(doctor, starts_at=make.at(8))
    place = f"/agenda/appointments/{booked.pk}/move"
    assert "suggestion" in html(browser, place)
    sent = {"version": booked.version, "resource": other.pk, "day": DAY, "hour": "10:00"}
    assert browser.post(place, sent).status_code == 302
    booked.refresh_from_db()
    assert booked.starts_at == make.at(10)
    assert booked.allocations.get().resource == other
    make.appointment(doctor, starts_at=make.at(11), by=make.desk(name="Beatriz Rápida"))
    taken = {"version": booked.version, "resource": doctor.pk, "day": DAY, "hour": "11:00"}
    answer = browser.post(place, taken)
    assert answer.status_code == 422
    assert "Beatriz Rápida" in answer.content.decode()


def test_time_is_blocked_and_opened_again() -> None:
    _who, browser = desk()
    doctor = make.agenda().resource
    sent = {"resource": doctor.pk, "starts_on": DAY, "kind": "block", "reason": "Congresso"}
    answer = browser.post("/agenda/absences/new-block", sent)
    absence = Absence.objects.get()
    assert answer["Location"] == f"/agenda/absences/{absence.pk}"
    assert absence.ends_at - absence.starts_at == timedelta(days=1)
    assert "Congresso" in html(browser, "/agenda/absences")
    assert browser.post(f"/agenda/absences/{absence.pk}/withdrawal", {"reason": "adiado"}).status_code == 302
    absence.refresh_from_db()
    assert absence.state == "withdrawn"


def test_the_patients_of_an_absent_doctor_are_moved_after_a_look_at_the_proposals() -> None:
    _who, browser = desk()
    doctor, other, service = make.agenda().resource, make.agenda().resource, make.service()
    booked = [make.appointment(doctor, service=service, starts_at=make.at(hour)) for hour in (8, 9)]
    sent = {"resource": doctor.pk, "starts_on": DAY, "among": [other.pk], "reason": "Gripe"}
    answer = browser.post("/agenda/absences/new", sent)
    place = answer["Location"]
    text = html(browser, place)
    assert all(row.patient.name in text for row in booked)
    assert Appointment.objects.filter(allocations__resource=doctor).count() == 2
    assert browser.post(f"{place}/confirmation").status_code == 302
    assert Rebooking.objects.filter(state="moved").count() == 2
    assert Appointment.objects.filter(allocations__resource=other).count() == 2
    assert browser.post(f"{place}/confirmation").status_code == 409


def test_no_page_is_open_to_whom_it_is_not_for() -> None:
    nobody = make.browser(make.user())
    for place in (
        "", "week", "find", "book", "book/patients", "absences", "absences/new", "absences/new-block",
        "resources", "resources/new", "services", "services/new", "holidays", "holidays/new",
    ):  # fmt: skip
        assert nobody.get(f"/agenda/{place}").status_code == 403
    assert Client().get("/agenda/").status_code == 302
