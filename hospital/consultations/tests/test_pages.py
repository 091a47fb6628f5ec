"""Visits in the workspace: written, reviewed, signed; also without JavaScript."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital.consultations.models import Consultation, Template

from . import make

pytestmark = pytest.mark.django_db


def test_a_visit_is_begun_from_the_encounter_and_gone_on_with() -> None:
    by = make.doctor()
    web, encounter = make.browser(by), make.encounter(by)
    address = f"/encounters/{encounter.pk}/consultations/new"
    assert web.get(address).status_code == 200
    template = make.template()
    begun = web.post(address, {"template": str(template.pk)})
    visit = Consultation.objects.get()
    assert begun["Location"] == f"/consultations/{visit.pk}/edit"
    assert visit.plan == "Retorno."
    assert web.get(address)["Location"] == f"/consultations/{visit.pk}/edit"


def test_the_editor_saves_by_its_button() -> None:
    by = make.doctor()
    draft = make.draft(by)
    web = make.browser(by)
    address = f"/consultations/{draft.pk}/edit"
    assert make.SOAP["plan"] in web.get(address).content.decode()
    saved = web.post(address, {"version": 1, "kind": "first", "plan": "Alta.", "step": "sign"})
    assert saved["Location"] == f"/consultations/{draft.pk}/signature"
    kept = Consultation.objects.get()
    assert (kept.plan, kept.subjective) == ("Alta.", make.SOAP["subjective"])


def test_the_page_saves_by_itself_and_tells_the_version() -> None:
    by = make.doctor()
    draft = make.draft(by)
    web = make.browser(by)
    answer = web.post(f"/consultations/{draft.pk}/draft", {"version": 1, "kind": "first", "plan": "A"})
    assert answer.json()["version"] == 2
    stale = web.post(f"/consultations/{draft.pk}/draft", {"version": 1, "kind": "first", "plan": "B"})
    assert stale.status_code == 412
    bad = web.post(f"/consultations/{draft.pk}/draft", {"version": 2, "kind": "nonsense"})
    assert bad.status_code == 422
    assert Consultation.objects.get().plan == "A"


def test_a_conflict_shows_both_versions_and_lets_one_choose() -> None:
    by = make.doctor()
    draft = make.draft(by)
    web = make.browser(by)
    address = f"/consultations/{draft.pk}/edit"
    web.post(address, {"version": 1, "kind": "first", "plan": "Da outra aba."})
    answer = web.post(address, {"version": 1, "kind": "first", "plan": "Desta aba."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<del>Da outra aba.</del>" in page
    assert "<ins>Desta aba.</ins>" in page
    web.post(address, {"version": 1, "over": 2, "kind": "first", "plan": "Desta aba."})
    assert Consultation.objects.get().plan == "Desta aba."


def test_diagnoses_are_kept_in_place_and_as_a_page() -> None:
    by = make.doctor()
    draft = make.draft(by)
    web = make.browser(by)
    address = f"/consultations/{draft.pk}/diagnoses/new"
    body = {"display": "Faringite", "code": "J02.9", "system": make.CID10, "certainty": "suspected"}
    fragment = web.post(address, body, headers={"HX-Request": "true"})
    assert "J02.9" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert web.post(address, {"display": "", "certainty": "suspected"}).status_code == 422
    made = draft.diagnoses.get()
    assert web.get(f"/consultations/{draft.pk}/diagnoses/{made.pk}").status_code == 200
    web.post(
        f"/consultations/{draft.pk}/diagnoses/{made.pk}",
        {"version": made.version, "certainty": "confirmed", "kind": "main"},
    )
    assert draft.diagnoses.get().certainty == "confirmed"
    web.post(f"/consultations/{draft.pk}/diagnoses/{made.pk}/removal")
    assert not draft.diagnoses.exists()


def test_what_is_signed_is_shown_first_and_signed_with_the_password() -> None:
    by = make.doctor()
    draft = make.draft(by)
    web = make.browser(by)
    address = f"/consultations/{draft.pk}/signature"
    page = web.get(address)
    digest = page.context["digest"]
    assert make.SOAP["assessment"] in page.content.decode()
    wrong = web.post(address, {"version": 1, "seen": digest, "password": "outra coisa 9"})
    assert wrong.status_code == 422
    assert Consultation.objects.get().is_draft
    done = web.post(address, {"version": 1, "seen": digest, "password": make.PASSWORD})
    assert done["Location"] == f"/consultations/{draft.pk}"
    read = web.get(done["Location"]).content.decode()
    assert make.SOAP["plan"] in read
    assert "CRM-SP" in read


def test_addenda_errors_and_versions_have_their_pages() -> None:
    by = make.doctor()
    visit = make.consultation(by)
    web = make.browser(by)
    for name in ("addenda/new", "withdrawal"):
        assert web.get(f"/consultations/{visit.pk}/{name}").status_code == 200
    secret = {"password": make.PASSWORD}
    web.post(f"/consultations/{visit.pk}/addenda/new", {"text": "Cultura negativa.", **secret})
    assert "Cultura negativa." in web.get(f"/consultations/{visit.pk}").content.decode()
    versions = web.get(f"/consultations/{visit.pk}/versions").content.decode()
    assert "Cultura negativa." in versions
    web.post(f"/consultations/{visit.pk}/withdrawal", {"because": "Outra paciente", **secret})
    assert "Outra paciente" in web.get(f"/consultations/{visit.pk}").content.decode()
    assert web.get(f"/chart/{visit.patient_id}/consultations").status_code == 200
    assert web.get(f"/chart/{visit.patient_id}/signatures").status_code == 200


def test_a_preceptor_finds_and_signs_what_waits_for_her() -> None:
    resident = make.doctor()
    preceptor = make.doctor(make.unit_of(resident))
    visit = make.consultation(resident, cosigner=preceptor.employee)
    web = make.browser(preceptor)
    assert visit.patient.name in web.get("/consultations").content.decode()
    assert web.get(f"/consultations/{visit.pk}/cosignature").status_code == 200
    web.post(f"/consultations/{visit.pk}/cosignature", {"password": make.PASSWORD})
    assert Consultation.objects.get().cosigned_by == preceptor


def test_drafts_wait_at_the_front_page() -> None:
    by = make.doctor()
    draft = make.draft(by)
    web = make.browser(by)
    assert draft.patient.name in web.get("/consultations").content.decode()
    assert "/consultations" in web.get("/").content.decode()
    web.post(f"/consultations/{draft.pk}/discarding")
    assert draft.patient.name not in web.get("/consultations").content.decode()


def test_templates_are_kept_on_their_pages() -> None:
    web = make.browser(make.user("consultations.manage_template", "consultations.view_consultation"))
    web.post("/consultations/templates/new", {"name": "Retorno", "kind": "follow_up", "plan": "Alta."})
    made = Template.objects.get()
    assert "Retorno" in web.get("/consultations/templates").content.decode()
    assert web.get(f"/consultations/templates/{made.pk}").status_code == 200
    web.post(
        f"/consultations/templates/{made.pk}", {"version": 1, "name": "Retorno", "kind": "first", "plan": "B"}
    )
    web.post(f"/consultations/templates/{made.pk}/retirement", {"version": 2})
    assert Template.objects.get().retired_at


@pytest.mark.parametrize("address", ["/consultations", "/chart/{patient}/consultations"])
def test_a_list_of_many_asks_no_more_than_one_of_few(address: str) -> None:
    by = make.doctor()
    visit = make.consultation(by)
    web, at = make.browser(by), address.format(patient=visit.patient_id)
    web.get(at)
    counts = []
    for _round in range(2):
        for _each in range(3):
            make.draft(by)
            make.consultation(by, make.draft(by, visit.encounter))
        with CaptureQueriesContext(connection) as asked:
            assert web.get(at).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
