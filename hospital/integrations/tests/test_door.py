"""The FHIR door: what it takes, what it answers, and how it refuses."""

import gzip
import json
from typing import Any  # Any: the test client's responses

import pytest
from django.test import Client

from hospital import config
from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.accounts.tests import make as accounts
from hospital.audit.models import Access
from hospital.config.actions import change_setting
from hospital.integrations.models import ImportRun, Resource
from hospital.organization.tests import make as places
from hospital.patients import actions as patients
from hospital.patients.models import Patient
from hospital.patients.tests import make as people

from . import make

pytestmark = pytest.mark.django_db

FHIR = "application/fhir+json"


def client(of: User, **headers: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {accounts.token(of)}"} | headers)


def post(by: Client, body: Any, **options: Any) -> Any:  # Any: see above
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return by.post("/fhir/R4", text, **{"content_type": FHIR} | options)


def issue(response: Any) -> dict[str, Any]:  # Any: see above
    body = response.json()
    assert response["Content-Type"].startswith(FHIR)
    assert body["resourceType"] == "OperationOutcome"
    found: dict[str, Any] = body["issue"][0]  # Any: see above
    return found


def total(by: Client, query: str) -> int:
    response = by.get(f"/fhir/R4/{query}{'&' if '?' in query else '?'}_summary=count")
    assert response.status_code == 200, response.content
    return int(response.json()["total"])


def test_a_transaction_is_answered_entry_by_entry_and_what_it_made_can_be_read() -> None:
    by = client(make.gateway())
    response = post(by, make.bundle(*make.history()))
    assert response.status_code == 200
    body = response.json()
    assert body["type"] == "transaction-response"
    answers = [entry["response"] for entry in body["entry"]]
    assert [answer["status"] for answer in answers] == ["201 Created"] * 5
    for answer in answers:
        read = by.get(f"/fhir/R4/{answer['location'].split('/_history')[0]}")
        assert read.status_code == 200
        assert read["ETag"] == 'W/"1"'
    assert post(by, make.bundle(*make.history(), kind="batch")).json()["type"] == "batch-response"


def test_a_kept_resource_is_read_whole_under_our_id_and_points_at_ours() -> None:
    by = client(make.gateway())
    history = make.history()
    seen = make.plan(
        history[2], author={"reference": f"urn:uuid:{history[1]['id']}"}, period={"start": "2020"}
    )
    sent = make.bundle(*history, seen)
    answers = [entry["response"]["location"] for entry in post(by, sent).json()["entry"]]
    read = by.get(f"/fhir/R4/{answers[-1].split('/_history')[0]}").json()
    assert read["subject"] == {"reference": answers[2]}
    assert read["author"] == {"reference": answers[1]}
    assert read["id"] == str(Resource.objects.get(source_id=seen["id"]).pk)
    assert read["meta"]["source"] == f"urn:uuid:{seen['id']}"
    assert read["period"] == seen["period"]


def test_a_transaction_with_a_refused_entry_answers_what_is_wrong_with_it() -> None:
    response = post(client(make.gateway()), make.bundle(make.patient(), make.patient(name="Ana")))
    assert response.status_code == 422
    assert issue(response)["expression"] == ["Bundle.entry[1].resource.name"]
    assert not Patient.objects.exists()


def test_a_batch_answers_each_entry_by_itself() -> None:
    body = make.bundle(make.patient(name=[]), make.patient(), {"resourceType": "Nonsense"}, kind="batch")
    answers = [entry["response"] for entry in post(client(make.gateway()), body).json()["entry"]]
    assert [answer["status"][:3] for answer in answers] == ["422", "201", "422"]
    assert answers[2]["outcome"]["issue"][0]["code"] == "structure"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (" ", 400), ("{", 400), ("[]", 400), ('"x"', 400), ("null", 400), ('{"resourceType":"Patient"}', 400),
        ('{"resourceType":"Bundle","type":"collection"}', 400), ('{"resourceType":"Bundle"}', 400),
        ('{"resourceType":"Bundle","type":"transaction","entry":{}}', 400),
        ('{"resourceType":"Bundle","type":["batch"]}', 400),
        ('{"resourceType":"Bundle","type":"transaction","entry":[7]}', 422),
        ('{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"id":"1"}}]}', 422),
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_refused_with_an_outcome(body: str, status: int) -> None:
    response = post(client(make.gateway()), body)
    assert response.status_code == status
    issue(response)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "GET", "PATCH", None, 5])
