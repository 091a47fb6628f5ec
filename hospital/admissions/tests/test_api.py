"""The JSON API of hospital stays."""

from datetime import timedelta
from typing import Any  # Any: JSON bodies

import pytest
from django.utils.timezone import now

from hospital.accounts.actions import system
from hospital.admissions import actions
from hospital.admissions.models import Admission
from hospital.audit.models import Access
from hospital.beds.models import Bed

from . import make

pytestmark = pytest.mark.django_db


def test_a_stay_from_the_order_through_a_transfer_to_the_door() -> None:
    ward, elsewhere = make.ward(), make.bed()
    bed, who = make.bed(ward), make.patient()
    api = make.client(make.regulator("admissions.discharge_clinically", "patients.view_chart"))
    ordered = api.post(
        "/admissions", patient_id=who.pk, department_id=ward.department_id, ward_id=ward.pk,
        reason="Pneumonia", origin="elective", is_authorisation_needed=True, expected_days=5, bed_priority=2,
    )  # fmt: skip
    assert ordered.status_code == 201, ordered.content
    path = f"/admissions/{ordered.json()['id']}"
    refused = api.post(f"{path}/admittance", bed_id=bed.pk)
    assert (refused.status_code, refused.json()["type"]) == (409, "NotAuthorised")
    assert api.post(f"{path}/authorisation", number="AIH-7", days=5).json()["authorised_days"] == 5
    came = api.post(f"{path}/admittance", bed_id=bed.pk)
    assert came.status_code == 200, came.content
    assert (came.json()["state"], came.json()["bed"]["bed_id"]) == ("admitted", str(bed.pk))
    assert came.json()["colour"] == "green"
    moved = api.post(f"{path}/transfer", bed_id=elsewhere.pk, because="UTI")
    assert moved.json()["department_id"] == str(elsewhere.ward.department_id)
    _leaves(path, elsewhere)


def _leaves(path: str, bed: Bed) -> None:
    """Every stage by who does it."""
    whoever = make.client(make.whoever(bed.ward.department))
    told = whoever.get(f"{path}/discharge-readiness").json()
    assert (told["next"], told["is_ready"], [one["key"] for one in told["blockers"]]) == (
        "clinical",
        True,
        ["bed"],
    )
    late = whoever.post(f"{path}/discharge-stages", stage="nursing")
    assert (late.status_code, late.json()["type"]) == (409, "InvalidTransition")
    for stage in ("clinical", "room", "nursing", "administrative", "physical"):
        said = {"outcome": "home"} if stage == "clinical" else {}
        done = whoever.post(f"{path}/discharge-stages", stage=stage, **said)
        assert done.status_code == 200, done.content
    assert (done.json()["state"], done.json()["bed"]) == ("discharged", None)
    assert len(whoever.get(f"{path}/discharge-stages").json()) == 5


def test_a_pre_admission_is_put_off_and_called_off() -> None:
    who, department = make.patient(), make.department()
    api = make.client(make.clerk())
    at = now() + timedelta(days=3)
    made = api.post(
        "/admissions", patient_id=who.pk, department_id=department.pk, reason="Hérnia", at=at.isoformat()
    )
    path = f"/admissions/{made.json()['id']}"
    later = (at + timedelta(days=7)).isoformat()
    assert api.post(f"{path}/delay", at=later, reason="gripe").json()["state"] == "planned"
    assert api.post(f"{path}/cancellation", reason="desistiu").json()["state"] == "cancelled"
    assert api.post(f"{path}/admittance", bed_id=make.bed().pk).status_code == 409


def test_an_emergency_is_admitted_in_one_call() -> None:
    bed = make.bed()
    api = make.client(make.clerk())
    made = api.post("/admissions/immediate", patient_id=make.patient().pk, bed_id=bed.pk, reason="Infarto")
    assert made.status_code == 201, made.content
    assert (made.json()["state"], made.json()["origin"]) == ("admitted", "emergency")
    taken = api.post("/admissions/immediate", patient_id=make.patient().pk, bed_id=bed.pk, reason="Infarto")
    assert (taken.status_code, taken.json()["type"]) == (409, "BedTaken")
    assert Admission.objects.count() == 1


