"""Wards, beds, stays, requests and cleaning through the API."""

from typing import Any  # Any: JSON bodies

import pytest

from hospital.accounts.actions import system
from hospital.audit.models import Access
from hospital.beds import actions
from hospital.beds.models import Bed, Cleaning

from . import make

pytestmark = pytest.mark.django_db

MANAGES = (*make.SEES, "beds.view_every_ward", "beds.manage_bed", "beds.block_bed")


def body(bed: Bed, **more: Any) -> dict[str, Any]:  # Any: see above
    who = make.patient()
    visit = make.encounter(bed.ward.department, who)
    return {"bed_id": bed.pk, "patient_id": who.pk, "encounter_id": visit.pk} | more


def desk() -> make.Api:
    return make.client(make.regulator("encounters.view_every_unit", "beds.override_conflict"))


def test_a_ward_is_set_up_from_nothing() -> None:
    api = make.client(make.user(*MANAGES))
    made = api.post("/wards", department_id=make.department().pk, code="C1", name="Clínica", sex="female")
    assert made.status_code == 201, made.content
    ward = made.json()
    room = api.post(f"/wards/{ward['id']}/rooms", number="101", isolation=["contact"]).json()
    bed = api.post("/beds", room_id=room["id"], name="A", kind="75", is_clean=False)
    assert bed.status_code == 201, bed.content
    assert (bed.json()["state"], bed.json()["kind_display"]) == ("dirty", "UTI adulto II")
    assert api.patch(f"/wards/{ward['id']}", 1, name="Clínica A").json()["name"] == "Clínica A"
    assert api.patch(f"/wards/{ward['id']}", 1, name="Late").status_code == 412
    assert api.patch(f"/ward-rooms/{room['id']}", 1, sex="same").json()["sex"] == "same"
    assert api.patch(f"/beds/{bed.json()['id']}", 1, is_extra=True).json()["is_extra"] is True
    assert api.get(f"/wards/{ward['id']}").json()["beds"] == 1
    assert len(api.get(f"/wards/{ward['id']}/rooms").json()) == 1
    assert api.get("/wards").json()["items"][0]["occupied"] == 0


def test_the_steps_of_a_bed_are_noun_after_noun() -> None:
    api, bed = make.client(make.user(*MANAGES)), make.bed()
    for step, state in (
        ("block", "blocked"), ("release", "free"), ("maintenance", "maintenance"), ("release", "dirty"),
        ("closure", "closed"), ("reopening", "dirty"),
    ):  # fmt: skip
        answer = api.post(f"/beds/{bed.pk}/{step}", because="test")
        assert (answer.status_code, answer.json()["state"]) == (200, state), answer.content
    assert api.post(f"/beds/{bed.pk}/release", because="x").status_code == 409
    assert [row["after"] for row in api.get(f"/beds/{bed.pk}/steps").json()][:2] == ["dirty", "closed"]
    assert api.get("/beds", ward_id=str(bed.ward_id), state="dirty").json()["items"][0]["id"] == str(bed.pk)


def test_a_patient_comes_moves_and_leaves() -> None:
    api, bed, other = desk(), make.bed(), make.bed()
    made = api.post("/stays", **body(bed))
    assert made.status_code == 201, made.content
    stay = made.json()
    assert (stay["state"], stay["bed_name"]) == ("present", bed.name)
    moved = api.post(f"/stays/{stay['id']}/move", bed_id=other.pk, because="view")
    assert moved.status_code == 201, moved.content
    assert api.post(f"/stays/{stay['id']}/move", bed_id=other.pk, because="view").status_code == 409
    left = api.post(f"/stays/{moved.json()['id']}/departure")
    assert left.json()["state"] == "ended"
    assert len(api.get("/stays", patient_id=stay["patient"]["id"]).json()["items"]) == 2
    assert Access.objects.filter(what="beds.stays").exists()


def test_the_second_is_told_who_was_quicker() -> None:
    bed = make.bed()
    assert desk().post("/stays", **body(bed)).status_code == 201
    refused = desk().post("/stays", **body(bed))
    assert refused.status_code == 409
    assert "BedTaken" in refused.json()["type"]
    assert "Ana Souza" in refused.json()["detail"]


