"""Papers: written, issued as a file that lasts and that everybody can read, proved genuine, cancelled."""

import hashlib
import re
from typing import Any  # Any: what a paper says

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from hospital.audit.models import Access, Event
from hospital.core.errors import Denied, Invalid, Stale
from hospital.orders import actions
from hospital.orders.letters import letter
from hospital.orders.models import Issue, Paper
from hospital.organization.actions import LicenceNotInForce
from hospital.patients import actions as patients, panels
from hospital.signatures.credentials import Proven

from . import make

pytestmark = pytest.mark.django_db

CONTENTS: dict[str, dict[str, Any]] = {  # Any: see above
    "prescription": {"items": [make.PILL]},
    "certificate": {"days": 3, "starts_on": "2026-11-20"},
    "referral": {"specialty": "Cardiologia", "reason": "Sopro a esclarecer"},
    "exam_request": {"items": [{"display": "Hemograma"}], "clinical_indication": "Fadiga"},
    "report": {"title": "Relatório para a escola", "text": "Em acompanhamento.\nSem restrições."},
    "attendance_declaration": {
        "on": "2026-11-20",
        "starts_at": "08:00",
        "ends_at": "09:10",
        "companion": "Ivo",
    },
}


@pytest.fixture(autouse=True)
def somewhere() -> None:
    make.house()


@pytest.mark.parametrize("kind", CONTENTS)
def test_every_kind_is_issued_as_a_file_that_lasts_and_that_everybody_can_read(kind: str) -> None:
    doctor = make.doctor()
    paper = make.paper(kind=kind, by=doctor, **CONTENTS[kind])
    issue = actions.issue_paper(paper, by=doctor)
    pdf = actions.print_paper(Paper.objects.get(pk=paper.pk), by=doctor)
    assert hashlib.sha256(pdf).hexdigest() == issue.digest
    assert re.search(rb"pdfaid:part>2<", pdf)
    assert re.search(rb"pdfaid:conformance>B<", pdf)
    assert re.search(rb"pdfuaid:part>1<", pdf)
    assert (
        Access.objects.filter(action="print", patient_id=paper.patient_id, what="orders.paper").count() == 1
    )


def test_the_facts_that_the_law_asks_for_are_on_the_paper() -> None:
    doctor = make.doctor(specialty="Cardiologia", rqe="45678")
    patient = make.patient(cpf=make.cpf())
    issue = actions.issue_paper(make.paper(patient, by=doctor), by=doctor)
    told = issue.facts
    assert told["author"]["name"] == doctor.employee.civil_name
    assert re.fullmatch(r"CRM-SP \d+", told["author"]["licence"])
    assert told["author"]["specialty"] == "Cardiologia · RQE 45678"
    assert told["patient"]["name"] == patient.name
    assert re.fullmatch(r"\d{3}\.\d{3}\.\d{3}-\d{2}", told["patient"]["document"])
    assert told["hospital"]["address"]
    assert told["hospital"]["contact"]
    assert told["hospital"]["cnes"] == "CNES 1234567"
    assert re.search(r"Santos, \d+ de \w+ de \d{4}, às \d\d:\d\d", told["place_and_date"])
    assert told["verify_at"] == f"https://hospital.example/papers/{issue.code}"
    assert "manuscrita" in told["signing"]


def test_a_specialty_is_announced_only_with_its_registration() -> None:
    doctor = make.doctor(specialty="Cardiologia")
    assert actions.issue_paper(make.paper(by=doctor), by=doctor).facts["author"]["specialty"] == ""


def test_nothing_is_issued_while_the_address_of_the_hospital_is_unknown() -> None:
    from hospital import config
    from hospital.config.models import Setting

    Setting.objects.filter(name="hospital.address").update(value="")
    config.forget()
    doctor = make.doctor()
    with pytest.raises(actions.HouseUnknown):
        actions.issue_paper(make.paper(by=doctor), by=doctor)
    assert not Issue.objects.exists()


