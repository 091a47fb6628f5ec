"""The records' pages: they work without JavaScript, refuse in words, and tell what stands."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any  # Any: form data and responses

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now
from PIL import Image

from hospital import config
from hospital.audit.models import Access
from hospital.patients.models import Patient
from hospital.records import actions
from hospital.records.kinds import KINDS
from hospital.records.models import Allergy, AllergyStatement, Document, Observation, Problem

from . import make

pytestmark = pytest.mark.django_db

FORMS: dict[str, dict[str, Any]] = {  # Any: see above
    "problems": {
        "display": "Asma", "category": "problem", "clinical_status": "active", "verification": "confirmed",
    },
    "allergies": {
        "display": "Látex", "kind": "allergy", "verification": "confirmed", "clinical_status": "active",
        "criticality": "high", "reaction_display": "Urticária", "reaction_severity": "mild",
    },
    "medications": {"display": "Losartana 50 mg", "status": "active"},
    "immunizations": {"display": "Influenza", "status": "completed"},
    "observations": {"display": "Fundoscopia", "category": "exam", "value_text": "normal"},
    "procedures": {"display": "Apendicectomia", "status": "completed"},
    "family-history": {"display": "Diabetes", "relationship": "mother"},
    "social-history": {"kind": "tobacco", "status": "never"},
}  # fmt: skip


def url(name: str, *args: Any) -> str:  # Any: see above
    return reverse(f"records:{name}", args=args)


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (640, 400), "navy").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize("noun", FORMS)
def test_an_entry_is_written_shown_changed_and_withdrawn(noun: str) -> None:
    patient, browser = make.patient(), make.browser(make.office())
    assert browser.get(url(noun, patient.pk)).status_code == 200
    assert browser.get(url(f"new_{noun}", patient.pk)).status_code == 200
    done = browser.post(url(f"new_{noun}", patient.pk), FORMS[noun])
    assert (done.status_code, done.headers.get("Location")) == (302, url(noun, patient.pk))
    row = KINDS[noun].model.objects.get(patient=patient)
    page = browser.get(url(noun, patient.pk)).content.decode()
    assert str(row) in page
    if KINDS[noun].change:
        where = url(f"edit_{noun}", patient.pk, row.pk)
        assert browser.get(where).status_code == 200
        changed = browser.post(where, {**FORMS[noun], "note": "conferido", "version": row.version})
        assert changed.status_code == 302
        row.refresh_from_db()
        assert row.note == "conferido"
    where = url(f"withdraw_{noun}", patient.pk, row.pk)
    assert browser.get(where).status_code == 200
    assert browser.post(where, {"because": "engano", "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_because == "engano"
    assert "engano" in browser.get(url(noun, patient.pk)).content.decode()


@pytest.mark.parametrize("noun", FORMS)
def test_a_form_that_makes_no_sense_comes_back_with_what_was_typed(noun: str) -> None:
    patient, browser = make.patient(), make.browser(make.office())
    later = (localdate() + timedelta(days=30)).strftime("%d/%m/%Y 10:00")
    refused = browser.post(url(f"new_{noun}", patient.pk), {**FORMS[noun], "occurred_at": later})
    assert refused.status_code == 422
    assert later in refused.content.decode()


def test_a_stale_form_offers_the_present_version() -> None:
    patient, browser = make.patient(), make.browser(make.office())
    problem = make.problem(patient)
    actions.change_problem(problem, severity="mild", by=make.office())
    form = {**FORMS["problems"], "version": 1}
    answer = browser.post(url("edit_problems", patient.pk, problem.pk), form)
    assert answer.status_code == 422
    assert answer.context["form"].is_stale


def test_no_known_allergies_are_stated_and_taken_back_on_the_page() -> None:
    patient, browser = make.patient(), make.browser(make.office())
    assert AllergyStatement.objects.count() == 0
    browser.post(url("no_known_allergies", patient.pk))
    statement = AllergyStatement.objects.holding().get(patient=patient)
    back = url("withdraw_statement", patient.pk)
    assert browser.get(back).status_code == 200
    browser.post(back, {"because": "não foi perguntada", "version": statement.version})
    assert not AllergyStatement.objects.holding().exists()
    assert browser.get(back).status_code == 302
    make.allergy(patient)
    browser.post(url("no_known_allergies", patient.pk))
    assert not AllergyStatement.objects.holding().exists()


def test_the_problem_list_is_looked_through_on_one_page() -> None:
    patient, browser = make.patient(), make.browser(make.office())
    one = make.problem(patient)
    other = make.problem(patient, code="I10", display="Hipertensão")
    where = url("reconcile", patient.pk)
    assert browser.get(where).status_code == 200
    form = {
        f"what_{one.pk}": "resolved", f"version_{one.pk}": 1,
        f"what_{other.pk}": "chronic", f"version_{other.pk}": 1,
    }  # fmt: skip
    assert browser.post(where, form).status_code == 302
    assert list(Problem.objects.listed().values_list("display", flat=True)) == ["Hipertensão"]
    stale = {f"what_{other.pk}": "keep", f"version_{other.pk}": 1}
    answer = browser.post(where, stale)
    assert answer.status_code == 422
    assert answer.context["form"].is_stale


def test_vitals_are_typed_in_a_grid_and_unusual_ones_confirmed() -> None:
    patient, browser = make.patient(), make.browser(make.office())
    where = url("take_vitals", patient.pk)
    assert browser.get(where).status_code == 200
    assert browser.post(where, {}).status_code == 422
    typed = {**{name: str(value) for name, value in make.CALM.items()}, "temperature": "36,8", "pulse": "240"}
    asked = browser.post(where, typed)
    assert asked.status_code == 422
    assert asked.context["is_unusual"]
    assert browser.post(where, {**typed, "confirmed": "on"}).status_code == 302
    assert Observation.objects.get(code="8310-5").value_number == Decimal("36.8")
    shown = browser.get(url("vitals", patient.pk)).content.decode()
    assert "NEWS2 3" in shown


def test_the_saturation_scale_is_chosen_only_by_who_writes_entries() -> None:
    patient = make.patient()
    nurse = make.user(*make.READS, "records.write_vitals", "patients.open_any_chart")
    form = make.browser(nurse).get(url("take_vitals", patient.pk)).context["form"]
    assert "oxygen_scale" not in form.fields
    form = make.browser(make.office()).get(url("take_vitals", patient.pk)).context["form"]
    assert "oxygen_scale" in form.fields


def test_a_childs_growth_is_shown_with_its_deviation() -> None:
    child = make.patient(birth_date=localdate() - timedelta(days=365), sex="male")
    actions.take_vitals(child, readings={"weight": "9.6", "height": "75.7"}, by=make.office())
    page = make.browser(make.office()).get(url("vitals", child.pk))
    assert len(page.context["grown"]) == 3
    assert all(abs(row.z) < 1 for row in page.context["grown"])


def test_a_document_is_attached_listed_seen_small_and_taken_away() -> None:
    patient, browser = make.patient(), make.browser(make.office())
    assert browser.get(url("attach_document", patient.pk)).status_code == 200
    file = SimpleUploadedFile("../../etc/passwd.exe", picture())
    form = {"title": "Lesão", "display": "Fotografia clínica", "file": file}
    assert browser.post(url("attach_document", patient.pk), form).status_code == 302
    document = Document.objects.get(patient=patient)
    assert document.mime == "image/png"
    assert "Lesão" in browser.get(url("documents", patient.pk)).content.decode()
    small = browser.get(url("document_thumbnail", patient.pk, document.pk))
    assert Image.open(io.BytesIO(small.content)).width == 320
    whole = browser.get(url("document_content", patient.pk, document.pk))
    assert whole.content == picture()
    assert whole["Content-Disposition"] == 'attachment; filename="lesao.png"'
    assert Access.objects.latest("at").action == "export"


def test_a_program_is_refused_whatever_it_is_called() -> None:
    patient, browser = make.patient(), make.browser(make.office())
    form = {"title": "Laudo", "display": "Laudo", "file": SimpleUploadedFile("laudo.pdf", b"MZ\x90\x00\x03")}
    refused = browser.post(url("attach_document", patient.pk), form)
    assert refused.status_code == 422
    assert refused.context["form"].errors["file"]
    assert not Document.objects.exists()


def test_another_patients_entry_is_not_found_under_this_one() -> None:
    patient, other, browser = make.patient(), make.patient(), make.browser(make.office())
    problem = make.problem(other)
    assert browser.get(url("edit_problems", patient.pk, problem.pk)).status_code == 404


def test_whoever_has_no_care_of_the_patient_is_refused_with_a_page() -> None:
    patient, browser = make.patient(), make.browser(make.stranger())
    for name in ("problems", "vitals", "documents"):
        assert browser.get(url(name, patient.pk)).status_code == 403
    assert not Access.objects.filter(patient_id=patient.pk).exists()


def test_the_wristband_tells_the_truth_about_allergies() -> None:
    patient, browser = make.patient(), make.browser(make.office())

    def band(of: Patient) -> str:
        text: str = browser.get(url("problems", of.pk)).content.decode()
        return text[text.index('class="band-end') :][:400]

    assert "não perguntadas" in band(patient) or "not asked" in band(patient)
    actions.state_no_known_allergies(patient, by=make.office())
    assert "band-end none" in band(patient)
    make.allergy(patient, criticality="high")
    make.allergy(patient, display="Poeira", criticality="low")
    text = band(patient)
    assert "band-end some" in text
    assert text.index("Dipirona") < text.index("Poeira")
    assert Allergy.objects.active().count() == 2


def test_pages_ask_the_database_as_often_for_many_as_for_one() -> None:
    patient, browser = make.patient(), make.browser(make.office())
    counts: dict[str, set[int]] = {}
    for _round in range(2):
        for number in range(3):
            at = now() - timedelta(minutes=number + 10 * _round)
            make.allergy(patient, display=f"S{_round}{number}", reactions=[{"display": "Urticária"}])
            make.observation(patient, components=[{"display": "pH", "value_number": "7"}])
            make.immunization(patient)
            make.document(patient)
            make.vitals(patient, at=at)
        for name in ("allergies", "observations", "immunizations", "documents", "vitals"):
            browser.get(url(name, patient.pk))
            config.forget()  # the settings are read again every three seconds
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(url(name, patient.pk)).status_code == 200
            counts.setdefault(name, set()).add(len(queries))
    assert all(len(found) == 1 for found in counts.values()), counts
