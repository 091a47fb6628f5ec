"""Visits through the JSON API: written, signed, and refused as the pages refuse."""

import base64
import json
from typing import Any  # Any: JSON

import pytest
from django.utils.timezone import now

from hospital.audit.models import Access
from hospital.consultations.models import Consultation
from hospital.signatures import cades, x509
from hospital.signatures.actions import trust_authority

from . import make

pytestmark = pytest.mark.django_db


def begun() -> tuple[make.Api, dict[str, Any]]:  # Any: see above
    by = make.doctor()
    api = make.client(by)
    encounter = make.encounter(by)
    answer = api.post(f"/encounters/{encounter.pk}/consultations", **make.SOAP)
    assert answer.status_code == 201, answer.content
    return api, answer.json()


def signed() -> tuple[make.Api, dict[str, Any]]:  # Any: see above
    api, visit = begun()
    answer = sign(api, visit)
    assert answer.status_code == 201, answer.content
    return api, api.get(f"/consultations/{visit['id']}").json()


def sign(api: make.Api, visit: dict[str, Any], **body: Any) -> Any:  # Any: see above
    body = {"password": make.PASSWORD} | body
    header = {"If-Match": f'W/"{visit["version"]}"'}
    return api.send("POST", f"/consultations/{visit['id']}/signature", body=body, **header)


def test_a_visit_is_written_saved_and_read() -> None:
    api, visit = begun()
    assert (visit["state"], visit["plan"]) == ("draft", make.SOAP["plan"])
    saved = api.patch(f"/consultations/{visit['id']}", 1, plan="Alta.")
    assert (saved.status_code, saved.json()["plan"], saved["ETag"]) == (200, "Alta.", 'W/"2"')
    assert api.patch(f"/consultations/{visit['id']}", 1, plan="Outra.").status_code == 412
    assert api.patch(f"/consultations/{visit['id']}", plan="Outra.").status_code == 428
    assert api.get("/consultations", state="draft").json()["items"][0]["id"] == visit["id"]


def test_diagnoses_are_named_changed_and_taken_out() -> None:
    api, visit = begun()
    path = f"/consultations/{visit['id']}/diagnoses"
    made = api.post(path, system=make.CID10, code="J02.9", display="Faringite").json()
    assert made["kind"] == "main"
    changed = api.patch(f"{path}/{made['id']}", 1, certainty="confirmed").json()
    assert (changed["certainty"], changed["code"]) == ("confirmed", "J02.9")
    assert [row["id"] for row in api.get(path).json()["items"]] == [made["id"]]
    assert api.delete(f"{path}/{made['id']}", **{"If-Match": 'W/"2"'}).status_code == 204
    assert api.get(path).json()["items"] == []


def test_what_is_previewed_is_what_is_signed() -> None:
    api, visit = begun()
    preview = api.get(f"/consultations/{visit['id']}/signature").json()
    assert preview["content"]["visit"]["plan"] == make.SOAP["plan"]
    assert make.SOAP["plan"] in [line for part in preview["parts"] for line in part["lines"]]
    version = sign(api, visit, seen=preview["digest"]).json()
    assert (version["number"], version["digest"]) == (1, preview["digest"])
    content = api.get(f"/consultations/{visit['id']}/versions/1/content")
    assert json.loads(content.content) == preview["content"]
    verification = api.get(f"/consultations/{visit['id']}/verification").json()
    assert (verification["is_whole"], verification["rows_as_signed"]) == (True, True)
    assert verification["items"][0]["has_legal_value"] is False


def test_a_wrong_password_signs_nothing() -> None:
    api, visit = begun()
    assert sign(api, visit, password="outra coisa 9").status_code == 422
    assert sign(api, visit, password="").json()["fields"].keys() == {"password"}
    assert Consultation.objects.get().is_draft


def test_a_card_signs_the_seal_that_was_given_out() -> None:
    by, icp = make.doctor(), make.Icp()
    trust_authority(pem=icp.pem, by=make.user("signatures.manage_authority"))
    api = make.client(by)
    visit = api.post(f"/encounters/{make.encounter(by).pk}/consultations", **make.SOAP).json()
    seal = base64.b64decode(api.get(f"/consultations/{visit['id']}/signature").json()["seal"])
    pair = x509.open_file(icp.file(by.employee.cpf), "1234")
    signature = base64.b64encode(cades.sign(seal, pair=pair, at=now())).decode()
    answer = sign(api, visit, password="", seal=base64.b64encode(seal).decode(), signature=signature)
    assert answer.status_code == 201, answer.content
    verification = api.get(f"/consultations/{visit['id']}/verification").json()
    assert verification["items"][0]["has_legal_value"] is True


