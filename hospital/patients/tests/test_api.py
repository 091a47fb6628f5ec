"""The JSON face: what it answers, what it refuses, and what each look leaves in the trail."""

import uuid
from typing import Any  # Any: JSON bodies

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital.audit.models import Access, Event
from hospital.patients import lists
from hospital.patients.models import Patient
from hospital.patients.schemas import PatientOut, PatientQuery, PatientRow

from . import make

pytestmark = pytest.mark.django_db

ANA = {
    "given_name": "Ana", "family_name": "de Souza", "birth_date": "1980-03-04", "sex": "female",
    "mother_name": "Maria de Souza",
}  # fmt: skip


def looks(action: str, what: str) -> int:
    return Access.objects.filter(action=action, what=what).count()


def test_a_patient_is_registered_with_all_that_the_module_promises() -> None:
    api = make.client(make.receptionist())
    made = api.post(
        "/patients", **ANA, social_name="Aninha Souza", cpf="390.533.447-05", cns="898000000043208",
        phone="(11) 98765-4321", email="ana@example.org", description="Prefers mornings", race_colour="03",
        addresses=[{"street": "Rua Direita", "number": "10", "postal_code": "01002-000"}],
        guardians=[{"name": "Maria de Souza", "relation": "mother", "cpf": "390.533.447-05"}],
    )  # fmt: skip
    body = made.json()
    assert made.status_code == 201, body
    assert made["ETag"] == 'W/"1"'
    assert (body["name"], body["civil_name"]) == ("Aninha Souza", "Ana de Souza")
    assert (body["cpf"], body["cns"]) == ("39053344705", "898000000043208")
    assert (body["phone"], body["email"]) == ("+5511987654321", "ana@example.org")
    assert body["address"]["postal_code"] == "01002000"
    assert body["chart_number"] > 0
    assert Event.objects.get(verb="patients.registered").patient_id == uuid.UUID(body["id"])


def test_the_answer_built_by_the_database_is_what_the_schema_declares() -> None:
    desk, place = make.receptionist(), {"city": "Natal"}
    patient = make.patient(social_name="Dú", cpf=make.cpf(), phone="11 98888-7777", addresses=[place])
    whole = orjson.loads(lists.patient(patient.pk, by=desk).content)
    assert set(whole) == set(PatientOut.model_fields)
    assert PatientOut.model_validate(whole).name == "Dú"
    page = orjson.loads(lists.patients(PatientQuery.model_validate({}), by=desk)[0].content)
    assert set(page["items"][0]) == set(PatientRow.model_fields)
    shown = PatientRow.model_validate(page["items"][0]).model_dump()
    assert shown["birth_date"] == patient.birth_date
    assert shown["id"] == patient.pk


