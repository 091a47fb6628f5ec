"""The JSON API of agendas and appointments."""

from datetime import datetime, timedelta
from typing import Any  # Any: JSON answers

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital.accounts.actions import system
from hospital.audit.models import Access
from hospital.patients.actions import set_confidential
from hospital.scheduling import actions
from hospital.scheduling.models import Appointment, Resource

from . import make

pytestmark = pytest.mark.django_db


def body(resource: Resource, **fields: Any) -> dict[str, Any]:  # Any: see above
    """What is sent to book a new patient tomorrow at 8."""
    return {
        "patient_id": make.patient().pk, "service_id": make.service().pk, "resource_ids": [resource.pk],
        "starts_at": make.at(8).isoformat(),
    } | fields  # fmt: skip


def test_an_agenda_is_set_up_from_nothing_through_the_api() -> None:
    api, department = make.client(make.user(*make.MANAGES, "organization.view_department",
                                            "organization.view_employee")), make.department()  # fmt: skip
    employee = make.employee(department)
    made = api.post("/resources", department_id=department.pk, employee_id=employee.pk)
    assert (made.status_code, made.json()["name"]) == (201, str(employee))
    assert api.post("/resources", department_id=department.pk, employee_id=employee.pk).status_code == 409
    assert api.post("/resources", department_id=department.pk, kind="room").status_code == 422
    service = api.post("/services", code="CONS", name="Consulta", duration=20).json()
    assert api.post("/services", code="cons", name="Outra").status_code == 409
    hours = {"weekday": 1, "opens_at": "08:00", "closes_at": "12:00", "service_ids": [service["id"]],
             "quotas": {"sus": 4}}  # fmt: skip
    agenda = api.post(
        "/agendas", resource_id=made.json()["id"], starts_on="2026-01-01", week=[hours],
    )  # fmt: skip
    assert agenda.status_code == 201
    [row] = agenda.json()["hours"]
    assert (row["weekday"], row["service_ids"], row["quotas"]) == (1, [service["id"]], {"sus": 4})
    the_week_is_changed(api, f"/agendas/{agenda.json()['id']}", hours)
    assert api.get("/agendas", resource_id=made.json()["id"]).json()["items"][0]["id"] == agenda.json()["id"]
    assert api.get("/resources", service_id=service["id"]).json()["items"][0]["id"] == made.json()["id"]


def the_week_is_changed(api: make.Api, path: str, hours: dict[str, Any]) -> None:  # Any: see above
    """Another week, hours of one day, and the end."""
    assert api.put(f"{path}/week", week=[hours]).status_code == 428
    both = [hours, hours | {"opens_at": "11:00", "closes_at": "13:00"}]
    refused = api.put(f"{path}/week", 1, week=both)
    assert (refused.status_code, refused.json()["type"]) == (409, "HoursOverlap")
    later = hours | {"opens_at": "14:00", "closes_at": "18:00"}
    assert len(api.put(f"{path}/week", 1, week=[hours, later]).json()["hours"]) == 2
    assert api.put(f"{path}/week", 1, week=[]).status_code == 412
    extra = {"day": make.monday().isoformat(), "opens_at": "19:00", "closes_at": "21:00", "reason": "queue"}
    assert api.post(f"{path}/hours", **extra).status_code == 201
    assert (
        api.post(f"{path}/closure", ends_on="2030-12-31", reason="retires").json()["ends_on"] == "2030-12-31"
    )


def test_a_booking_answers_with_the_appointment_and_its_version() -> None:
    doctor, room = make.agenda().resource, make.room()
    api = make.client(make.desk())
    answer = api.post("/appointments", **body(doctor, resource_ids=[doctor.pk, room.pk], notes="jejum"))
    assert (answer.status_code, answer.headers["ETag"]) == (201, 'W/"1"')
    made = answer.json()
    assert made["state"] == "booked"
    assert {row["id"] for row in made["resources"]} == {str(doctor.pk), str(room.pk)}
    assert made["patient"]["name"]
    refused = api.post("/appointments", **body(doctor))
    assert (refused.status_code, refused.json()["type"]) == (409, "Full")
    assert "starts_at" in refused.json()["fields"]


