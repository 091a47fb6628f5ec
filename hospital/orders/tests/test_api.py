"""The JSON API: each route makes one call of the domain, and refuses in its words."""

import hashlib
from typing import Any  # Any: JSON bodies and responses

import pytest

from hospital.audit.models import Access
from hospital.orders.models import CriticalNotice, Order, Paper, ReferenceRange, Result

from . import make

pytestmark = pytest.mark.django_db


def at_version(api: make.Api, path: str, version: int, **body: Any) -> Any:  # Any: see above
    """POST of a change from a version."""
    return api.send("POST", path, body=body, **{"If-Match": f'W/"{version}"'})


def test_an_order_goes_all_the_way_from_the_request_to_the_reading() -> None:
    people = make.doctor(), make.nurse(), make.lab(), make.lab()
    doctor, nurse, first, second = (make.client(one) for one in people)
    patient, panel = make.patient(), make.panel()
    order = doctor.post(f"/patients/{patient.pk}/orders", panel_id=str(panel.pk), priority="stat")
    assert (order.status_code, order.json()["state"]) == (201, "requested")
    key, tag = order.json()["id"], order["ETag"]
    assert nurse.post(f"/orders/{key}/collection", tubes=["serum"]).status_code == 201
    assert nurse.get(f"/orders/{key}/labels").content.startswith(b"%PDF")
    result = first.post(f"/orders/{key}/results", lines=[{**make.POTASSIUM, "value": "7.0"}])
    assert result.json()["lines"][0]["interpretation"] == "critical_high"
    named = {"result_id": result.json()["id"]}
    assert first.post(f"/orders/{key}/validation", **named).status_code == 403
    assert doctor.post(f"/orders/{key}/reading", **named).status_code == 404
    assert second.post(f"/orders/{key}/validation", **named).status_code == 200
    assert doctor.post(f"/orders/{key}/reading", **named, note="visto").status_code == 201
    read = doctor.get(f"/patients/{patient.pk}/orders/{key}")
    assert (read.json()["state"], read["ETag"] != tag) == ("read", True)


def test_a_critical_result_is_listed_until_it_is_acknowledged() -> None:
    doctor, result = make.client(make.doctor()), make.released("7.0")
    notice = doctor.get("/critical-notices").json()["items"][0]
    answer = at_version(doctor, f"/critical-notices/{notice['id']}/acknowledgement", 1, told="eu")
    assert answer.json()["acknowledged_at"]
    assert doctor.get("/critical-notices").json()["items"] == []
    trend = doctor.get(f"/patients/{result.patient_id}/results/trend?code=2823-3").json()
    assert [float(point["value"]) for point in trend["items"]] == [7.0]


def test_a_change_says_which_version_it_was_made_from() -> None:
    doctor, order = make.client(make.doctor()), make.order()
    assert doctor.post(f"/orders/{order.pk}/cancellation", reason="x").status_code == 428
    stale = at_version(doctor, f"/orders/{order.pk}/cancellation", 9, reason="x")
    assert stale.status_code == 412
    done = at_version(doctor, f"/orders/{order.pk}/cancellation", 1, reason="Duplicado")
    assert (done.json()["state"], done.json()["reason"]) == ("cancelled", "Duplicado")


def test_a_result_is_corrected_and_the_old_one_is_listed_only_when_asked_for() -> None:
    result, lab = make.released("6.0"), make.client(make.lab())
    wrong: dict[str, Any] = {  # Any: JSON
        "result_id": str(result.pk),
        "because": "Amostra trocada",
        "lines": [{**make.POTASSIUM, "value": "4"}],
    }
    answer = lab.post(f"/orders/{result.order_id}/correction", **wrong)
    assert answer.json()["replaces_id"] == str(result.pk)
    assert len(lab.get(f"/patients/{result.patient_id}/results").json()["items"]) == 1
    assert len(lab.get(f"/patients/{result.patient_id}/results?superseded=true").json()["items"]) == 2


