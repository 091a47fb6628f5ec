"""The waiting list and the patients' own door through the API."""

import json
from datetime import date, timedelta
from typing import Any  # Any: JSON bodies

import pytest
from django.test import Client

from hospital.booking import actions
from hospital.booking.models import Code, Offer, Wish
from hospital.organization.models import today
from hospital.scheduling.models import Appointment

from . import make

pytestmark = pytest.mark.django_db


class Door:
    """A patient's own client."""

    def __init__(self, token: str = "") -> None:
        self.headers = {"X-Booking-Token": token} if token else {}

    def get(self, path: str) -> Any:  # Any: see above
        return Client().get(f"/api/v1/booking{path}", headers=self.headers)

    def post(self, path: str, **body: Any) -> Any:  # Any: see above
        text = json.dumps(body, default=str)
        place = f"/api/v1/booking{path}"
        return Client().post(place, text, content_type="application/json", headers=self.headers)


def test_the_staff_keep_the_list() -> None:
    api, service = make.client(make.desk()), make.service()
    patient = make.patient(birth_date=date(1990, 5, 5))
    body: dict[str, Any] = {  # Any: see above
        "patient_id": str(patient.pk), "service_id": str(service.pk), "starts_on": today().isoformat(),
        "ends_on": (today() + timedelta(days=9)).isoformat(), "priority": 1,
    }  # fmt: skip
    made = api.post("/waiting-list", **body)
    assert made.status_code == 201
    assert api.post("/waiting-list", **body).status_code == 409
    key = made.json()["id"]
    shown = api.get("/waiting-list").json()["items"]
    assert [(row["id"], row["reasons"]) for row in shown] == [(key, ["Urgente"])]
    changed = api.patch(f"/waiting-list/{key}", 1, priority=3)
    assert (changed.status_code, changed.json()["priority"]) == (200, 3)
    assert api.patch(f"/waiting-list/{key}", 1, priority=2).status_code == 412
    gone = api.post(f"/waiting-list/{key}/withdrawal", reason="x")
    assert (gone.status_code, gone.json()["state"]) == (201, "withdrawn")
    assert api.get(f"/waiting-list/{key}").json()["state"] == "withdrawn"


def test_offers_are_answered() -> None:
    api, doctor, service = make.client(make.desk()), make.agenda().resource, make.service()
    wish = make.wish(service)
    make.opening(doctor)
    [offer] = api.get("/waiting-list/offers").json()["items"]
    assert (offer["wish_id"], offer["state"], offer["rank"]) == (str(wish.pk), "standing", 1)
    booked = api.post(f"/waiting-list/offers/{offer['id']}/acceptance")
    assert booked.json() == {"appointment_id": str(Appointment.objects.get().pk)}
    assert api.post(f"/waiting-list/offers/{offer['id']}/refusal").status_code == 409


def test_a_patient_comes_in_with_her_code_and_leaves() -> None:
    door = come_in()
    assert door.get("/appointments").json() == []
    assert Client().delete("/api/v1/booking/visits/current", headers=door.headers).status_code == 204
    assert door.get("/appointments").status_code == 403


def come_in() -> "Door":
    """The door of a patient who asked for a code, was told it at the desk, and entered it."""
    who, number = make.identified()
    asked = Door().post("/codes", cpf=number, birth_date=who.birth_date)
    told = actions.tell_code(Code.objects.get(), by=make.desk())
    assert Door().post("/visits", code_id=asked.json()["code_id"], code="x").status_code == 422
    entered = Door().post("/visits", code_id=asked.json()["code_id"], code=told)
    assert entered["Cache-Control"] == "no-store"
    return Door(entered.json()["token"])


def test_the_whole_journey_of_a_patient() -> None:
    doctor, service = make.agenda().resource, make.service(is_bookable_online=True)
    door = come_in()
    assert [row["id"] for row in door.get("/services").json()] == [str(service.pk)]
    slot = door.get(f"/slots?service_id={service.pk}&from_day={today() + timedelta(days=3)}").json()[0]
    body = {"service_id": service.pk, "resource_id": doctor.pk, "starts_at": slot["starts_at"]}
    body["request_id"] = "one"
    first, second = door.post("/appointments", **body), door.post("/appointments", **body)
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    key = first.json()["id"]
    moved = door.post(f"/appointments/{key}/moves", resource_id=doctor.pk, starts_at=make.at(10, days=5))
    assert moved.json()["starts_at"].startswith(make.at(10, days=5).date().isoformat())
    assert [row["id"] for row in door.get("/appointments").json()] == [key]
    assert door.post(f"/appointments/{key}/cancellation").json()["state"] == "cancelled"
    waits = {"service_id": service.pk, "starts_on": today(), "ends_on": today() + timedelta(days=9)}
    assert door.post("/wishes", **waits).status_code == 201
    make.opening(doctor)
    [offer] = door.get("/offers").json()
    assert door.post(f"/offers/{offer['id']}/acceptance").status_code == 201
    assert Wish.objects.get().state == "booked"
    assert Client().delete("/api/v1/booking/visits/current", headers=door.headers).status_code == 204
    assert door.get("/appointments").status_code == 403


def test_codes_are_limited_and_the_answer_is_the_same_for_everybody() -> None:
    who, number = make.identified()
    shapes = []
    for cpf, born in ((number, who.birth_date), (make.cpf(), "1990-01-01")):
        answers = [Door().post("/codes", cpf=cpf, birth_date=born) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [201] * 5 + [429]
        assert answers[-1]["Retry-After"] == "3600"
        shapes.append(sorted(answers[0].json()))
    assert shapes[0] == shapes[1]
    assert Door().post("/codes", cpf="11111111111", birth_date="1990-01-01").status_code == 422


def test_nobody_reads_or_writes_without_a_visit_or_what_is_anothers() -> None:
    _who, token = make.visit()
    doctor, service = make.agenda().resource, make.service(is_bookable_online=True)
    hers, wish = make.appointment(doctor, starts_at=make.at(9, days=3)), make.wish(service)
    make.opening(doctor)
    offer = Offer.objects.get()
    for path in ("/appointments", "/offers", "/wishes", "/services", f"/slots?service_id={service.pk}"):
        assert Door().get(path).status_code == 403
        assert Door("wrong").get(path).status_code == 403
    door = Door(token)
    assert door.get("/appointments").json() == door.get("/offers").json() == door.get("/wishes").json() == []
    move = {"resource_id": doctor.pk, "starts_at": make.at(10, days=3)}
    assert door.post(f"/appointments/{hers.pk}/moves", **move).status_code == 404
    for place in (
        f"/appointments/{hers.pk}/cancellation", f"/offers/{offer.pk}/acceptance",
        f"/offers/{offer.pk}/refusal",
        f"/wishes/{wish.pk}/withdrawal",
    ):  # fmt: skip
        assert door.post(place).status_code == 404
        assert Door().post(place).status_code == 403


def test_a_key_of_the_staff_opens_nothing_at_the_door() -> None:
    api = make.client(make.desk())
    assert api.get("/booking/appointments").status_code == 403