def test_the_same_request_by_key_or_by_its_own_number_books_once() -> None:
    doctor, api = make.agenda().resource, make.client(make.desk())
    sent = body(doctor, request_id="wish-1")
    first = api.post("/appointments", _key="k1", **sent)
    again = api.post("/appointments", _key="k1", **sent)
    third = api.post("/appointments", **sent)
    assert {answer.json()["id"] for answer in (first, again, third)} == {first.json()["id"]}
    assert Appointment.objects.count() == 1


def test_a_hold_is_confirmed_and_the_course_is_listed() -> None:
    doctor, api = make.agenda().resource, make.client(make.desk())
    held = api.post("/appointments", **body(doctor, hold_minutes=5)).json()
    assert (held["state"], held["expires_at"] is not None) == ("proposed", True)
    path = f"/appointments/{held['id']}"
    assert api.post(f"{path}/confirmation").json()["state"] == "booked"
    moved = api.send(
        "POST", f"{path}/move", {"starts_at": make.at(9, days=3).isoformat(), "reason": "asked"},
        **{"If-Match": 'W/"2"'},
    )  # fmt: skip
    assert datetime.fromisoformat(moved.json()["starts_at"]) == make.at(9, days=3)
    assert api.post(f"{path}/move", starts_at=make.at(10).isoformat()).status_code == 428
    assert api.post(f"{path}/arrival").json()["type"] == "TooEarly"
    cancelled = api.post(f"{path}/cancellation", reason="flu").json()
    assert (cancelled["state"], cancelled["stepped_because"]) == ("cancelled", "flu")
    steps = api.get(f"{path}/steps").json()
    assert [step["to_state"] for step in steps] == ["proposed", "booked", "booked", "cancelled"]


def test_a_day_lists_its_appointments_in_order_and_says_that_it_was_read() -> None:
    doctor, desk = make.agenda().resource, make.desk()
    late = make.appointment(doctor, starts_at=make.at(10))
    early = make.appointment(doctor, starts_at=make.at(8))
    make.appointment(doctor, starts_at=make.at(8, days=2))
    make.appointment()
    gone = actions.cancel(make.appointment(doctor, starts_at=make.at(9)), reason="flu", by=system())
    day = make.client(desk).get(f"/agendas/{doctor.pk}/day", date=make.at(8).date())
    rows = day.json()["items"]
    assert [row["id"] for row in rows] == [str(row.pk) for row in (early, gone, late)]
    assert [row["state"] for row in rows] == ["booked", "cancelled", "booked"]
    look = Access.objects.filter(by=desk).latest("at")
    assert (look.what, look.particulars) == ("scheduling.day", {"found": 3})


def test_reading_an_appointment_is_recorded() -> None:
    visit, desk = make.appointment(), make.desk()
    answer = make.client(desk).get(f"/appointments/{visit.pk}")
    assert answer.json()["id"] == str(visit.pk)
    look = Access.objects.filter(by=desk).latest("at")
    assert (look.what, look.patient_id) == ("scheduling.appointment", visit.patient_id)


def test_appointments_are_found_by_day_doctor_patient_and_state() -> None:
    doctor, api = make.agenda().resource, make.client(make.desk())
    visit = make.appointment(doctor)
    other = make.appointment(doctor, starts_at=make.at(8, days=3))
    actions.cancel(other, reason="x", by=system())

    def ids(**query: Any) -> list[str]:  # Any: see above
        return [row["id"] for row in api.get("/appointments", **query).json()["items"]]

    tomorrow = make.at(8).date()
    assert ids(day=tomorrow) == ids(resource_id=doctor.pk, day=tomorrow) == [str(visit.pk)]
    assert ids(patient_id=visit.patient_id) == ids(state="booked") == [str(visit.pk)]
    assert ids(resource_id=doctor.pk) == [str(visit.pk), str(other.pk)]
    assert ids(sort="-starts_at") == [str(other.pk), str(visit.pk)]
    assert ids(from_day=tomorrow + timedelta(days=1), until_day=make.at(8, days=3).date()) == [str(other.pk)]