def test_a_specimen_is_rejected() -> None:
    order, nurse = make.collected(), make.client(make.nurse())
    specimen = order.specimens.get()
    answer = nurse.post(f"/orders/{order.pk}/specimens/{specimen.pk}/rejection", reason="Coagulada")
    assert answer.json()["rejected_because"] == "Coagulada"
    assert Order.objects.get().progress.state == "requested"
    other = make.collected()
    assert nurse.post(f"/orders/{other.pk}/specimens/{specimen.pk}/rejection", reason="x").status_code == 404


def test_the_worklist_is_filtered_and_paged() -> None:
    lab = make.client(make.lab())
    for priority in ("routine", "stat", "urgent"):
        make.order(priority=priority)
    first = lab.get("/orders?limit=2").json()
    assert [item["priority"] for item in first["items"]] == ["stat", "urgent"]
    rest = lab.get(f"/orders?limit=2&cursor={first['next']}").json()
    assert [item["priority"] for item in rest["items"]] == ["routine"]
    assert lab.get("/orders?category=imaging").json()["items"] == []
    assert lab.get("/orders?sort=patient").status_code == 422
    assert Access.objects.filter(action="search", what="orders.worklist").exists()


def test_a_paper_is_written_changed_issued_printed_verified_and_cancelled() -> None:
    make.house()
    doctor, patient = make.client(make.doctor()), make.patient()
    faulty = doctor.post(f"/patients/{patient.pk}/papers", kind="prescription", data={"items": []})
    assert "items" in faulty.json()["fields"]
    paper = doctor.post(f"/patients/{patient.pk}/papers", kind="prescription", data={"items": [make.PILL]})
    key = paper.json()["id"]
    changed = doctor.patch(f"/papers/{key}", 1, data={"items": [{"drug": "Dipirona 1 g"}]})
    issued = at_version(doctor, f"/papers/{key}/issue", changed.json()["version"])
    assert issued.status_code == 201
    assert issued.json()["state"] == "issued"
    pdf = doctor.get(f"/papers/{key}/pdf").content
    stranger = make.Api()
    told = stranger.get(f"/papers/verification/{issued.json()['issue']['code']}").json()
    assert told["digest"] == hashlib.sha256(pdf).hexdigest()
    assert patient.given_name not in str(told)
    assert stranger.get("/papers/verification/AAAA-AAAA").status_code == 404
    assert doctor.post(f"/papers/{key}/cancellation", reason="Dose").json()["state"] == "cancelled"
    assert len(doctor.get(f"/patients/{patient.pk}/papers").json()["items"]) == 1
    draft = doctor.post(f"/patients/{patient.pk}/papers", kind="report", data={"text": "x"}).json()
    assert doctor.post(f"/papers/{draft['id']}/discarding", reason="erro").json()["state"] == "cancelled"
    assert doctor.get(f"/patients/{patient.pk}/papers/{key}").status_code == 200


def test_the_laboratory_keeps_its_catalogue() -> None:
    lab, panel = make.client(make.lab()), make.panel()
    assert any(item["name"] == panel.name for item in lab.get("/test-panels?q=eletr").json()["items"])
    assert lab.post("/test-panels", name="Meu painel", tests=[{"display": "X"}]).status_code == 201
    assert lab.post("/reference-ranges", code="x", display="X", low="1", high="2").status_code == 201
    row = ReferenceRange.objects.get(code="2823-3")
    answer = lab.patch(f"/reference-ranges/{row.pk}", 1, high="5.0")
    assert answer.status_code == 200
    row.refresh_from_db()
    assert (str(row.high), str(row.low)) == ("5.0000", "3.5000")
    assert lab.get("/reference-ranges?code=2823-3").json()["items"][0]["version"] == 2


def test_what_is_not_for_the_asker_does_not_exist() -> None:
    result = make.resulted()
    reception = make.client(make.user("patients.view_patient"))
    doctor = make.client(make.doctor(anywhere=False))
    assert reception.get(f"/patients/{result.patient_id}/orders").status_code == 403
    assert doctor.get(f"/patients/{result.patient_id}/orders").status_code == 403
    assert doctor.get(f"/patients/{result.patient_id}/papers").status_code == 403
    assert make.client(make.nurse()).post(f"/orders/{result.order_id}/results", text="x").status_code == 403
    assert Result.objects.count() == 1
    assert not CriticalNotice.objects.exists()
    assert not Paper.objects.exists()
