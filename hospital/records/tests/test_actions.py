"""What is written in a record: it works, it is denied, it comes too late, it is recorded."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any  # Any: whatever actions take

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localdate, now

from hospital.audit.models import Change, Event
from hospital.core.errors import Denied, Invalid, Stale
from hospital.patients import actions as patients
from hospital.patients.actions import EntryWithdrawn
from hospital.patients.care import OutsideCare
from hospital.patients.models import Patient
from hospital.records import actions
from hospital.records.models import Allergy, AllergyStatement, Observation, Problem

from . import make

pytestmark = pytest.mark.django_db

WRITES: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {  # Any: see above
    "problem_added": (actions.add_problem, {"display": "Asma"}),
    "allergy_added": (actions.add_allergy, {"display": "Látex"}),
    "no_known_allergies_stated": (actions.state_no_known_allergies, {}),
    "observation_recorded": (actions.record_observation, {"display": "Fundoscopia", "value_text": "normal"}),
    "vitals_taken": (actions.take_vitals, {"readings": {"pulse": 80}}),
    "immunization_recorded": (actions.record_immunization, {"display": "Hepatite B"}),
    "family_history_added": (actions.add_family_history, {"display": "Diabetes", "relationship": "mother"}),
    "social_history_added": (actions.add_social_history, {"kind": "tobacco", "status": "never"}),
    "procedure_recorded": (actions.record_procedure, {"display": "Apendicectomia"}),
    "medication_added": (actions.add_medication, {"display": "Losartana"}),
    "document_attached": (
        actions.attach_document, {"display": "Laudo", "title": "Laudo", "content": b"Normal.\n"},
    ),
    "problems_reconciled": (actions.reconcile_problems, {"decisions": []}),
}  # fmt: skip


def last(verb: str) -> Any:  # Any: an Event
    return Event.objects.filter(verb=f"records.{verb}").latest("at")


@pytest.mark.parametrize("verb", WRITES)
def test_each_act_is_recorded_with_the_patient(verb: str) -> None:
    act, data = WRITES[verb]
    patient, by = make.patient(), make.office()
    act(patient, by=by, **data)
    event = last(verb)
    assert (event.patient_id, event.by_id) == (patient.pk, by.pk)


@pytest.mark.parametrize("verb", WRITES)
def test_each_act_is_denied_to_who_only_reads(verb: str) -> None:
    act, data = WRITES[verb]
    with pytest.raises(Denied):
        act(make.patient(), by=make.reader(), **data)


@pytest.mark.parametrize("verb", WRITES)
def test_each_act_is_refused_outside_ones_care(verb: str) -> None:
    act, data = WRITES[verb]
    with pytest.raises(OutsideCare):
        act(make.patient(), by=make.stranger(), **data)


@pytest.mark.parametrize("verb", WRITES)
def test_each_act_comes_too_late_for_a_merged_record(verb: str) -> None:
    act, data = WRITES[verb]
    patient, other = make.patient(), make.patient()
    merger = make.user("patients.merge_patient", "patients.view_patient")
    patients.merge(other, absorbed=patient, reason="uma só pessoa", by=merger)
    with pytest.raises(patients.RecordMerged):
        act(patient, by=make.office(), **data)


TIMED = sorted(WRITES.keys() - {"vitals_taken", "problems_reconciled"})


@pytest.mark.parametrize("verb", TIMED)
def test_nothing_happens_in_the_future_nor_before_birth(verb: str) -> None:
    act, data = WRITES[verb]
    patient, by = make.patient(birth_date=date(2000, 5, 1)), make.office()
    with pytest.raises(Invalid) as late:
        act(patient, by=by, occurred_at=now() + timedelta(hours=1), **data)
    with pytest.raises(Invalid) as early:
        act(patient, by=by, occurred_at=now() - timedelta(days=365 * 90), **data)
    assert "occurred_at" in late.value.fields
    assert "occurred_at" in early.value.fields


@pytest.mark.parametrize("verb", TIMED)
def test_what_happened_long_ago_is_imported_by_who_opens_every_chart(verb: str) -> None:
    act, data = WRITES[verb]
    at = now() - timedelta(days=4000)
    row = act(make.patient(), by=make.office(), occurred_at=at, source="imported", **data)
    assert (row.occurred_at, row.source) == (at, "imported")


def test_a_problem_is_listed_once_but_imports_bring_what_they_bring() -> None:
    patient = make.patient()
    make.problem(patient)
    with pytest.raises(actions.ProblemListed):
        make.problem(patient)
    make.problem(patient, source="imported")
    make.problem(patient, category="encounter_diagnosis")
    assert Problem.objects.listed().filter(patient=patient).count() == 2


def test_a_resolved_problem_may_come_back_to_the_list() -> None:
    patient = make.patient()
    first = make.problem(patient, onset_on=date(2020, 1, 1))
    actions.change_problem(
        first, clinical_status="resolved", abatement_on=date(2021, 1, 1), version=1, by=make.office()
    )
    make.problem(patient)
    assert last("problem_changed").particulars["fields"] == ["clinical_status", "abatement_on"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"display": ""}, "display"),
        ({"onset_on": localdate() + timedelta(days=2)}, "onset_on"),
        ({"onset_on": date(2020, 1, 2), "abatement_on": date(2020, 1, 1)}, "abatement_on"),
        ({"abatement_on": date(2020, 1, 1)}, "abatement_on"),
        ({"clinical_status": "odd"}, "clinical_status"),
        ({"display": "x\x00"}, "display"),
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(data: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make.problem(make.patient(), **({"code": ""} | data))
    assert field in refused.value.fields


def test_the_database_too_refuses_a_problem_that_is_over_and_active() -> None:
    problem = make.problem(make.patient())
    with pytest.raises(IntegrityError, match="problem_that_is_over_is_not_active"), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(abatement_on=date(2024, 1, 1))


def test_the_list_is_looked_through_at_once() -> None:
    patient, by = make.patient(), make.office()
    asthma, flu = make.problem(patient), make.problem(patient, code="J11", display="Gripe")
    visit = make.problem(patient, code="I10", display="Hipertensão", category="encounter_diagnosis")
    decisions = [
        actions.Decision(asthma.pk, 1, "chronic"), actions.Decision(flu.pk, 1, "resolved"),
        actions.Decision(visit.pk, 1, "list"),
    ]  # fmt: skip
    actions.reconcile_problems(patient, decisions=decisions, by=by)
    listed = Problem.objects.listed().filter(patient=patient)
    assert {row.display: row.category for row in listed} == {"Asma": "chronic", "Hipertensão": "problem"}
    assert last("problems_reconciled").particulars == {"chronic": 1, "resolved": 1, "list": 1}
    with pytest.raises(Stale):
        actions.reconcile_problems(patient, decisions=[actions.Decision(asthma.pk, 1, "keep")], by=by)


def test_an_allergy_has_reactions_and_ends_the_word_that_there_are_none() -> None:
    patient, by = make.patient(), make.office()
    statement = actions.state_no_known_allergies(patient, by=by)
    allergy = make.allergy(patient, reactions=[{"display": "Urticária", "severity": "moderate"}])
    statement.refresh_from_db()
    assert statement.superseded_at is not None
    assert [str(reaction) for reaction in allergy.reactions.all()] == ["Urticária"]
    with pytest.raises(actions.AllergyListed):
        make.allergy(patient, display="DIPIRONA")


def test_nobody_states_no_known_allergies_beside_an_active_one() -> None:
    patient, by = make.patient(), make.office()
    allergy = make.allergy(patient)
    with pytest.raises(actions.HasAllergies):
        actions.state_no_known_allergies(patient, by=by)
    actions.withdraw(allergy, because="paciente errada", version=1, by=by)
    actions.state_no_known_allergies(patient, by=by)
    assert AllergyStatement.objects.holding().filter(patient=patient).count() == 1


def test_the_database_too_refuses_the_statement_beside_an_allergy() -> None:
    patient, by = make.patient(), make.office()
    make.allergy(patient)
    row = AllergyStatement(patient=patient, recorded_by=by)
    with (
        pytest.raises(IntegrityError, match="active allergy"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_an_allergy_that_becomes_active_again_ends_the_statement_even_in_raw_sql() -> None:
    patient, by = make.patient(), make.office()
    allergy = make.allergy(patient, clinical_status="resolved")
    actions.state_no_known_allergies(patient, by=by)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_allergy SET clinical_status = 'active' WHERE id = %s", [allergy.pk])
    assert not AllergyStatement.objects.holding().filter(patient=patient).exists()


def test_a_merge_brings_an_allergy_to_a_record_that_denied_any() -> None:
    survivor, absorbed, by = make.patient(), make.patient(), make.office()
    actions.state_no_known_allergies(survivor, by=by)
    make.allergy(absorbed)
    merger = make.user("patients.merge_patient", "patients.view_patient")
    patients.merge(survivor, absorbed=absorbed, reason="uma só pessoa", by=merger)
    assert not AllergyStatement.objects.holding().exists()
    assert Allergy.objects.active().filter(patient=survivor).count() == 1


def test_a_merge_brings_a_denial_to_a_record_with_an_allergy() -> None:
    survivor, absorbed, by = make.patient(), make.patient(), make.office()
    actions.state_no_known_allergies(absorbed, by=by)
    make.allergy(survivor)
    merger = make.user("patients.merge_patient", "patients.view_patient")
    merged = patients.merge(survivor, absorbed=absorbed, reason="uma só pessoa", by=merger)
    assert not AllergyStatement.objects.holding().exists()
    patients.undo_merge(merged, reason="engano", by=merger)
    assert AllergyStatement.objects.get().patient_id == absorbed.pk


@pytest.mark.parametrize(
    ("make_row", "event"),
    [
        (make.problem, "problem"), (make.allergy, "allergy"), (make.observation, "observation"),
        (make.immunization, "immunization"), (make.medication, "medication"), (make.document, "document"),
    ],
)  # fmt: skip
def test_an_entry_in_error_stays_with_who_when_and_why(make_row: Callable[..., Any], event: str) -> None:
    row, by = make_row(make.patient()), make.office()
    gone = actions.withdraw(row, because="outro paciente", version=1, by=by)
    assert (gone.withdrawn_by, gone.withdrawn_because) == (by, "outro paciente")
    assert last(f"{event}_withdrawn").reason == "outro paciente"
    with pytest.raises(EntryWithdrawn):
        actions.withdraw(gone, because="de novo", by=by)
    with pytest.raises(Denied):
        actions.withdraw(row, because="sem direito", by=make.reader())


def test_what_was_withdrawn_is_not_changed_and_a_stale_change_is_refused() -> None:
    by = make.office()
    problem = make.problem(make.patient())
    with pytest.raises(Stale):
        actions.change_problem(problem, severity="mild", version=7, by=by)
    actions.withdraw(problem, because="engano", by=by)
    with pytest.raises(EntryWithdrawn):
        actions.change_problem(problem, severity="mild", by=by)


def test_a_change_without_a_difference_is_not_recorded() -> None:
    medication = make.medication(make.patient())
    actions.change_medication(medication, dosage=medication.dosage, version=1, by=make.office())
    assert not Event.objects.filter(verb="records.medication_changed").exists()


def test_a_medicine_that_she_stopped_may_be_taken_up_again() -> None:
    patient, by = make.patient(), make.office()
    first = make.medication(patient)
    with pytest.raises(actions.MedicationListed):
        make.medication(patient)
    actions.change_medication(first, status="stopped", ended_on=localdate(), version=1, by=by)
    make.medication(patient)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"status": "not_done"}, "not_given_because"),
        ({"not_given_because": "febre"}, "not_given_because"),
        ({"expires_on": date(2020, 1, 1)}, "expires_on"),
    ],
)
def test_a_dose_is_given_in_time_or_says_why_not(data: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make.immunization(make.patient(), **data)
    assert field in refused.value.fields


def test_a_relative_who_lives_has_no_age_at_death() -> None:
    with pytest.raises(Invalid) as refused:
        actions.add_family_history(
            make.patient(), display="Infarto", relationship="father", deceased_age=50, by=make.office()
        )
    assert "deceased_age" in refused.value.fields


def test_an_observation_is_read_against_its_range() -> None:
    patient = make.patient()
    low = make.observation(patient, value_number="9.1", reference_low="12", reference_high="16")
    assert low.interpretation == "L"
    with pytest.raises(Invalid) as refused:
        make.observation(patient, value_number=None)
    assert "value_text" in refused.value.fields
    panel = actions.record_observation(
        patient, display="Gasometria", by=make.office(),
        components=[{"display": "pH", "value_number": Decimal("7.2"), "reference_low": Decimal("7.35")}],
    )  # fmt: skip
    assert [part.interpretation for part in panel.components.all()] == ["L"]


def test_every_table_of_the_record_keeps_its_history() -> None:
    patient = make.patient()
    for act, data in WRITES.values():
        if act is not actions.state_no_known_allergies:
            act(patient, by=make.office(), **data)
    kept = {change.table for change in Change.objects.filter(patient_id=patient.pk)}
    assert {
        "records_problem", "records_allergy", "records_observation", "records_immunization",
        "records_familyhistory", "records_socialhistory", "records_procedure",
        "records_medicationstatement", "records_document",
    } <= kept  # fmt: skip
    hidden = Change.objects.get(table="records_document", operation="insert").after
    assert hidden is not None
    assert hidden["stored_name"] == "***"


def test_the_words_of_a_confidential_patient_are_for_who_may_see_her() -> None:
    patient = make.patient()
    make.problem(patient)
    Patient.objects.filter(pk=patient.pk).update(is_confidential=True)
    seen = make.user("patients.view_chart")
    assert not Problem.objects.visible_to(seen).exists()
    assert not Problem.objects.visible_to(make.user()).exists()
    assert Problem.objects.visible_to(make.reader()).exists()
    assert not Observation.objects.exists()
