"""/api/v1/terminology."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital.accounts.tests.make import token
from hospital.terminology.models import Concept, Load

from . import make

pytestmark = pytest.mark.django_db


def test_anybody_of_the_staff_searches_as_she_types() -> None:
    make.core()
    api = make.client(make.colleague())
    answer = api.get("/terminology/search", q="hemoglob", system=["loinc", "ucum"])
    assert answer.status_code == 200
    assert answer.json()["items"][0] == {
        "system": "http://loinc.org", "code": "718-7", "display": "Hemoglobina",
        "system_title": "LOINC, medidas e exames", "sex": "",
    }  # fmt: skip
    assert make.client(make.colleague()).get("/terminology/search", q="").json() == {"items": []}
    assert [
        one["code"] for one in api.get("/terminology/search", q="próstata", sex="female").json()["items"]
    ] == []


def test_nobody_searches_without_signing_in() -> None:
    from hospital.accounts.tests.make import Api

    assert Api().get("/terminology/search", q="a").status_code == 401


def test_systems_say_what_is_loaded() -> None:
    make.core()
    make.loaded("I10;Hipertensão\n", alias="cid10", title="", edition_name="Oficial")
    api = make.client(make.colleague())
    items = {one["alias"]: one for one in api.get("/terminology/systems").json()["items"]}
    assert set(items) == {"allergens", "cid10", "cvx", "loinc", "ucum"}
    assert (items["cid10"]["newest"], items["cid10"]["editions_count"]) == ("Oficial", 2)
    assert items["cid10"]["valid"] == Concept.objects.filter(system__alias="cid10").count()
    one = api.get(f"/terminology/systems/{items['cid10']['id']}").json()
    assert one == items["cid10"]
    editions = api.get(f"/terminology/systems/{one['id']}/editions").json()["items"]
    assert [edition["rank"] for edition in editions] == [2, 0]


def test_the_number_of_queries_does_not_grow_with_the_systems() -> None:
    api = make.client(make.colleague())
    make.loaded("A1;Alfa\n")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert api.get("/terminology/systems").status_code == 200
            assert api.get("/terminology/concepts").status_code == 200
        return len(queries)

    asked()  # the first one also notes that the key was used
    few = asked()
    make.core()
    assert asked() == few


def test_codes_are_listed_as_they_hold_on_a_day() -> None:
    make.loaded("A1;Alfa\nA10;Dez\n", edition_name="1", starts_on="2020-01-01")
    make.loaded("A1;Alfa nova\n", edition_name="2", starts_on="2021-01-01")
    api = make.client(make.colleague())

    def said(**query: object) -> list[str]:
        return [one["display"] for one in api.get("/terminology/concepts", **query).json()["items"]]

    assert said(system="lista") == ["Alfa nova"]
    assert said(system="lista", at="2020-02-02") == ["Alfa", "Dez"]
    assert said(system="lista", all_days="true", code="a1") == ["Alfa", "Alfa nova"]
    assert said(system="cid10") == []
    row = api.get("/terminology/concepts", system="lista", code="A1").json()["items"][0]
    assert (row["valid_from"], row["valid_until"]) == ("2021-01-01", None)
    assert api.get(f"/terminology/concepts/{row['id']}").json() == row


def test_a_file_is_sent_and_its_load_followed() -> None:
    user = make.librarian()
    api = make.client(user)
    file = SimpleUploadedFile("ciap2.csv", b"A03;Febre\n")
    sent = api.client.post(
        "/api/v1/terminology/loads", {"kind": "csv", "alias": "ciap2", "file": file}, headers=api.headers
    )
    assert sent.status_code == 201, sent.content
    load = Load.objects.get(pk=sent.json()["id"])
    assert (load.state, load.by) == ("waiting", user)
    assert api.get(f"/terminology/loads/{load.pk}").json()["state"] == "waiting"
    assert [one["id"] for one in api.get("/terminology/loads").json()["items"]] == [str(load.pk)]
    wrong = api.client.post(
        "/api/v1/terminology/loads",
        {"kind": "csv", "file": SimpleUploadedFile("x.csv", b"A;B\n")}, headers=api.headers,
    )  # fmt: skip
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["alias"])


def test_loads_are_for_who_may_load() -> None:
    load = make.asked()
    other = make.colleague()
    api = make.client(other)
    assert api.get("/terminology/loads").status_code == 403
    assert api.get(f"/terminology/loads/{load.pk}").status_code == 403
    assert token(other)