def test_a_controlled_medicine_is_printed_in_two_copies_that_say_for_whom_they_are() -> None:
    doctor = make.doctor()
    item = {**make.PILL, "quantity": "60 (sessenta) comprimidos"}
    paper = make.paper(by=doctor, form="special", items=[item])
    told = actions.issue_paper(paper, by=doctor).facts
    assert len(told["copies"]) == 2
    assert told["body"]["counter"]
    assert told["patient"]["address"]
    pdf = actions.print_paper(Paper.objects.get(pk=paper.pk), by=doctor)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2 or b"/Count 2" in pdf


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("certificate", {"days": 2, "cid_code": "J11"}, "consent"),
        ("certificate", {"days": 900}, "days"),
        ("prescription", {"items": []}, "items"),
        ("prescription", {"items": [{"drug": ""}]}, "items.0.drug"),
        ("prescription", {"form": "special", "items": [make.PILL]}, "items.0.quantity"),
        ("prescription", {"form": "special", "items": [{**make.PILL, "quantity": "1"}] * 4}, "items"),
        ("prescription", {"form": "yellow", "items": [make.PILL]}, "form"),
        ("referral", {"specialty": "x", "reason": ""}, "reason"),
        ("report", {"text": "x" * 20_001}, "text"),
        ("attendance_declaration", {"on": "2026-01-01", "starts_at": "10:00", "ends_at": "09:00"}, "ends_at"),
        ("horoscope", {"text": "x"}, "kind"),
    ],
)
def test_a_paper_that_says_too_little_or_too_much_is_refused(
    kind: str, data: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        make.paper(kind=kind, **data)
    assert field in refusal.value.fields


def test_the_diagnosis_stands_on_a_certificate_with_the_consent_of_the_patient() -> None:
    doctor = make.doctor()
    paper = make.paper(
        kind="certificate", by=doctor, days=2, cid_code="J11", cid_display="Influenza", consent=True
    )
    told = actions.issue_paper(paper, by=doctor).facts
    assert "J11" in str(told["body"])
    assert "consentimento" in str(told["body"])


def test_what_a_person_typed_is_never_read_as_a_template() -> None:
    doctor, evil = make.doctor(), '#panic("x") $ ] #read("/etc/passwd") \\ @a <b> *c* "'
    patient = make.patient(given_name=evil[:90])
    paper = make.paper(patient, by=doctor, items=[{"drug": evil, "instructions": evil}], advice=evil)
    assert actions.preview_paper(paper, by=doctor).startswith(b"%PDF")
    assert actions.issue_paper(paper, by=doctor).facts["body"]["items"][0]["drug"] == evil


def test_the_allergies_of_the_patient_are_on_the_prescription(monkeypatch: pytest.MonkeyPatch) -> None:
    paper, doctor = make.paper(), make.doctor()
    for known, state in (("Penicilina (anafilaxia)", "some"), ("none", "none"), ("", "unknown")):
        monkeypatch.setattr(panels, "_tellers", [lambda patient, user, known=known: known])
        told = letter(paper, None, at=paper.occurred_at, by=doctor)["allergies"]
        assert told["state"] == state
        assert known in ("", "none") or told["text"] == known


def test_a_paper_is_signed_digitally_when_its_author_has_something_to_sign_with() -> None:
    doctor = make.doctor("signatures.sign_document")
    paper = make.paper(by=doctor)
    issue = actions.issue_paper(paper, credential=Proven(doctor.pk), by=doctor)
    pdf = actions.print_paper(Paper.objects.get(pk=paper.pk), by=doctor)
    assert issue.is_signed
    assert b"ETSI.CAdES.detached" in pdf
    assert re.search(rb"pdfaid:part>2<", pdf)
    assert hashlib.sha256(pdf).hexdigest() == issue.digest
    assert "PAdES" in issue.facts["signing"]


def test_a_draft_changes_until_it_is_issued_and_never_after() -> None:
    doctor = make.doctor()
    paper = make.paper(by=doctor)
    paper = actions.change_paper(paper, data={"items": [{"drug": "Dipirona 1 g"}]}, version=1, by=doctor)
    with pytest.raises(Stale):
        actions.change_paper(paper, data={"items": [make.PILL]}, version=1, by=doctor)
    actions.issue_paper(paper, by=doctor)
    with pytest.raises(actions.PaperIssued):
        actions.change_paper(paper, data={"items": [make.PILL]}, version=paper.version, by=doctor)
    with pytest.raises(actions.PaperIssued):
        actions.issue_paper(paper, by=doctor)
    for sql in (
        "UPDATE orders_paper SET data = '{}'",
        "DELETE FROM orders_paper",
        "UPDATE orders_issue SET digest = repeat('0', 64)",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_only_who_wrote_a_paper_issues_it_and_only_with_a_licence() -> None:
    paper = make.paper()
    with pytest.raises(actions.NotTheAuthor):
        actions.issue_paper(paper, by=make.doctor())
    with pytest.raises(LicenceNotInForce):
        make.paper(by=make.user(*make.DOCTOR, make.ANYWHERE))
    with pytest.raises(Denied):
        make.paper(by=make.nurse())
    with pytest.raises(Denied):
        actions.preview_paper(paper, by=make.lab())


def test_a_draft_that_is_thrown_away_is_not_issued() -> None:
    doctor = make.doctor()
    paper = make.paper(by=doctor)
    actions.discard_paper(paper, reason="outra paciente", by=doctor)
    paper = Paper.objects.get(pk=paper.pk)
    assert paper.state == "cancelled"
    with pytest.raises(actions.PaperCancelled):
        actions.issue_paper(paper, by=doctor)
    with pytest.raises(actions.NotIssued):
        actions.print_paper(paper, by=doctor)


def test_an_issued_paper_is_cancelled_for_a_reason_and_its_file_stays() -> None:
    doctor = make.doctor()
    paper = make.paper(by=doctor)
    with pytest.raises(actions.NotIssued):
        actions.cancel_paper(paper, reason="x", by=doctor)
    issue = actions.issue_paper(paper, by=doctor)
    paper = Paper.objects.get(pk=paper.pk)
    with pytest.raises(Invalid):
        actions.cancel_paper(paper, reason=" ", by=doctor)
    actions.cancel_paper(paper, reason="Dose errada", by=doctor)
    assert Paper.objects.get(pk=paper.pk).state == "cancelled"
    assert default_storage.exists(issue.file)
    with pytest.raises(actions.PaperCancelled):
        actions.cancel_paper(paper, reason="again", by=doctor)
    assert Event.objects.get(verb="orders.paper_cancelled").reason == "Dose errada"


def test_codes_are_not_guessed_and_numbers_are_given_once() -> None:
    doctor = make.doctor()
    issues = [actions.issue_paper(make.paper(by=doctor), by=doctor) for _place in range(3)]
    assert all(
        re.fullmatch(r"([2-9A-HJKMNP-TV-Z]{4}-){3}[2-9A-HJKMNP-TV-Z]{4}", issue.code) for issue in issues
    )
    assert len({issue.number for issue in issues}) == len({issue.code for issue in issues}) == 3


def test_a_patient_without_cpf_is_named_by_the_document_she_has() -> None:
    doctor, patient = make.doctor(), make.patient()
    patients.add_identifier(
        patient, kind="rg", system="SSP-SP", value="12.345.678-9", by=make.user("patients.change_patient")
    )
    told = actions.issue_paper(make.paper(patient, by=doctor), by=doctor).facts
    assert told["patient"]["document"] == "12.345.678-9"