def test_what_does_not_suit_is_said_by_field_and_overridden_with_a_reason() -> None:
    bed = make.bed(make.ward(sex="male"))
    sent = body(bed)
    refused = desk().post("/stays", **sent)
    assert (refused.status_code, list(refused.json()["fields"])) == (409, ["sex"])
    suits = desk().get(f"/beds/{bed.pk}/suitability/{sent['patient_id']}").json()
    assert suits["sex"]
    assert suits["age"] == []
    assert desk().post("/stays", **sent, overridden_because="no other").status_code == 201


def test_a_reservation_and_its_end() -> None:
    api, bed = desk(), make.bed()
    sent = body(bed, until=make.hours(2).isoformat())
    made = api.post("/stays/reservations", **sent)
    assert (made.status_code, made.json()["state"]) == (201, "reserved")
    assert api.post("/stays", **body(bed)).status_code == 409
    assert api.post(f"/stays/{made.json()['id']}/withdrawal", because="home").json()["state"] == "given_up"


def test_leave_and_return() -> None:
    api, stay = desk(), make.stay()
    leave = api.post(f"/stays/{stay.pk}/leaves", expected_at=make.hours(5).isoformat(), because="bank")
    assert leave.status_code == 201, leave.content
    path = f"/stays/{stay.pk}/leaves/{leave.json()['id']}"
    assert api.post(f"{path}/return").json()["returned_at"]
    assert api.post(f"{path}/cancellation", because="x").status_code == 409
    assert len(api.get(f"/stays/{stay.pk}/leaves").json()) == 1


def test_two_change_beds() -> None:
    first, second = make.stay(), make.stay()
    answer = desk().post(f"/stays/{first.pk}/swap", other_id=second.pk, because="noise")
    assert [row["bed_id"] for row in answer.json()] == [str(second.bed_id), str(first.bed_id)]


def test_the_queue_of_requests() -> None:
    api, who = desk(), make.patient()
    made = api.post("/bed-requests", patient_id=who.pk, reason="sepsis", priority=2)
    assert made.status_code == 201, made.content
    path = f"/bed-requests/{made.json()['id']}"
    assert api.put(f"{path}/priority", 1, priority=1, because="worse").json()["priority"] == 1
    assert api.get("/bed-requests").json()["items"][0]["patient"]["id"] == str(who.pk)
    assert api.get(path).json()["state"] == "waiting"
    assert api.post(f"{path}/cancellation", because="home").json()["state"] == "cancelled"
    assert api.post(f"{path}/cancellation", because="home").status_code == 409


def test_housekeeping_cleans_and_sees_nobody() -> None:
    stay = make.stay()
    actions.vacate(stay, by=system())
    made = make.cleaner()
    api = make.client(made)
    row = api.get("/cleanings").json()["items"][0]
    path = f"/cleanings/{row['id']}"
    assert api.put(f"{path}/assignee", 1, assignee_id=None).status_code == 200
    assert api.post(f"{path}/beginning").json()["state"] == "started"
    assert api.post(f"{path}/completion").json()["state"] == "finished"
    assert api.post(f"{path}/inspection", is_ok=True).status_code == 403
    assert api.get("/stays").json()["items"] == []
    assert api.get(f"/stays/{stay.pk}").status_code == 404
    asked = desk().post("/cleanings", bed_id=stay.bed_id, kind="terminal")
    assert asked.status_code == 201, asked.content
    assert desk().get(f"/cleanings/{asked.json()['id']}").json()["kind"] == "terminal"
    assert Cleaning.objects.count() == 2


def test_isolation_is_placed_and_lifted() -> None:
    api, who = desk(), make.patient()
    made = api.post("/precautions", patient_id=who.pk, kind="contact", because="KPC")
    assert made.status_code == 201, made.content
    assert len(api.get("/precautions", patient_id=str(who.pk)).json()["items"]) == 1
    lifted = api.post(f"/precautions/{made.json()['id']}/lifting", because="negative")
    assert lifted.json()["until"]


def test_a_nurse_sees_the_beds_and_patients_of_her_own_department() -> None:
    stay, elsewhere = make.stay(), make.stay()
    api = make.client(make.nurse(stay.bed.ward.department))
    assert [row["id"] for row in api.get("/beds").json()["items"]] == [str(stay.bed_id)]
    assert [row["id"] for row in api.get("/stays").json()["items"]] == [str(stay.pk)]
    for path in (f"/beds/{elsewhere.bed_id}", f"/stays/{elsewhere.pk}", f"/wards/{elsewhere.bed.ward_id}"):
        assert api.get(path).status_code == 404
    assert make.client(make.user()).get("/beds").status_code == 403