def test_one_sees_the_agendas_of_ones_own_departments_only() -> None:
    doctor, stranger = make.agenda().resource, make.agenda().resource
    mine, theirs = make.appointment(doctor), make.appointment(stranger)
    api = make.client(make.practitioner_user(doctor))
    assert api.get(f"/appointments/{mine.pk}").status_code == 200
    assert api.get(f"/appointments/{theirs.pk}").status_code == 404
    assert api.get(f"/agendas/{stranger.pk}/day").status_code == 404
    assert [row["id"] for row in api.get("/appointments").json()["items"]] == [str(mine.pk)]
    assert [row["id"] for row in api.get("/resources").json()["items"]] == [str(doctor.pk)]
    assert api.post(f"/appointments/{theirs.pk}/arrival").status_code == 404
    colleague = make.client(make.person(doctor.department, *make.SEES))
    assert colleague.get(f"/appointments/{mine.pk}").status_code == 200


def test_appointments_of_confidential_patients_are_not_shown_to_who_may_not_see_them() -> None:
    visit = make.appointment()
    by = make.user("patients.set_confidential", "patients.view_confidential", "patients.view_patient")
    set_confidential(visit.patient, confidential=True, reason="VIP", by=by)
    assert make.client(make.desk()).get(f"/appointments/{visit.pk}").status_code == 404
    seen = make.client(make.desk("patients.view_confidential")).get(f"/appointments/{visit.pk}")
    assert seen.status_code == 200


def test_who_sets_agendas_up_sees_no_appointment() -> None:
    doctor, api = make.agenda().resource, make.client(make.manager())
    visit = make.appointment(doctor)
    for path in ("/appointments", f"/appointments/{visit.pk}", f"/agendas/{doctor.pk}/day"):
        assert api.get(path).status_code == 403


def test_free_times_are_listed() -> None:
    doctor, service, api = (
        make.agenda(week=make.week(8, 9)).resource,
        make.service(),
        make.client(make.desk()),
    )
    make.appointment(doctor)
    query = {"service_id": service.pk, "resource_id": doctor.pk, "until": make.at(0, days=2).isoformat(),
             "from": make.at(0).isoformat()}  # fmt: skip
    [slot] = api.get("/slots", **query).json()["items"]
    assert datetime.fromisoformat(slot["starts_at"]) == make.at(8, 30)
    assert (slot["places"], slot["resource_id"]) == (1, str(doctor.pk))
    everyone = api.get("/slots", service_id=service.pk, department_id=doctor.department_id, limit=3)
    assert len(everyone.json()["items"]) == 3
    assert api.get("/slots", **query | {"companion_id": str(make.room().pk)}).json()["items"] == [slot]


def test_a_series_is_booked_whole_or_without_what_is_taken() -> None:
    doctor, api = make.agenda().resource, make.client(make.desk())
    make.appointment(doctor, starts_at=make.at(8, days=8))
    sent = body(doctor, times=3)
    refused = api.post("/appointments/series", **sent)
    assert (refused.status_code, len(refused.json()["fields"]["starts_at"])) == (409, 1)
    assert Appointment.objects.count() == 1
    made = api.post("/appointments/series", **sent, skip_conflicts=True).json()
    assert (len(made["appointment_ids"]), len(made["skipped"])) == (2, 1)
    times = Appointment.objects.filter(series=made["id"]).order_by("starts_at")
    assert [row.starts_at for row in times] == [make.at(8), make.at(8, days=15)]


