"""What two people, or one in two tabs, can do with a visit at once."""

from collections.abc import Callable

import pytest

from hospital.consultations import actions
from hospital.consultations.models import Consultation, Diagnosis
from hospital.core.errors import Conflict
from hospital.signatures import actions as signatures
from hospital.signatures.credentials import Proven
from hospital.signatures.models import Authority, Certificate, Version
from tests.race import race

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visit_signed_twice_at_once_is_signed_once() -> None:
    by = make.doctor()
    draft = make.draft(by)
    signatures.issue_certificate(by=by)
    told = race(2, lambda _turn: actions.sign_visit(draft, credential=Proven(by.pk), by=by))
    assert sorted(type(one).__name__ for one in told) == ["Version", "VisitSigned"]
    assert Version.objects.count() == 1


def test_a_diagnosis_named_while_the_visit_is_signed_is_in_the_signature_or_refused() -> None:
    by = make.doctor()
    draft = make.draft(by)
    signatures.issue_certificate(by=by)
    both(
        lambda: actions.sign_visit(draft, credential=Proven(by.pk), by=by),
        lambda: make.diagnosis(draft, by),
    )
    visit = Consultation.objects.get()
    assert actions.verify_visit(visit, by=by).is_whole
    assert len(json_of(visit)["diagnoses"]) == Diagnosis.objects.count()


def test_two_visits_of_a_patient_signed_at_once_do_not_fork_the_chain() -> None:
    by = make.doctor()
    colleague = make.doctor(make.unit_of(by))
    encounter = make.encounter(by)
    drafts = [make.draft(by, encounter), make.draft(colleague, encounter)]
    both(
        lambda: actions.sign_visit(drafts[0], credential=Proven(by.pk), by=by),
        lambda: actions.sign_visit(drafts[1], credential=Proven(colleague.pk), by=colleague),
    )
    report = signatures.verify_patient(encounter.patient, by=by)
    assert (len(report.verdicts), report.chains, report.is_whole) == (2, 1, True)


def test_two_tabs_that_save_at_once_do_not_overwrite_each_other() -> None:
    by = make.doctor()
    draft = make.draft(by)
    told = both(
        lambda: actions.save_draft(draft, version=1, plan="um", by=by),
        lambda: actions.save_draft(draft, version=1, plan="dois", by=by),
    )
    assert sum(isinstance(one, Conflict) for one in told) == 1


def test_one_draft_is_begun_of_two_at_once() -> None:
    by = make.doctor()
    encounter = make.encounter(by)
    told = race(2, lambda _turn: actions.begin(encounter, by=by, **make.SOAP))
    assert sum(isinstance(one, actions.DraftExists) for one in told) == 1


def test_an_addendum_and_a_withdrawal_at_once_leave_a_whole_chain() -> None:
    by = make.doctor()
    visit = make.consultation(by)
    both(
        lambda: make.addendum(visit, by),
        lambda: actions.withdraw_visit(visit, because="Erro", credential=Proven(by.pk), by=by),
    )
    assert actions.verify_visit(Consultation.objects.get(), by=by).is_whole


def test_the_authority_of_our_own_is_made_once() -> None:
    people = [make.doctor(), make.doctor()]
    race(2, lambda turn: signatures.issue_certificate(by=people[turn]))
    assert (Authority.objects.count(), Certificate.objects.count()) == (1, 2)


def both(*calls: Callable[[], object]) -> list[object]:
    return list(race(len(calls), lambda turn: calls[turn]()))


def json_of(visit: Consultation) -> dict[str, list[object]]:
    from hospital.consultations.signing import read

    last = Version.objects.of(visit).last()
    assert last is not None
    return read(last)
