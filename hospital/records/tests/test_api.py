"""The records over HTTP: every kind is written, listed, changed and withdrawn; a reading leaves its trace."""

from datetime import timedelta
from typing import Any  # Any: JSON bodies

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from hospital.audit.models import Access

from . import make

pytestmark = pytest.mark.django_db

BODIES: dict[str, dict[str, Any]] = {  # Any: see above
    "problems": {"system": make.CID10, "code": "J45.9", "display": "Asma", "onset_on": "2020-02-01"},
    "allergies": {"display": "Látex", "reactions": [{"display": "Urticária", "severity": "mild"}]},
    "observations": {
        "display": "Pressão arterial", "category": "exam",
        "components": [{"display": "Sistólica", "value_number": "120", "unit": "mm[Hg]"}],
    },
    "immunizations": {"display": "Influenza", "lot": "A1", "dose_number": 2},
    "family-history": {"display": "Diabetes", "relationship": "mother", "onset_age": 40},
    "social-history": {"kind": "tobacco", "status": "former", "amount": "12.5", "unit": "maços-ano"},
    "procedures": {"display": "Apendicectomia", "body_site": "Abdome"},
    "medications": {"display": "Losartana 50 mg", "dosage": "1 cp 12/12h"},
}  # fmt: skip
CHANGES: dict[str, dict[str, Any]] = {  # Any: see above
    "problems": {"clinical_status": "resolved", "abatement_on": "2021-02-01"},
    "allergies": {"criticality": "high", "reactions": [{"display": "Edema"}]},
    "immunizations": {"lot": "B2"},
    "family-history": {"is_deceased": True, "deceased_age": 70},
    "social-history": {"detail": "Parou em 2010"},
    "procedures": {"outcome": "Sem intercorrências"},
    "medications": {"status": "stopped"},
}


@pytest.mark.parametrize("noun", BODIES)
def test_an_entry_is_written_read_listed_and_withdrawn(noun: str) -> None:
    patient, api = make.patient(), make.client(make.office())
    answer = api.post(f"/patients/{patient.pk}/{noun}", **BODIES[noun])
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert {**made, **_flat(BODIES[noun])} == made
    path = f"/patients/{patient.pk}/{noun}/{made['id']}"
    assert api.get(path).json() == made
    assert api.get(f"/patients/{patient.pk}/{noun}", count=True).json() == {
        "items": [made], "next": None, "total": 1,
    }  # fmt: skip
    gone = api.send("POST", f"{path}/withdrawal", body={"reason": "engano"}, **{"If-Match": answer["ETag"]})
    assert gone.json()["withdrawn_because"] == "engano"
    assert api.get(f"/patients/{patient.pk}/{noun}", is_withdrawn=False).json()["items"] == []


@pytest.mark.parametrize("noun", CHANGES)
def test_an_entry_is_changed_from_the_version_that_was_read(noun: str) -> None:
    patient, api = make.patient(), make.client(make.office())
    made = api.post(f"/patients/{patient.pk}/{noun}", **BODIES[noun]).json()
    path = f"/patients/{patient.pk}/{noun}/{made['id']}"
    changed = api.patch(path, made["version"], **CHANGES[noun])
    assert changed.status_code == 200, changed.content
    assert {**changed.json(), **_flat(CHANGES[noun])} == changed.json()
    assert changed.json()["note"] == made["note"]
    assert api.patch(path, made["version"], **CHANGES[noun]).status_code == 412
    assert api.patch(path, None, **CHANGES[noun]).status_code == 428


def test_reactions_come_with_their_allergy_and_are_added_by_a_change() -> None:
    patient, api = make.patient(), make.client(make.office())
    made = api.post(f"/patients/{patient.pk}/allergies", **BODIES["allergies"]).json()
    assert [row["display"] for row in made["reactions"]] == ["Urticária"]
    path = f"/patients/{patient.pk}/allergies/{made['id']}"
    changed = api.patch(path, made["version"], **CHANGES["allergies"]).json()
    assert [row["display"] for row in changed["reactions"]] == ["Urticária", "Edema"]


def test_reading_a_part_of_the_chart_is_recorded_and_refused_outside_ones_care() -> None:
    patient, by = make.patient(), make.office()
    make.client(by).get(f"/patients/{patient.pk}/problems")
    access = Access.objects.latest("at")
    assert (access.what, access.patient_id, access.by_id) == ("records.problem", patient.pk, by.pk)
    for path in ("problems", "vitals", "news2", "documents", "allergy-statement", "growth"):
        refused = make.client(make.stranger()).get(f"/patients/{patient.pk}/{path}")
        assert (refused.status_code, refused.json()["type"]) == (403, "OutsideCare"), path


def test_allergies_are_told_as_not_asked_none_or_some() -> None:
    patient, api = make.patient(), make.client(make.office())
    path = f"/patients/{patient.pk}/allergy-statement"
    assert api.get(path).json()["state"] == "not_asked"
    assert api.post(path).status_code == 201
    told = api.get(path)
    assert told.json()["state"] == "none_known"
    withdrawn = api.send(
        "POST", f"{path}/withdrawal", body={"reason": "não foi perguntada"}, **{"If-Match": told["ETag"]}
    )
    assert withdrawn.status_code == 200
    assert api.get(path).json()["state"] == "not_asked"
    make.allergy(patient)
    assert api.get(path).json() == {"state": "some", "substances": ["Dipirona"], "statement": None}
    assert api.post(path).json()["type"] == "HasAllergies"