def test_an_absence_is_proposed_and_confirmed_and_every_patient_is_moved_or_told_of() -> None:
    agenda = make.agenda(week=make.week(8, 10))
    doctor, colleague, desk = agenda.resource, make.agenda(week=make.week(8, 9)).resource, make.desk()
    service, api = make.service(), make.client(desk)
    times = [make.at(8) + timedelta(minutes=30 * n) for n in range(3)]
    visits = [make.appointment(doctor, service=service, starts_at=moment) for moment in times]
    sent: dict[str, Any] = {  # Any: JSON
        "resource_id": doctor.pk, "starts_at": make.at(0).isoformat(), "reason": "ill",
        "ends_at": make.at(0, days=2).isoformat(), "rebook": True, "among_ids": [colleague.pk],
    }  # fmt: skip
    absence = api.post("/absences", **sent)
    assert (absence.status_code, absence.json()["kind"]) == (201, "absence")
    path = f"/absences/{absence.json()['id']}"
    rows = api.get(f"{path}/rebookings").json()["items"]
    times = [datetime.fromisoformat(row["to_starts_at"]) for row in rows]
    assert times == [make.at(8), make.at(8, 30), make.at(8, days=2)]
    assert all(Appointment.objects.get(pk=row.pk).starts_at == row.starts_at for row in visits)
    make.appointment(colleague, starts_at=make.at(8, 30))
    outcomes = api.post(f"{path}/confirmation").json()
    assert [row["is_moved"] for row in outcomes] == [True, False, True]
    assert outcomes[1]["problem"]
    moved = Appointment.objects.get(pk=visits[2].pk)
    assert (moved.starts_at, moved.allocations.get().resource_id) == (make.at(8, days=2), colleague.pk)
    assert Appointment.objects.get(pk=visits[1].pk).starts_at == visits[1].starts_at
    the_rest_is_moved_and_she_is_back(api, path, colleague)


def the_rest_is_moved_and_she_is_back(api: make.Api, path: str, colleague: Resource) -> None:
    """Proposed and confirmed again, and the absence withdrawn."""
    assert api.post(f"{path}/confirmation").json()["type"] == "NothingToMove"
    assert api.post(f"{path}/proposal", among_ids=[str(colleague.pk)]).status_code == 200
    assert [row["is_moved"] for row in api.post(f"{path}/confirmation").json()] == [True]
    assert api.post(f"{path}/withdrawal", reason="well again").json()["state"] == "withdrawn"
    assert api.post(f"{path}/proposal").json()["type"] == "AlreadyWithdrawn"


def test_a_block_takes_nobody_new_and_is_taken_back() -> None:
    doctor, api = make.agenda().resource, make.client(make.desk())
    sent: dict[str, Any] = {
        "resource_id": doctor.pk,
        "starts_at": make.at(8).isoformat(),
        "ends_at": make.at(9).isoformat(),
    }
    block = api.post("/absences", **sent, reason="course").json()
    assert api.post("/appointments", **body(doctor)).json()["type"] == "ResourceAway"
    assert api.get("/absences", resource_id=doctor.pk).json()["items"][0]["id"] == block["id"]
    assert api.post(f"/absences/{block['id']}/withdrawal", reason="cancelled").status_code == 200
    assert api.post("/appointments", **body(doctor)).status_code == 201
    assert api.post("/absences", **sent | {"ends_at": sent["starts_at"]}, reason="x").status_code == 422


def test_holidays_are_kept_by_who_may() -> None:
    api = make.client(make.manager())
    day = api.post("/holidays", day="2027-09-07", name="Independência")
    assert day.status_code == 201
    assert api.post("/holidays", day="2027-09-07", name="Outra").json()["type"] == "HolidayThere"
    assert api.get("/holidays", year=2027).json()["items"][0]["name"] == "Independência"
    assert api.post(f"/holidays/{day.json()['id']}/withdrawal").status_code == 200
    assert api.post(f"/holidays/{day.json()['id']}/withdrawal").status_code == 409
    assert make.client(make.desk()).post("/holidays", day="2027-09-08", name="x").status_code == 403


@pytest.mark.parametrize("path", ["/agendas/{}/day", "/appointments", "/resources", "/slots"])
def test_a_longer_list_costs_no_more_queries(path: str) -> None:
    doctor, service, api = make.agenda().resource, make.service(), make.client(make.desk())

    queries: dict[str, dict[str, Any]] = {  # Any: JSON
        "/agendas/{}/day": {"date": make.at(8).date()}, "/slots": {"service_id": service.pk},
    }  # fmt: skip

    def ask() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert api.get(path.format(doctor.pk), **queries.get(path, {})).status_code == 200
        return len(seen)

    make.appointment(doctor, starts_at=make.at(11, 30))
    ask()
    few = ask()
    for minutes in range(0, 180, 30):
        make.appointment(doctor, starts_at=make.at(8) + timedelta(minutes=minutes))
    assert ask() == few
