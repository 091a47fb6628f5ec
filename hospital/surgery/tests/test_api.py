"""Through the API: from the request to the end, refusals by their names, and looks that are recorded."""

from typing import Any  # Any: JSON bodies

import pytest

from hospital.audit.models import Access

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre() -> make.Centre:
    return make.Centre()


def asked_for(centre: make.Centre) -> Any:  # Any: see above
    """An operation that the office asked for."""
    asked = make.client(make.opener()).post(
        "/surgeries", patient_id=make.patient().pk, department_id=centre.of.pk,
        surgeon_id=make.employee_of(centre.surgeon).pk, laterality="left", anaesthesia="spinal",
        procedures=[{"display": "Hernioplastia inguinal"}],
    )  # fmt: skip
    assert asked.status_code == 201, asked.content
    return asked.json()


def test_from_the_request_to_the_theatre(centre: make.Centre) -> None:
    body = asked_for(centre)
    assert (body["state"], body["procedures"][0]["laterality"], body["max_wait_days"]) == (
        "requested", "left", 180,
    )  # fmt: skip
    path = f"/surgeries/{body['id']}"
    surgeon, nurse = make.client(centre.surgeon), make.client(centre.nurse)
    assert surgeon.get("/surgical-waiting-list").json()["items"][0]["id"] == body["id"]
    assert surgeon.patch(path, 1, minutes=90).json()["minutes"] == 90
    assert surgeon.patch(path, 1, minutes=30).status_code == 412
    assert surgeon.post(f"{path}/authorisation").json()["state"] == "authorised"
    booked = surgeon.post(
        f"{path}/schedule", theatre_id=centre.theatre.pk, starts_at=make.start().isoformat(),
        anaesthetist_id=make.employee_of(centre.anaesthetist).pk,
    )  # fmt: skip
    assert (booked.status_code, booked.json()["theatre"]["name"]) == (201, centre.theatre.name)
    slots = nurse.get("/surgery-map").json()["slots"]
    assert [(row["surgery_id"], row["state"]) for row in slots] == [(body["id"], "scheduled")]
    assert nurse.post(f"{path}/call").json()["state"] == "called"
    assert nurse.post(f"{path}/entry").json()["state"] == "in_room"
    refused = surgeon.post(f"{path}/incision")
    assert (refused.status_code, refused.json()["type"]) == (409, "NoTimeOut")
    assert [row["what"] for row in nurse.get(f"{path}/steps").json()][-1] == "enter"


def sign_all(centre: make.Centre, path: str, name: str, **more: Any) -> Any:  # Any: see above
    """Answer a phase and let everybody sign it; the phases as they came to be."""
    nurse = make.client(centre.nurse)
    sent = nurse.post(f"{path}/checklist/{name}/answers", answers=make.RIGHT[name], **more)
    assert sent.status_code == 200, sent.content
    people = [centre.anaesthetist, centre.nurse] + ([centre.surgeon] if name != "sign_in" else [])
    for who in people:
        done = make.client(who).post(f"{path}/checklist/{name}/signatures")
        assert done.status_code == 201, done.content
    return done.json()


def test_from_the_theatre_to_the_end(centre: make.Centre) -> None:
    one = centre.in_room()
    path, nurse, surgeon = f"/surgeries/{one.pk}", make.client(centre.nurse), make.client(centre.surgeon)
    phases = sign_all(centre, path, "sign_in")
    assert (bool(phases[0]["completed_at"]), phases[1]["wanted"]) == (
        True, ["surgeon", "anaesthetist", "nurse"],
    )  # fmt: skip
    assert nurse.post(f"{path}/anaesthesia", anaesthesia="spinal").status_code == 200
    sign_all(centre, path, "time_out", laterality="left")
    assert surgeon.post(f"{path}/incision").json()["state"] == "in_progress"
    count_all(centre, path)
    used = nurse.post(f"{path}/implants", what="Tela", maker="Fábrica", lot="L9")
    assert used.status_code == 201
    assert nurse.post(f"{path}/specimens", what="Saco", label="1").status_code == 201
    assert nurse.post(f"{path}/anaesthesia-record", kind="event", what="Bloqueio").status_code == 201
    assert surgeon.post(f"{path}/closure", findings="Sem intercorrências").json()["state"] == "finished"
    finish_and_leave(centre, path)


def count_all(centre: make.Centre, path: str) -> None:
    """Everything counted before and after, and right."""
    nurse = make.client(centre.nurse)
    for kind in ("sponge", "needle", "instrument"):
        count = nurse.post(f"{path}/counts", kind=kind, before=4).json()
        last = nurse.post(
            f"{path}/counts/{count['id']}/final", after=4,
            counted_by_id=make.employee_of(centre.scrub).pk, checked_by_id=make.employee_of(centre.nurse).pk,
        )  # fmt: skip
        assert last.json()["is_settled"] is True


def finish_and_leave(centre: make.Centre, path: str) -> None:
    """Sign out, leave, wake up; then every part can be read."""
    nurse = make.client(centre.nurse)
    assert nurse.post(f"{path}/exit").json()["type"] == "NoSignOut"
    sign_all(centre, path, "sign_out")
    assert nurse.post(f"{path}/exit").json()["state"] == "recovery"
    items: dict[str, Any] = dict.fromkeys(
        ("activity", "respiration", "circulation", "consciousness", "saturation"), 2
    )
    assert nurse.post(f"{path}/aldrete-scores", **items).json()["total"] == 10
    assert nurse.post(f"{path}/recovery-exit").json()["state"] == "done"
    parts = ("counts", "implants", "specimens", "anaesthesia-record", "aldrete-scores", "consents", "team")
    for part in parts:
        assert nurse.get(f"{path}/{part}").json(), part


def test_other_departments_are_not_there(centre: make.Centre) -> None:
    one = centre.scheduled()
    stranger = make.client(make.person(make.department(), *make.PHYSICIANS))
    assert stranger.get("/surgeries").json()["items"] == []
    for path in ("", "/checklist", "/steps", "/counts"):
        assert stranger.get(f"/surgeries/{one.pk}{path}").status_code == 404
    slots = stranger.get("/surgery-map").json()["slots"]
    assert [(row["surgery_id"], row["state"]) for row in slots] == [(None, "")]


def test_looking_is_recorded(centre: make.Centre) -> None:
    one = centre.scheduled()
    nurse = make.client(centre.nurse)
    for path in (f"/surgeries/{one.pk}", f"/surgeries/{one.pk}/implants", "/surgeries", "/surgery-map"):
        assert nurse.get(path).status_code == 200
    seen = set(Access.objects.values_list("action", "what", "patient_id"))
    assert {
        ("read", "surgery.surgery", one.patient_id), ("read", "surgery.implant", one.patient_id),
        ("search", "surgery.surgeries", None), ("search", "surgery.map", None),
    } <= seen  # fmt: skip