def test_opening_a_chart_is_recorded_with_its_reason_and_costs_two_statements() -> None:
    patient, api = make.patient(), make.client(make.receptionist(), **{"X-Access-Reason": "Phone call"})
    api.get(f"/patients/{patient.pk}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = api.get(f"/patients/{patient.pk}")
    assert answer.status_code == 200
    assert answer["ETag"] == 'W/"1"'
    of_patient = [q["sql"] for q in queries if "patients_" in q["sql"] or "audit_access" in q["sql"]]
    assert len(of_patient) == 2, of_patient
    look: Any = Access.objects.filter(action="read", patient_id=patient.pk).latest("at")
    assert (look.reason, look.what, look.face) == ("Phone call", "patients.patient", "api")


def test_a_search_is_recorded_by_its_counts_and_never_by_its_words() -> None:
    make.patient(given_name="Ivete", family_name="Rocha")
    api = make.client(make.receptionist())
    found = api.get("/patients", q="ivete rocha").json()
    assert [row["name"] for row in found["items"]] == ["Ivete Rocha"]
    look: Any = Access.objects.filter(action="search", what="patients.patient").latest("at")
    assert look.particulars == {"words": 2, "found": 1}


PARTS = {
    "identifiers": {"kind": "passport", "system": "BR", "value": "FX123456"},
    "contacts": {"kind": "email", "value": "a@example.org"},
    "addresses": {"street": "Rua A", "city": "Recife"},
    "guardians": {"name": "João", "relation": "father", "phone": "81 98888-1111"},
    "alerts": {"text": "Falls at night", "severity": "danger"},
    "history": {"condition": "Asthma", "medication": "Salbutamol"},
}


@pytest.mark.parametrize(("noun", "body"), PARTS.items())
def test_each_part_of_a_chart_is_added_listed_and_ended(noun: str, body: dict[str, Any]) -> None:
    patient, api = make.patient(), make.client(make.user(*make.DESK, *make.WARD))
    made = api.post(f"/patients/{patient.pk}/{noun}", **body)
    assert made.status_code == 201, made.json()
    assert body.items() <= made.json().items() or noun == "guardians"
    address = f"/patients/{patient.pk}/{noun}/{made.json()['id']}/end"
    assert api.send("POST", address, body={}).status_code == 428
    assert api.send("POST", address, body={}, **{"If-Match": 'W/"9"'}).status_code == 412
    ended = api.send("POST", address, body={"reason": "Moved"}, **{"If-Match": made["ETag"]})
    assert ended.status_code == 200, ended.json()
    assert ended.json()["ended_on"]
    again = api.send("POST", address, body={}, **{"If-Match": ended["ETag"]})
    assert (again.status_code, again.json()["type"]) == (409, "AlreadyEnded")
    assert api.get(f"/patients/{patient.pk}/{noun}", is_current="true").json()["items"] == []
    rows = api.get(f"/patients/{patient.pk}/{noun}", is_current="false").json()["items"]
    assert [row["id"] for row in rows] == [made.json()["id"]]
    assert looks("read", f"patients.{noun}") == 2


@pytest.mark.parametrize(("noun", "body"), PARTS.items())
def test_a_part_of_another_chart_is_not_found_under_this_one(noun: str, body: dict[str, Any]) -> None:
    one, other, api = make.patient(), make.patient(), make.client(make.user(*make.DESK, *make.WARD))
    made = api.post(f"/patients/{one.pk}/{noun}", **body)
    swapped = f"/patients/{other.pk}/{noun}/{made.json()['id']}/end"
    assert api.send("POST", swapped, body={}, **{"If-Match": made["ETag"]}).status_code == 404


def test_an_entry_of_the_history_written_in_error_stays_and_says_so() -> None:
    patient, api = make.patient(), make.client(make.physician())
    made = api.post(f"/patients/{patient.pk}/history", condition="Asthma")
    address = f"/patients/{patient.pk}/history/{made.json()['id']}/withdrawal"
    gone = api.send("POST", address, body={"reason": "Wrong chart"}, **{"If-Match": made["ETag"]})
    assert gone.json()["is_withdrawn"] is True
    late = api.send("POST", address, body={"reason": "Again"}, **{"If-Match": gone["ETag"]})
    assert late.json()["type"] == "AlreadyWithdrawn"
    event: Any = Event.objects.get(verb="patients.history_withdrawn")
    assert (event.reason, event.patient_id) == ("Wrong chart", patient.pk)


def test_a_change_says_from_which_version_it_was_made() -> None:
    patient, api = make.patient(), make.client(make.receptionist())
    assert api.patch(f"/patients/{patient.pk}", family_name="Lima").status_code == 428
    changed = api.patch(f"/patients/{patient.pk}", patient, family_name="Lima")
    assert changed.status_code == 200, changed.json()
    assert (changed.json()["family_name"], changed["ETag"]) == ("Lima", 'W/"2"')
    assert changed.json()["mother_name"] == patient.mother_name
    assert api.patch(f"/patients/{patient.pk}", patient, family_name="Rocha").status_code == 412
    assert api.get("/patients", q="lima").json()["items"][0]["id"] == str(patient.pk)


def test_a_confidential_patient_does_not_exist_for_the_desk() -> None:
    patient, ward = make.patient(given_name="Xuxa", family_name="Secreta"), make.client(make.physician())
    made = ward.put(f"/patients/{patient.pk}/confidentiality", patient, is_confidential=True, reason="Fame")
    assert made.json()["is_confidential"] is True
    desk = make.client(make.receptionist())
    assert desk.get(f"/patients/{patient.pk}").status_code == 404
    assert desk.get("/patients", q="xuxa").json()["items"] == []
    for noun in PARTS:
        assert desk.get(f"/patients/{patient.pk}/{noun}").status_code == 404
    assert ward.get("/patients", q="xuxa").json()["items"] != []
    assert ward.get(f"/patients/{patient.pk}").status_code == 200


def test_a_death_is_recorded_and_taken_back() -> None:
    patient, api = make.patient(), make.client(make.physician())
    address = f"/patients/{patient.pk}/death"
    dead = api.send("POST", address, body={"at": "2026-01-02T03:04:05Z"}, **{"If-Match": 'W/"1"'})
    assert (dead.json()["is_deceased"], dead.json()["deceased_at"][:19]) == (True, "2026-01-02T03:04:05")
    back = api.send("POST", f"{address}/reversal", body={"reason": "Slip"}, **{"If-Match": dead["ETag"]})
    assert (back.json()["is_deceased"], back.json()["deceased_at"]) == (False, None)


def test_a_likely_duplicate_is_refused_with_who_it_may_be_until_somebody_says_why_not() -> None:
    api = make.client(make.receptionist())
    first = api.post("/patients", **ANA).json()
    again = {**ANA, "given_name": "Anna", "family_name": "Sousa"}
    refused = api.post("/patients", **again)
    assert (refused.status_code, refused.json()["type"]) == (409, "LikelyDuplicate")
    assert refused.json()["fields"]["candidates"] == [f"{first['id']} 1.00"]
    made = api.post("/patients", **again, different_because="Twin sisters, both seen")
    assert made.status_code == 201
    event: Any = Event.objects.get(verb="patients.registered", target_id=made.json()["id"])
    assert event.reason == "Twin sisters, both seen"
    assert event.particulars == {"candidates": [first["id"]]}


def test_likely_duplicates_are_listed_with_a_score_and_its_reasons() -> None:
    api = make.client(make.receptionist())
    first = api.post("/patients", **ANA).json()
    like_her = {"given_name": "Anna", "family_name": "Souza", "birth_date": "1980-04-03"}
    found = api.post("/patients/duplicates", **like_her).json()
    assert [(match["id"], match["is_likely"]) for match in found] == [(first["id"], False)]
    codes = {reason["code"] for reason in found[0]["reasons"]}
    assert codes == {"same_given_name", "same_family_name", "near_birth_date"}
    assert found[0]["score"] == pytest.approx(sum(reason["weight"] for reason in found[0]["reasons"]))
    assert looks("search", "patients.duplicates") == 1


def test_someone_without_a_name_gets_a_chart_and_then_a_name() -> None:
    api = make.client(make.receptionist())
    made = api.post("/patients/unidentified", sex="male", years=40, description="Blue coat").json()
    assert made["name"].startswith("Não identificado 2")
    assert (made["is_unidentified"], made["birth_date_precision"]) == (True, "estimated")
    named = api.send(
        "POST", f"/patients/{made['id']}/identification", body={**ANA, "sex": "male"}, **{"If-Match": 'W/"1"'}
    )
    assert named.status_code == 200, named.json()
    assert (named.json()["name"], named.json()["is_unidentified"]) == ("Ana de Souza", False)
    late = api.send("POST", f"/patients/{made['id']}/identification", body=ANA, **{"If-Match": 'W/"2"'})
    assert late.json()["type"] == "NotUnidentified"


def test_a_newborn_is_called_after_its_mother() -> None:
    mother, api = make.patient(given_name="Rita", family_name="Lopes"), make.client(make.receptionist())
    second = api.post(f"/patients/{mother.pk}/newborns", sex="male", order=2)
    assert second.status_code == 201
    assert (second.json()["name"], second.json()["mother_id"]) == ("RN 2 de Rita Lopes", str(mother.pk))
    assert second.json()["mother_name"] == "Rita Lopes"


@pytest.mark.parametrize("right", ["patients.view_patient", ""])
def test_who_may_only_look_or_not_even_that_changes_nothing(right: str) -> None:
    patient, api = make.patient(), make.client(make.user(*filter(None, [right])))
    base = f"/patients/{patient.pk}"
    before = Patient.objects.get(pk=patient.pk).version
    refused = [
        api.post("/patients", **ANA), api.post("/patients/unidentified"), api.post("/patients/duplicates"),
        api.patch(base, patient, given_name="X"), api.post(f"{base}/newborns"),
        api.send("POST", f"{base}/death", body={}, **{"If-Match": "1"}),
        api.put(f"{base}/confidentiality", patient, is_confidential=True, reason="x"),
        *(api.post(f"{base}/{noun}", **body) for noun, body in PARTS.items()),
    ]  # fmt: skip
    assert {answer.status_code for answer in refused} == {403}
    assert api.get(base).status_code == (200 if right else 403)
    assert Patient.objects.get(pk=patient.pk).version == before


def test_nobody_in_particular_sees_nothing() -> None:
    patient = make.patient()
    assert make.Api().get(f"/patients/{patient.pk}").status_code == 401
    assert make.Api().get("/patients").status_code == 401


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"cpf": "111.111.111-11"}, "cpf"), ({"cns": "254282488770019"}, "cns"),
        ({"phone": "98765"}, "phone"), ({"email": "nobody"}, "email"), ({"mother_name": ""}, "mother_name"),
        ({"birth_date": "2100-01-01"}, "birth_date"), ({"mother_unknown": True}, "mother_unknown"),
        ({"race_colour": "05"}, "ethnicity"),
        ({"birth_city_code": "12"}, "birth_city_code"), ({"given_name": "A\x00na"}, "given_name"),
        ({"addresses": [{"street": "A", "postal_code": "1"}]}, "postal_code"),
        ({"birth_date_precision": "unknown"}, "birth_date_precision"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(fault: dict[str, Any], field: str) -> None:
    refused = make.client(make.receptionist()).post("/patients", **{**ANA, **fault})
    assert refused.status_code == 422, refused.json()
    assert field in refused.json()["fields"]
    assert not Patient.objects.exists()


def test_pages_of_patients_follow_each_other_without_gap_or_repetition() -> None:
    desk = make.receptionist()
    made = {str(make.patient(desk, given_name=f"Bia {letter}").pk) for letter in "abcdefg"}
    api, seen, cursor = make.client(desk), [], ""
    while True:
        page = api.get("/patients", q="bia", limit=3, cursor=cursor, count=True).json()
        seen += [row["id"] for row in page["items"]]
        assert page["total"] == 7
        if not page["next"]:
            break
        cursor = page["next"]
    assert len(seen) == 7
    assert set(seen) == made


def test_an_unknown_patient_is_not_found_and_leaves_no_trace() -> None:
    api = make.client(make.receptionist())
    assert api.get(f"/patients/{uuid.uuid4()}").status_code == 404
    assert not Access.objects.exists()
