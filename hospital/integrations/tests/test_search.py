"""Searching at the FHIR door."""

from typing import Any  # Any: arguments of an action

import pytest
from django.test import Client

from hospital.accounts.tests import make as accounts
from hospital.integrations.models import Resource
from hospital.patients.models import Patient
from hospital.patients.tests import make as people

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Client:
    return Client(headers={"Authorization": f"Bearer {accounts.token(make.gateway())}"})


def ids(by: Client, query: str) -> list[str]:
    response = by.get(f"/fhir/R4/{query}")
    assert response.status_code == 200, response.content
    return [entry["resource"]["id"] for entry in response.json().get("entry", [])]


def found(by: Client, query: str) -> int:
    return int(by.get(f"/fhir/R4/Patient?{query}&_summary=count").json()["total"])


@pytest.mark.parametrize(
    "query",
    [
        "name=joao", "name=João", "name=JOANA", "name=souza", "name=joana souza", "name:contains=oan",
        "name:exact=joana souza joao souza", "family=sou", "given=joa", "given:exact=João",
        "family:contains=uz",
        "identifier=39053344705", "identifier=https://saude.gov.br/fhir/sid/cpf|39053344705",
        "identifier=urn:oid:2.16.840.1.113883.13.237|39053344705",
        "identifier=|39053344705", "identifier=https://saude.gov.br/fhir/sid/cpf|",
        "birthdate=1980-05-17", "birthdate=1980-05", "birthdate=1980", "birthdate=ge1980-05-17",
        "birthdate=lt1981",
        "birthdate=gt1980-05-16", "birthdate=le1980-05", "birthdate=ne1981",
        "birthdate=ge1980&birthdate=lt1981",
        "birthdate=1979,1980", "gender=male", "gender=female,male",
        "gender=http://hl7.org/fhir/administrative-gender|male", "_lastUpdated=ge2020",
        "_lastUpdated=ge2020-01-01T00:00:00Z",
    ],
)  # fmt: skip
def test_a_patient_is_found(by: Client, query: str) -> None:
    people.patient(
        given_name="João", family_name="Souza", social_name="Joana Souza", birth_date="1980-05-17",
        sex="male", cpf="39053344705",
    )  # fmt: skip
    assert found(by, query) == 1


@pytest.mark.parametrize(
    "query",
    [
        "name=oao", "name=maria", "family=joao", "given:exact=joao", "identifier=1", "birthdate=1981",
        "birthdate=gt1980-05-17", "birthdate=gt1980", "birthdate=lt1980", "gender=female", "_id=7",
        "identifier=http://other|39053344705", "_lastUpdated=lt2020", "name=souza&gender=female",
    ],
)  # fmt: skip
def test_a_patient_is_not_found(by: Client, query: str) -> None:
    people.patient(
        given_name="João", family_name="Souza", birth_date="1980-05-17", sex="male", cpf="39053344705",
        contacts=[], mother_name="Ana",
    )  # fmt: skip
    assert found(by, query) == 0


@pytest.mark.parametrize(
    "query",
    [
        "foo=1", "name:missing=true", "gender:not=male", "birthdate=x", "birthdate=zz1980", "_count=x",
        "_count=-1",
        "_sort=address", "_summary=text", "_include=Patient:organization", "_lastUpdated=1980-13",
        "name=a%00b",
        "_cursor=zzz", "name=" + "a" * 600,
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_not_passed_over(by: Client, query: str) -> None:
    response = by.get(f"/fhir/R4/Patient?{query}")
    assert response.status_code in (400, 422)
    assert response.json()["resourceType"] == "OperationOutcome"


def test_a_lenient_client_has_unknown_filters_passed_over(by: Client) -> None:
    people.patient()
    response = by.get("/fhir/R4/Patient?foo=1&_summary=text", headers={"Prefer": "handling=lenient"})
    assert len(response.json()["entry"]) == 1


def test_pages_follow_each_other_until_all_were_seen_once(by: Client) -> None:
    nobody_knows: dict[str, Any] = {"birth_date": None, "birth_date_precision": "unknown"}
    expected = {
        str(people.patient(**said).pk) for said in ({}, nobody_knows, {}, nobody_knows, {}, nobody_knows)
    }
    seen: list[str] = []
    address = "/fhir/R4/Patient?_count=2&_sort=-birthdate"
    while address:
        body = by.get(address).json()
        seen += [entry["resource"]["id"] for entry in body["entry"]]
        links = {link["relation"]: link["url"] for link in body["link"]}
        assert links["self"].startswith("http://testserver/fhir/R4/Patient")
        address = links.get("next", "").removeprefix("http://testserver")
    assert sorted(seen) == sorted(expected)
    births = [str(Patient.objects.get(pk=key).birth_date) for key in seen]
    assert births == sorted(births, key=lambda day: "9999" if day == "None" else day, reverse=True)


def test_filters_may_come_in_the_body(by: Client) -> None:
    people.patient(sex="male")
    people.patient(sex="female")
    response = by.post("/fhir/R4/Patient/_search?_total=accurate", {"gender": "male"})
    assert (response.json()["total"], len(response.json()["entry"])) == (1, 1)
    response = by.post("/fhir/R4/Observation/_search", {"patient": make.new_id()})
    assert "entry" not in response.json()


def test_zero_rows_asked_for_means_only_the_total(by: Client) -> None:
    people.patient()
    body = by.get("/fhir/R4/Patient?_count=0").json()
    assert body["total"] == 1
    assert "entry" not in body


def test_kept_resources_are_found_by_patient_and_by_number(by: Client) -> None:
    first, second, gateway = make.patient(), make.patient(), make.gateway()
    numbered = make.observation(first, identifier=[{"system": "http://lab", "value": "77"}])
    make.delivered(
        make.bundle(first, second, numbered, make.observation(first), make.observation(second)), gateway
    )
    patient = Resource.objects.get(source_id=first["id"]).patient_id
    for query, count in (
        (f"patient={patient}", 2), (f"patient=Patient/{patient}", 2), (f"subject=Patient/{patient}", 2),
        (f"patient=http://testserver/fhir/R4/Patient/{patient}", 2), ("identifier=http://lab|77", 1),
        ("identifier=77", 1), ("identifier=http://x|77", 0), (f"patient={make.new_id()}", 0),
        ("patient=x", 0), ("", 3),
    ):  # fmt: skip
        assert len(ids(by, f"Observation?{query}")) == count, query
    assert ids(by, "Condition") == []


def test_practitioners_and_organisations_are_found(by: Client) -> None:
    make.delivered(
        make.bundle(make.practitioner(), make.organization(name="Clínica São José")), make.gateway()
    )
    for query in (
        "Practitioner?name=rosa",
        "Practitioner?family=med",
        "Organization?name=sao",
        "Organization?name=CLÍNICA",
    ):
        assert len(ids(by, query)) == 1, query
    assert ids(by, "Organization?name=paulo") == ids(by, "Practitioner?identifier=http://x|1") == []
