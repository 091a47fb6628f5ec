"""The JSON API of encounters."""

from typing import Any  # Any: JSON bodies

import pytest
from django.test import Client

from hospital.audit.models import Access
from hospital.encounters import actions
from hospital.encounters.models import Panel

from . import make

pytestmark = pytest.mark.django_db


def test_a_visit_from_the_door_to_the_end() -> None:
    of = make.department()
    nurse, room = make.nurse(of), make.room(of)
    first, care, chart, who = make.triage_queue(of), make.queue(of), make.flowchart(), make.patient()
    api = make.client(nurse)
    came = api.post(
        "/encounters", patient_id=who.pk, department_id=of.pk, kind="emergency", reason="Dor",
        queue_id=first.pk, facts=["pregnant"],
    )  # fmt: skip
    assert came.status_code == 201, came.content
    path = f"/encounters/{came.json()['id']}"
    called = api.post(f"/queues/{first.pk}/calls", room_id=room.pk)
    assert (called.status_code, called.json()["ticket"]) == (201, came.json()["entry"]["ticket"])
    classified_yellow(api, path, flowchart_id=chart.pk, queue_id=care.pk)
    entries = api.get(f"/queues/{care.pk}/entries").json()
    assert (entries[0]["position"], entries[0]["colour"], len(entries[0]["why"])) == (1, "yellow", 5)
    assert api.post(f"/queues/{care.pk}/calls", room_id=room.pk).status_code == 201
    assert api.post(f"{path}/beginning").json()["state"] == "in_progress"
    done = api.post(f"{path}/closure", disposition="discharged")
    assert (done.json()["state"], done.json()["entry"]) == ("finished", None)
    assert api.get(f"{path}/steps").json()[0]["what"] == "arrive"
    late = api.post(f"{path}/closure", disposition="discharged")
    assert (late.status_code, late.json()["type"]) == (409, "InvalidTransition")


def classified_yellow(api: make.Api, path: str, **where: Any) -> None:  # Any: keys
    """Classify, and decide it again."""
    triage = api.post(
        f"{path}/triages", complaint="Dor", answers={"vomito": True}, vitals={"spo2": 97, "pain": 5}, **where
    )
    assert (triage.status_code, triage.json()["colour"]) == (201, "yellow")
    replay = api.get(f"/triages/{triage.json()['id']}/replay").json()
    assert (replay["is_equal"], replay["again"]) == (True, "yellow")


def test_triage_without_registration_in_one_call() -> None:
    of = make.department()
    care, chart = make.queue(of), make.flowchart()
    made = make.client(make.nurse(of)).post(
        "/encounters/unregistered", department_id=of.pk, flowchart_id=chart.pk, complaint="Inconsciente",
        answers={"nao-responde": True}, queue_id=care.pk, sex="male",
    )  # fmt: skip
    assert (made.status_code, made.json()["triage"]["colour"]) == (201, "red")
    assert made.json()["ticket"]


def test_out_of_turn_is_refused_beside_the_reason() -> None:
    of = make.department()
    nurse, care, room = make.nurse(of), make.queue(of), make.room(of)
    make.queued(care, nurse, "red")
    green = make.queued(care, nurse, "green")
    path = f"/queues/{care.pk}/entries/{green.pk}/calls"
    refused = make.client(nurse).post(path, room_id=room.pk)
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["reason"])
    assert make.client(nurse).post(path, room_id=room.pk, reason="curativo").status_code == 201


def test_other_departments_are_not_there() -> None:
    of = make.department()
    queue, came = make.queue(of), make.arrived(of)
    api = make.client(make.nurse(make.department()))
    assert api.get("/encounters").json()["items"] == []
    for path in (f"/encounters/{came.pk}", f"/queues/{queue.pk}", f"/queues/{queue.pk}/entries"):
        assert api.get(path).status_code == 404
    assert api.post(f"/encounters/{came.pk}/beginning").status_code == 404
    assert make.client(make.receptionist()).get(f"/encounters/{came.pk}").status_code == 200


def test_looking_is_recorded() -> None:
    of = make.department()
    came = make.arrived(of)
    api = make.client(make.nurse(of))
    api.get(f"/encounters/{came.pk}")
    api.get("/encounters")
    api.get(f"/patients/{came.patient_id}/encounters")
    seen = Access.objects.values_list("action", "what", "patient_id")
    assert ("read", "encounters.encounter", came.patient_id) in seen
    assert ("search", "encounters.encounters", None) in seen


def test_queues_and_protocols_are_set_up() -> None:
    of = make.department()
    manager = make.user(
        "encounters.view_encounter", "encounters.manage_queue", "encounters.manage_protocol",
        "organization.view_department",
    )  # fmt: skip
    api = make.client(manager)
    queue = api.post("/queues", department_id=of.pk, name="Ortopedia", prefix="ort").json()
    assert queue["prefix"] == "ORT"
    assert api.patch(f"/queues/{queue['id']}", 1, name="Ortopedia e trauma").json()["version"] == 2
    assert api.patch(f"/queues/{queue['id']}", 1, name="Outra").status_code == 412
    assert api.post(f"/queues/{queue['id']}/closure").json()["is_active"] is False
    version = make.protocol()
    base = f"/protocols/{version.protocol_id}/versions"
    assert api.post(base).json()["number"] == 2
    whole = api.get(f"{base}/2").json()
    whole["content"]["general"][0]["text"] = "Outra pergunta?"
    assert api.put(f"{base}/2", whole["version"], **whole["content"]).status_code == 200
    assert [line["after"] for line in api.get(f"{base}/2/differences").json()][-1]
    assert api.post(f"{base}/2/publication").json()["state"] == "published"
    assert api.post(f"{base}/1/publication").status_code == 409


def test_a_panel_shows_tickets_and_rooms_and_no_names() -> None:
    of = make.department()
    nurse, care, room = make.nurse(of), make.queue(of), make.room(of, "Consultório 7")
    manager = make.user("encounters.view_encounter", "encounters.manage_queue")
    made = make.client(manager).post("/panels", name="Saguão", queue_ids=[care.pk])
    assert made.status_code == 201, made.content
    path = f"/panel/{made.json()['token']}/calls"
    entry = make.queued(care, nurse)
    television = Client()
    assert television.get(path).json()["calls"] == []
    actions.call_next(care, room=room, by=nurse)
    answer = television.get(path)
    call = answer.json()["calls"][0]
    assert (call["ticket"], call["room"]) == (entry.ticket, "Consultório 7")
    assert entry.encounter.patient.given_name not in answer.content.decode()
    assert television.get(path.removesuffix("/calls")).status_code == 200
    assert television.get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    entry.refresh_from_db()
    actions.recall(entry, by=nurse)
    again = television.get(path, headers={"If-None-Match": answer["ETag"]})
    assert again.json()["calls"][0]["again"] is True
    make.client(manager).post(f"/panels/{made.json()['id']}/revocation")
    assert television.get(path).status_code == 404
    assert Client().get("/panel/nada/calls").status_code == 404
    assert made.json()["token"].encode() not in bytes(Panel.objects.get().digest)