def test_the_problem_list_is_reconciled() -> None:
    patient, api = make.patient(), make.client(make.office())
    problem = make.problem(patient)
    decisions = [{"problem_id": problem.pk, "version": 1, "what": "resolved"}]
    path = f"/patients/{patient.pk}/problems/reconciliation"
    answer = api.post(path, decisions=decisions)
    assert [row["clinical_status"] for row in answer.json()["items"]] == ["resolved"]
    assert api.post(path, decisions=decisions).status_code == 412


def test_a_naive_time_is_refused_and_a_far_one_too() -> None:
    patient, api = make.patient(), make.client(make.office())
    for at in ("2020-01-01T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        answer = api.post(f"/patients/{patient.pk}/problems", display="Asma", occurred_at=at)
        assert answer.status_code == 422, at


def test_an_encounter_that_one_does_not_see_is_not_found() -> None:
    patient, api = make.patient(), make.client(make.office())
    answer = api.post(f"/patients/{patient.pk}/problems", display="Asma", encounter_id=patient.pk)
    assert answer.status_code == 404


def test_vitals_are_taken_listed_and_scored() -> None:
    patient, api = make.patient(), make.client(make.office())
    readings = {**make.CALM, "pulse": 95, "weight": 70, "height": 175}
    answer = api.post(f"/patients/{patient.pk}/vitals", readings=readings)
    assert answer.status_code == 201, answer.content
    taken = answer.json()
    assert taken["news2"]["total"] == 1
    values = {row["name"]: (row["value"], row["interpretation"], row["points"]) for row in taken["readings"]}
    assert values["pulse"] == (95, "H", 1)
    assert values["bmi"] == (22.9, "N", None)
    page = api.get(f"/patients/{patient.pk}/vitals").json()
    assert [one["id"] for one in page["items"]] == [taken["id"]]
    worse = api.post(f"/patients/{patient.pk}/vitals", readings={**make.CALM, "respiratory_rate": 30}).json()
    assert (worse["news2"]["trend"], worse["news2"]["red"]) == ("up", ["respiratory_rate"])
    scores = api.get(f"/patients/{patient.pk}/news2", limit=1).json()
    assert [score["news2"]["total"] for score in scores] == [3]


def test_impossible_vitals_are_refused_and_rare_ones_asked_for_again() -> None:
    patient, api = make.patient(), make.client(make.office())
    path = f"/patients/{patient.pk}/vitals"
    refused = api.post(path, readings={"temperature": 366, "pulse": 80})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["temperature"])
    rare = api.post(path, readings={"pulse": 240})
    assert (rare.status_code, rare.json()["type"], list(rare.json()["fields"])) == (409, "Unusual", ["pulse"])
    assert api.post(path, readings={"pulse": 240}, confirmed=True).status_code == 201


def test_a_series_is_read_by_code_the_oldest_first() -> None:
    patient, api = make.patient(), make.client(make.office())
    for days, value in ((30, "12.1"), (20, "11.4"), (10, "10.9")):
        make.observation(patient, value_number=value, occurred_at=now() - timedelta(days=days))
    make.vitals(patient, systolic=131)
    series = api.get(f"/patients/{patient.pk}/series", code="718-7", limit=2).json()
    assert [point["value"] for point in series["points"]] == [11.4, 10.9]
    pressure = api.get(f"/patients/{patient.pk}/series", code="8480-6").json()
    assert [(point["value"], point["origin"]) for point in pressure["points"]] == [(131, "records")]


def test_a_file_goes_in_and_comes_out_bit_by_bit() -> None:
    patient, by = make.patient(), make.office()
    document = make.document(patient, by=by, content=b"Laudo: normal.\n", title="Laudo do tórax")
    api = make.client(by)
    answer = api.get(f"/patients/{patient.pk}/documents/{document.pk}/content")
    assert answer.content == b"Laudo: normal.\n"
    assert answer["Content-Disposition"] == 'attachment; filename="laudo-do-torax.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Access.objects.latest("at").action == "export"
    assert api.get(f"/patients/{patient.pk}/documents/{document.pk}/thumbnail").status_code == 404
    row = api.get(f"/patients/{patient.pk}/documents").json()["items"][0]
    assert row["has_thumbnail"] is False
    assert "stored_name" not in row


def test_lists_ask_the_database_as_often_for_many_as_for_one() -> None:
    patient, api = make.patient(), make.client(make.office())
    counts: dict[str, set[int]] = {}
    for _round in range(2):
        for number in range(4):
            at = now() - timedelta(minutes=number + 10 * _round)
            make.allergy(patient, display=f"S{_round}{number}", reactions=[{"display": "Urticária"}])
            make.observation(patient, components=[{"display": "pH", "value_number": "7"}])
            make.vitals(patient, at=at)
        for path in ("allergies", "observations", "vitals", "news2", "growth"):
            api.get(f"/patients/{patient.pk}/{path}")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert api.get(f"/patients/{patient.pk}/{path}").status_code == 200
            counts.setdefault(path, set()).add(len(queries))
    assert all(len(found) == 1 for found in counts.values()), counts


def _flat(body: dict[str, Any]) -> dict[str, Any]:  # Any: see above
    """What an answer says as the request did: without its lists, and numbers as numbers."""
    return {
        name: float(value) if name == "amount" else value
        for name, value in body.items()
        if not isinstance(value, list)
    }