def test_only_post_is_understood_in_a_bundle(method: object) -> None:
    body = make.bundle(make.patient())
    body["entry"][0]["request"]["method"] = method
    assert issue(post(client(make.gateway()), body))["code"] == "not-supported"


def test_an_empty_bundle_is_answered_with_an_empty_bundle() -> None:
    response = post(client(make.gateway()), {"resourceType": "Bundle", "type": "batch"})
    assert (response.status_code, response.json()["entry"]) == (200, [])


def test_the_door_speaks_json_only() -> None:
    by = client(make.gateway())
    assert issue(post(by, "<x/>", content_type="application/fhir+xml"))["code"] == "invalid"
    assert post(by, "{}", content_type="text/plain").status_code == 415
    for query, accept, status in (
        ("", "application/fhir+xml", 406), ("?_format=xml", "*/*", 406), ("?_format=json", "text/html", 200),
        ("", "application/fhir+json;q=0.9, */*;q=0.1", 200), ("?_format=application/fhir+json", "*/*", 200),
        ("", "application/json", 200),
    ):  # fmt: skip
        response = by.get(f"/fhir/R4/metadata{query}", headers={"Accept": accept})
        assert response.status_code == status, (query, accept)


def test_a_stranger_is_told_how_to_come_in() -> None:
    response = post(Client(), make.bundle(make.patient()))
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")
    assert issue(response)["code"] == "login"


def test_who_may_not_is_refused_in_the_same_dialect() -> None:
    by = client(accounts.user())
    for response in (post(by, {}), by.get("/fhir/R4/Patient"), by.get("/fhir/R4/Observation")):
        assert response.status_code == 403
        assert issue(response)["code"] == "forbidden"