def test_what_is_open_is_listed_with_its_way_out_and_let_pass() -> None:
    one = make.admitted()
    actions.keep_belonging(one, description="Relógio", by=system())
    api = make.client(make.whoever(one.department))
    path = f"/admissions/{one.pk}"
    told = api.get(f"{path}/discharge-readiness").json()
    blocker = next(each for each in told["blockers"] if each["is_open"])
    assert (blocker["key"], told["is_ready"], bool(blocker["resolution"])) == ("belongings", False, True)
    waived = api.post(f"{path}/waivers", key=blocker["key"], row=blocker["row"], because="fica no cofre")
    assert waived.status_code == 201, waived.content
    assert api.get(f"{path}/discharge-readiness").json()["is_ready"] is True


def test_the_ward_writes_and_reads() -> None:
    one = make.admitted()
    api = make.client(make.whoever(one.department))
    path = f"/admissions/{one.pk}"
    sent: dict[str, dict[str, Any]] = {  # Any: see above
        "rounds": {"assessment": "Melhor", "plan": "Alta"}, "nursing-notes": {"text": "Dormiu"},
        "handovers": {"situation": "Estável", "recommendation": "Nada"},
        "fluids": {"kind": "urine", "millilitres": 300},
        "risk-scores": {"scale": "morse", "items": {
            "history": 25, "secondary": 0, "aid": 0, "access": 20, "gait": 0, "mental": 0,
        }},
    }  # fmt: skip
    for noun, body in sent.items():
        made = api.post(f"{path}/{noun}", **body)
        assert made.status_code == 201, made.content
        assert len(api.get(f"{path}/{noun}").json()["items"]) == 1
        undone = api.post(f"/ward-notes/{noun}/{made.json()['id']}/withdrawal", reason="engano")
        assert undone.json()["withdrawn_because"] == "engano"
    assert [one["name"] for one in api.get(f"{path}/fluid-balance").json()][-1] == "day"
    diet = api.put(f"{path}/diet", one.version, diet="soft")
    assert diet.json()["diet"] == "soft"
    assert api.put(f"{path}/diet", one.version, diet="liquid").status_code == 412
    companion = api.post(f"{path}/companions", name="Rosa", document="123")
    assert "document" not in companion.json()
    assert api.post(f"/companions/{companion.json()['id']}/departure").json()["until"]


def test_other_departments_are_not_there() -> None:
    one = make.admitted()
    api = make.client(make.whoever(make.department()))
    assert api.get("/admissions").json()["items"] == []
    for path in ("", "/discharge-readiness", "/rounds", "/companions"):
        assert api.get(f"/admissions/{one.pk}{path}").status_code == 404
    assert make.client(make.clerk()).get(f"/admissions/{one.pk}").status_code == 200


def test_looking_is_recorded_and_the_wards_notes_need_the_chart() -> None:
    one = make.admitted()
    api, desk = make.client(make.whoever(one.department)), make.client(make.clerk())
    api.get(f"/admissions/{one.pk}")
    api.get("/admissions")
    api.get(f"/admissions/{one.pk}/rounds")
    seen = Access.objects.values_list("action", "what", "patient_id")
    assert ("read", "admissions.admission", one.patient_id) in seen
    assert ("read", "admissions.round", one.patient_id) in seen
    assert ("search", "admissions.admissions", None) in seen
    assert desk.get(f"/admissions/{one.pk}/rounds").status_code == 403


def test_the_filters_and_the_colour_say_the_same_as_each_row() -> None:
    green, yellow = make.admitted(days=1, expected_days=4), make.admitted(days=5, expected_days=4)
    red, planned = make.admitted(days=9, expected_days=4), make.planned()
    api = make.client(make.clerk())
    for colour, one in (("green", green), ("yellow", yellow), ("red", red)):
        found = api.get("/admissions", colour=colour).json()["items"]
        assert [row["id"] for row in found] == [str(one.pk)]
        assert found[0]["colour"] == colour == one.colour
    assert {row["id"] for row in api.get("/admissions", under_way=False).json()["items"]} == {str(planned.pk)}
    ward = make.stay(red).bed.ward_id
    assert len(api.get("/admissions", ward_id=ward).json()["items"]) == 1


def test_the_census_has_counts_and_no_names() -> None:
    one = make.admitted(days=2)
    api = make.client(make.regulator())
    told = api.get("/census", first=(now() - timedelta(days=3)).date().isoformat())
    assert told.status_code == 200, told.content
    assert told.json()["figures"]["patient_days"] == 2
    assert one.patient.given_name not in told.content.decode()
    assert make.client(make.clerk()).get("/census").status_code == 403