def test_an_a1_file_signs_with_its_pin() -> None:
    by, icp = make.doctor(), make.Icp()
    trust_authority(pem=icp.pem, by=make.user("signatures.manage_authority"))
    api = make.client(by)
    visit = api.post(f"/encounters/{make.encounter(by).pk}/consultations", **make.SOAP).json()
    file = base64.b64encode(icp.file(by.employee.cpf)).decode()
    assert sign(api, visit, password="", pkcs12=file, pin="9").status_code == 422
    assert sign(api, visit, password="", pkcs12=file, pin="1234").status_code == 201


def test_a_signed_visit_takes_addenda_and_nothing_else() -> None:
    api, visit = signed()
    assert api.patch(f"/consultations/{visit['id']}", visit["version"], plan="x").status_code == 409
    assert api.post(f"/consultations/{visit['id']}/diagnoses", display="x").status_code == 409
    answer = api.post(f"/consultations/{visit['id']}/addenda", text="Cultura.", password=make.PASSWORD)
    assert answer.status_code == 201
    assert [row["text"] for row in api.get(f"/consultations/{visit['id']}/addenda").json()["items"]] == [
        "Cultura."
    ]
    acts = [row["act"] for row in api.get(f"/consultations/{visit['id']}/versions").json()["items"]]
    assert acts == ["signed", "added"]
    chart = api.get(f"/patients/{visit['patient_id']}/signatures/verification").json()
    assert (chart["is_whole"], chart["versions"], chart["chains"]) == (True, 2, 1)


def test_an_error_stays_in_the_chart() -> None:
    api, visit = signed()
    answer = api.post(
        f"/consultations/{visit['id']}/withdrawal", because="Outra paciente", password=make.PASSWORD
    )
    assert (answer.status_code, answer.json()["act"]) == (201, "withdrawn")
    kept = api.get(f"/patients/{visit['patient_id']}/consultations").json()["items"][0]
    assert kept["state"] == "entered_in_error"


def test_the_diagnoses_of_a_chart_come_from_signed_visits() -> None:
    api, visit = begun()
    api.post(f"/consultations/{visit['id']}/diagnoses", display="Cansaço")
    path = f"/patients/{visit['patient_id']}/diagnoses"
    assert api.get(path).json()["items"] == []
    sign(api, visit)
    assert [row["display"] for row in api.get(path).json()["items"]] == ["Cansaço"]


def test_a_visit_of_a_patient_outside_ones_care_is_not_opened() -> None:
    _api, visit = signed()
    other = make.client(make.doctor())
    assert other.get(f"/consultations/{visit['id']}").status_code == 403
    assert other.get(f"/patients/{visit['patient_id']}/consultations").status_code == 403


def test_opening_a_visit_is_recorded() -> None:
    api, visit = signed()
    api.get(f"/consultations/{visit['id']}")
    access = Access.objects.filter(what="consultations.consultation").latest("at")
    assert str(access.patient_id) == visit["patient_id"]


def test_a_draft_of_somebody_else_is_not_there() -> None:
    by = make.doctor()
    draft = make.draft(by)
    colleague = make.client(make.doctor(make.unit_of(by)))
    assert colleague.get(f"/consultations/{draft.pk}").status_code == 404


def test_templates_are_listed_used_and_kept() -> None:
    keeper = make.client(make.user("consultations.manage_template", "consultations.view_consultation"))
    made = keeper.post("/consultation-templates", name="Retorno", plan="{patient} volta.").json()
    api, visit = begun()
    header = {"If-Match": 'W/"1"'}
    used = api.send("POST", f"/consultations/{visit['id']}/template", {"template_id": made["id"]}, **header)
    assert used.json()["plan"].endswith("volta.")
    assert keeper.patch(f"/consultation-templates/{made['id']}", 1, plan="Fim.").json()["plan"] == "Fim."
    assert [row["name"] for row in api.get("/consultation-templates").json()["items"]] == ["Retorno"]
    retired = keeper.send("POST", f"/consultation-templates/{made['id']}/retirement", **{"If-Match": 'W/"2"'})
    assert retired.status_code == 200
    assert api.get("/consultation-templates").json()["items"] == []
