"""Writing, signing, adding to a visit, and declaring it an error."""

import json
from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from hospital import terminology
from hospital.accounts.actions import system
from hospital.audit.models import Change, Event
from hospital.consultations import actions, signing
from hospital.consultations.models import Consultation, Diagnosis
from hospital.core.errors import Denied, Invalid, Stale
from hospital.patients import actions as patients
from hospital.patients.care import OutsideCare
from hospital.signatures import actions as signatures
from hospital.signatures.credentials import Proven
from hospital.signatures.models import Version
from hospital.terminology import actions as codes

from . import make

pytestmark = pytest.mark.django_db


def recorded(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("at")


def test_a_visit_begins_as_a_draft_that_only_its_writer_sees() -> None:
    by = make.doctor()
    draft = make.draft(by)
    assert draft.is_draft
    assert recorded("consultations.begun").patient_id == draft.patient_id
    colleague = make.doctor(make.unit_of(by))
    assert Consultation.objects.visible_to(by).filter(pk=draft.pk).exists()
    assert not Consultation.objects.visible_to(colleague).filter(pk=draft.pk).exists()
    signed = make.consultation(by, draft)
    assert Consultation.objects.visible_to(colleague).filter(pk=signed.pk).exists()


def test_a_visit_is_begun_only_with_the_permission_and_in_ones_care() -> None:
    encounter = make.encounter(make.doctor())
    with pytest.raises(Denied):
        actions.begin(encounter, by=make.receptionist())
    with pytest.raises(OutsideCare):
        actions.begin(encounter, by=make.doctor())


def test_there_is_one_draft_at_a_time_of_a_person_in_an_encounter() -> None:
    by = make.doctor()
    encounter = make.encounter(by)
    first = make.draft(by, encounter)
    with pytest.raises(actions.DraftExists):
        make.draft(by, encounter)
    make.consultation(by, first)
    assert make.draft(by, encounter).is_draft


def test_a_draft_is_saved_from_the_version_it_was_read_at() -> None:
    by = make.doctor()
    draft = make.draft(by)
    saved = actions.save_draft(draft, version=draft.version, subjective="Melhor.", by=by)
    assert (saved.subjective, saved.objective) == ("Melhor.", make.SOAP["objective"])
    with pytest.raises(Stale):
        actions.save_draft(draft, version=draft.version, subjective="Pior.", by=by)


def test_the_trail_hears_of_a_draft_now_and_then_and_history_only_of_its_ends() -> None:
    by = make.doctor()
    draft = make.draft(by)
    for text in ("um", "dois", "três"):
        draft = actions.save_draft(draft, version=draft.version, plan=text, by=by)
    assert not Event.objects.filter(verb="consultations.draft_saved").exists()
    Consultation.objects.filter(pk=draft.pk).update(noted_at=now() - timedelta(minutes=6))
    actions.save_draft(draft, version=draft.version, plan="quatro", by=by)
    assert recorded("consultations.draft_saved").particulars["fields"] == ["plan"]
    assert Change.objects.filter(row_id=str(draft.pk)).values_list("operation", flat=True).get() == "insert"


def test_nobody_else_changes_a_draft() -> None:
    by = make.doctor()
    draft = make.draft(by)
    other = make.doctor(make.unit_of(by))
    with pytest.raises(actions.NotHers):
        actions.save_draft(draft, version=draft.version, plan="x", by=other)
    with pytest.raises(actions.NotHers):
        actions.sign_visit(draft, credential=Proven(other.pk), by=other)


def test_a_visit_is_not_in_the_future() -> None:
    by = make.doctor()
    with pytest.raises(Invalid):
        make.draft(by, occurred_at=now() + timedelta(hours=1))


def test_a_template_is_filled_in_with_the_patient() -> None:
    by = make.doctor()
    template = make.template()
    patient = make.patient(given_name="Rita", family_name="Lobo", birth_date=date(1980, 1, 1))
    draft = actions.begin(make.encounter(by, patient), template=template, by=by)
    assert draft.subjective.startswith("Rita Lobo, 4")
    again = actions.apply_template(draft, template=template, version=draft.version, by=by)
    assert again.plan == "Retorno.\n\nRetorno."
    assert again.version == draft.version + 1


def test_an_earlier_visit_is_copied_with_its_origin() -> None:
    by = make.doctor()
    earlier = make.consultation(by)
    later = actions.begin(earlier.encounter, copy_from=earlier, by=by)
    assert (later.plan, later.copied_from_id) == (earlier.plan, earlier.pk)
    with pytest.raises(Invalid):
        actions.copy_forward(later, source=make.consultation(by), by=by)


def test_a_discarded_draft_is_no_part_of_the_chart() -> None:
    by = make.doctor()
    draft = make.draft(by)
    actions.discard_draft(draft, by=by)
    assert not Consultation.objects.visible_to(by).in_the_chart().filter(pk=draft.pk).exists()
    with pytest.raises(actions.VisitSigned):
        actions.save_draft(draft, version=2, plan="x", by=by)


def test_the_first_diagnosis_is_the_main_one_and_another_may_become_it() -> None:
    by = make.doctor()
    draft = make.draft(by)
    first = make.diagnosis(draft, by)
    second = make.diagnosis(draft, by, code="R50.9", display="Febre", certainty="confirmed")
    assert (first.kind, second.kind, second.rank) == ("main", "other", 2)
    with pytest.raises(actions.AlreadyNamed):
        make.diagnosis(draft, by)
    with pytest.raises(actions.OneMain):
        make.diagnosis(draft, by, code="A09", kind="main")
    second = actions.change_diagnosis(second, version=second.version, kind="main", by=by)
    assert draft.diagnoses.get(kind="main").pk == second.pk
    actions.remove_diagnosis(second, by=by)
    assert list(draft.diagnoses.values_list("pk", flat=True)) == [first.pk]


def test_a_diagnosis_may_be_said_in_words_alone_but_it_says_something() -> None:
    by = make.doctor()
    draft = make.draft(by)
    assert make.diagnosis(draft, by, system="", code="", display="Cansaço").code == ""
    with pytest.raises(Invalid):
        make.diagnosis(draft, by, system="", code="", display=" ")


def test_a_code_of_the_other_sex_needs_a_reason() -> None:
    codes.load_core_list(by=system())
    by = make.doctor()
    draft = make.draft(by, make.encounter(by, make.patient(sex="male")))
    concept = terminology.lookup(make.CID10, "O80.9")
    assert concept is not None
    assert concept.sex == "female"
    with pytest.raises(actions.OtherSex):
        make.diagnosis(draft, by, code="O80.9", display="")
    kept = make.diagnosis(draft, by, code="O80.9", display="", despite_because="Homem trans")
    assert kept.despite_because == "Homem trans"


def test_signing_covers_the_visit_its_diagnoses_and_who_the_patient_is() -> None:
    by = make.doctor()
    draft = make.draft(by)
    diagnosis = make.diagnosis(draft, by)
    version = actions.sign_visit(draft, credential=Proven(by.pk), by=by)
    content = json.loads(bytes(version.content))
    assert content["visit"]["plan"] == make.SOAP["plan"]
    assert content["diagnoses"][0]["code"] == diagnosis.code
    assert content["patient"]["name"] == draft.patient.name
    signed = Consultation.objects.get(pk=draft.pk)
    assert (signed.state, signed.signed_by, signed.signed_at) == ("signed", by, version.signed_at)
    assert recorded("consultations.signed").particulars["signature"] == str(version.pk)
    assert actions.verify_visit(signed, by=by).is_whole


def test_a_content_is_shown_whole_to_who_signs() -> None:
    by = make.doctor()
    draft = make.draft(by, return_by=date(2031, 1, 1))
    make.diagnosis(draft, by)
    lines = "\n".join(line for part in signing.shown(signing.plain_content(draft)) for line in part.lines)
    for text in (*make.SOAP.values(), "J02.9", "01/01/2031", draft.patient.mother_name):
        assert text in lines


def test_only_what_was_shown_is_signed() -> None:
    by = make.doctor()
    draft = make.draft(by)
    seen = signing.digest(draft)
    make.diagnosis(draft, by)
    with pytest.raises(Stale):
        actions.sign_visit(draft, seen=seen, credential=Proven(by.pk), by=by)
    with pytest.raises(Stale):
        actions.sign_visit(draft, version=draft.version + 1, credential=Proven(by.pk), by=by)
    actions.sign_visit(draft, seen=signing.digest(draft), credential=Proven(by.pk), by=by)


def test_nothing_is_signed_empty_late_without_a_reason_twice_or_without_a_licence() -> None:
    by = make.doctor()
    empty = make.draft(by, subjective="", objective="", assessment="", plan="")
    with pytest.raises(actions.EmptyVisit):
        actions.sign_visit(empty, credential=Proven(by.pk), by=by)
    late = make.draft(by, occurred_at=now() - timedelta(days=2))
    with pytest.raises(Invalid):
        actions.sign_visit(late, credential=Proven(by.pk), by=by)
    late = actions.save_draft(late, version=late.version, late_because="Sem sistema", by=by)
    actions.sign_visit(late, credential=Proven(by.pk), by=by)
    with pytest.raises(actions.VisitSigned):
        actions.sign_visit(late, credential=Proven(by.pk), by=by)
    unlicensed = make.person(make.unit_of(by), *make.TREATS)
    with pytest.raises(signatures.NoLicence):
        make.consultation(unlicensed)


def test_an_addendum_is_dated_signed_and_a_new_version() -> None:
    by = make.doctor()
    signed = make.consultation(by)
    colleague = make.doctor(make.unit_of(by))
    added = make.addendum(signed, colleague)
    assert added.author == colleague.employee
    first, second = Version.objects.of(signed)
    assert (second.number, second.act, second.previous) == (2, "added", first.link)
    assert json.loads(bytes(first.content))["addenda"] == []
    assert json.loads(bytes(second.content))["addenda"][0]["text"] == added.text
    assert actions.verify_visit(signed, by=by).is_whole
    with pytest.raises(actions.NotSigned):
        make.addendum(make.draft(by), by)
    with pytest.raises(Denied):
        make.addendum(signed, make.receptionist())


def test_an_error_is_declared_by_who_signed_and_everything_stays() -> None:
    by = make.doctor()
    signed = make.consultation(by)
    colleague = make.doctor(make.unit_of(by))
    with pytest.raises(actions.NotHers):
        actions.withdraw_visit(signed, because="x", credential=Proven(colleague.pk), by=colleague)
    with pytest.raises(Invalid):
        actions.withdraw_visit(signed, because=" ", credential=Proven(by.pk), by=by)
    version = actions.withdraw_visit(signed, because="Outra paciente", credential=Proven(by.pk), by=by)
    kept = Consultation.objects.get(pk=signed.pk)
    assert (kept.state, kept.withdrawn_because, kept.plan) == (
        "entered_in_error", "Outra paciente", make.SOAP["plan"],
    )  # fmt: skip
    assert (version.number, version.act, version.reason) == (2, "withdrawn", "Outra paciente")
    assert recorded("consultations.entered_in_error").reason == "Outra paciente"
    assert actions.verify_visit(kept, by=by).is_whole
    with pytest.raises(actions.NotSigned):
        make.addendum(kept, by)


def test_a_preceptor_signs_beside_the_resident_once() -> None:
    resident = make.doctor()
    preceptor = make.doctor(make.unit_of(resident))
    signed = make.consultation(resident, cosigner=preceptor.employee)
    assert Consultation.objects.to_be_cosigned_by(preceptor).get() == signed
    with pytest.raises(actions.NothingToSign):
        actions.cosign(signed, credential=Proven(resident.pk), by=resident)
    version = actions.cosign(signed, credential=Proven(preceptor.pk), by=preceptor)
    assert (version.act, version.signer) == ("cosigned", preceptor)
    assert not Consultation.objects.to_be_cosigned_by(preceptor).exists()
    with pytest.raises(actions.NothingToSign):
        actions.cosign(signed, credential=Proven(preceptor.pk), by=preceptor)
    assert actions.verify_visit(Consultation.objects.get(pk=signed.pk), by=preceptor).is_whole


def test_a_visit_from_elsewhere_is_taken_in_with_its_diagnoses_and_stays() -> None:
    by = make.doctor()
    machine = make.user("patients.open_any_chart", "consultations.write_consultation")
    received = actions.receive(
        make.encounter(by), practitioner=by.employee, data={"subjective": "Old"}, by=machine,
        diagnoses=[{"system": make.CID10, "code": "J45", "display": "Asma"}],
    )  # fmt: skip
    assert (received.state, received.diagnoses.count()) == ("received", 1)
    with pytest.raises(actions.VisitSigned):
        make.diagnosis(received, by)
    with pytest.raises(Denied):
        actions.receive(make.encounter(by), practitioner=by.employee, data={}, by=by)


def test_visits_go_over_with_a_merge_and_still_verify() -> None:
    by = make.doctor(None, "patients.merge_patient")
    other = make.doctor()
    kept, absorbed = make.consultation(by), make.consultation(other)
    make.draft(other, absorbed.encounter)
    merge = patients.merge(kept.patient, absorbed=absorbed.patient, reason="same", by=by)
    moved = Consultation.objects.get(pk=absorbed.pk)
    assert moved.patient == kept.patient
    assert actions.verify_visit(moved, by=by).is_whole
    make.addendum(moved, by)
    assert signatures.verify_patient(kept.patient, by=by).is_whole
    patients.undo_merge(merge, reason="two", by=by)
    assert actions.verify_visit(Consultation.objects.get(pk=absorbed.pk), by=other).is_whole


def test_a_template_is_written_changed_and_retired() -> None:
    template = make.template()
    by = make.user("consultations.manage_template")
    with pytest.raises(Denied):
        actions.write_template(name="X", by=make.doctor())
    changed = actions.change_template(template, version=template.version, plan="Alta.", by=by)
    retired = actions.retire_template(changed, by=by)
    assert recorded("consultations.template_retired").target_id == retired.pk
    assert Diagnosis.objects.count() == 0