def test_a_page_of_the_workspace_needs_its_csrf_token_here_too() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make.gateway())
    response = post(browser, make.bundle(make.patient()))
    assert response.status_code == 403
    issue(response)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/fhir/R4/Patient/7/_history", 404), ("GET", "/fhir/R4/Nothing", 404), ("GET",
        "/fhir/R4/Nothing/7", 404),
        ("GET", "/fhir/R4/Patient/7", 404), ("GET", "/fhir/R4/Observation/7", 404), ("DELETE",
        "/fhir/R4/Patient/7", 405),
        ("GET", "/fhir/R4", 405), ("PUT", "/fhir/R4/Observation/7", 405), ("GET",
        "/fhir/nothing/at/all", 404),
        ("GET", "/fhir/R4/OperationOutcome", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_an_outcome(method: str, path: str, status: int) -> None:
    response = client(make.gateway()).generic(method, path)
    assert response.status_code == status
    issue(response)


def test_a_delivery_larger_than_the_setting_is_refused_before_it_is_read() -> None:
    change_setting("fhir.max_megabytes", value=1, version=0, reason="test", by=system())
    config.forget()
    by, padding = client(make.gateway()), "x" * (1024 * 1024)
    try:
        large = make.bundle({"resourceType": "Basic", "id": "1", "note": padding})
        assert post(by, large).status_code == 413
        packed = post(by, gzip.compress(json.dumps(large).encode()), headers={"Content-Encoding": "gzip"})
        assert (packed.status_code, issue(packed)["code"]) == (413, "invalid")
    finally:
        config.forget()
    assert not ImportRun.objects.exists()


def test_a_gzipped_delivery_is_unpacked_and_a_broken_one_refused() -> None:
    by = client(make.gateway())
    packed = gzip.compress(json.dumps(make.bundle(make.patient())).encode())
    assert post(by, packed, headers={"Content-Encoding": "gzip"}).status_code == 200
    assert post(by, packed[:-20], headers={"Content-Encoding": "gzip"}).status_code == 400
    assert post(by, b"no gzip", headers={"Content-Encoding": "gzip"}).status_code == 400
    assert post(by, b"{}", headers={"Content-Encoding": "br"}).status_code == 415


def test_a_large_bundle_is_read_beyond_the_limit_of_forms() -> None:
    padding = "x" * (6 * 1024 * 1024)
    response = post(
        client(make.gateway()), make.bundle({"resourceType": "Basic", "id": "1", "note": padding})
    )
    assert response.status_code == 200
    assert Resource.objects.get().content["note"] == padding


def test_refusals_speak_the_clients_language() -> None:
    by = make.gateway()
    body = make.bundle(make.patient(name=[]))
    assert issue(post(client(by, **{"Accept-Language": "en"}), body))["diagnostics"] == "It says no name."
    assert issue(post(client(by, **{"Accept-Language": "pt-BR"}), body))["diagnostics"] == "Não traz nome."


def test_reading_a_patient_is_recorded_and_etag_answers_not_modified() -> None:
    patient, user = people.patient(), make.gateway()
    by = client(user)
    response = by.get(f"/fhir/R4/Patient/{patient.pk}")
    access = Access.objects.get()
    assert (access.action, access.by_id, access.patient_id, access.what) == (
        "read",
        user.pk,
        patient.pk,
        "fhir.Patient",
    )
    again = by.get(f"/fhir/R4/Patient/{patient.pk}", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_searching_is_recorded_with_how_many_were_found() -> None:
    people.patient()
    by = client(make.gateway())
    by.get("/fhir/R4/Patient?gender=female")
    access = Access.objects.get()
    assert (access.action, access.what, access.particulars["found"]) == ("search", "fhir.Patient", 1)


def test_a_confidential_patient_and_what_is_kept_of_her_are_not_there_for_others() -> None:
    user = make.gateway()
    by = client(user)
    answers = [e["response"]["location"] for e in post(by, make.bundle(*make.history())).json()["entry"]]
    patient = Patient.objects.get()
    patients.set_confidential(patient, confidential=True, reason="a colleague", by=system())
    for location in answers[2:]:
        assert by.get(f"/fhir/R4/{location.split('/_history')[0]}").status_code == 404
    assert (
        total(by, "Patient")
        == total(by, "Observation")
        == total(by, f"Observation?patient={patient.pk}")
        == total(by, f"CarePlan?patient={patient.pk}")
        == 0
    )
    trusted = client(make.gateway("patients.view_confidential"))
    assert total(trusted, f"Observation?patient={patient.pk}") == 2


def test_a_merged_patient_says_who_replaces_her_and_is_not_found_by_search() -> None:
    absorbed, survivor = people.patient(), people.patient()
    patients.merge(survivor, absorbed=absorbed, reason="the same person", by=system())
    by = client(make.gateway())
    read = by.get(f"/fhir/R4/Patient/{absorbed.pk}").json()
    assert read["active"] is False
    assert read["link"] == [{"other": {"reference": f"Patient/{survivor.pk}"}, "type": "replaced-by"}]
    assert total(by, "Patient") == 1


def test_an_employee_is_a_practitioner_without_what_is_private() -> None:
    nurse = places.employee(cpf="39053344705", cns="898000000043208", street="Rua Um")
    read = client(make.gateway()).get(f"/fhir/R4/Practitioner/{nurse.pk}").json()
    assert "39053344705" not in json.dumps(read)
    assert "Rua Um" not in json.dumps(read)
    assert "898000000043208" in json.dumps(read)


def test_a_department_is_an_organization() -> None:
    ward = places.department()
    read = client(make.gateway()).get(f"/fhir/R4/Organization/{ward.pk}").json()
    assert (read["name"], read["type"][0]["coding"][0]["code"]) == (ward.name, "dept")


def test_the_capability_statement_claims_what_the_routes_do() -> None:
    body = Client().get("/fhir/R4/metadata").json()
    assert (body["resourceType"], body["fhirVersion"], body["kind"]) == (
        "CapabilityStatement",
        "4.0.1",
        "instance",
    )
    by = client(make.gateway())
    for resource in body["rest"][0]["resource"]:
        if resource["type"] in {"Patient", "Practitioner", "Organization", "Observation", "Bundle", "Task"}:
            for param in resource["searchParam"]:
                value = {"date": "ge2020", "reference": f"Patient/{make.new_id()}"}.get(param["type"], "x")
                assert total(by, f"{resource['type']}?{param['name']}={value}") == 0


def test_a_page_of_a_search_costs_the_same_number_of_queries_whatever_it_holds() -> None:
    by = client(make.gateway())

    def queries(path: str) -> int:
        return make.queries(lambda: by.get(path))

    by.get("/fhir/R4/Patient")  # when a token was last used is written once a minute
    post(by, make.bundle(*make.history()))
    paths = ["/fhir/R4/Patient", "/fhir/R4/Practitioner", "/fhir/R4/Organization", "/fhir/R4/Observation"]
    few = [queries(path) for path in paths]
    for _turn in range(3):
        post(by, make.bundle(*make.history()))
    assert [queries(path) for path in paths] == few
    assert few <= [14, 10, 10, 12]
