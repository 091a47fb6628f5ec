"""What two people can do at once in one record."""

from typing import Any  # Any: results

import pytest

from hospital.core.errors import DomainError
from hospital.records import actions
from hospital.records.models import Allergy, AllergyStatement, Problem
from tests.race import race

from . import make

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(outcomes: list[Any]) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes if isinstance(outcome, DomainError))


def test_nobody_denies_allergies_while_somebody_writes_one_down() -> None:
    patient, by = make.patient(), make.office()

    def act(number: int) -> Any:  # Any: see above
        if number:
            return actions.add_allergy(patient, display="Látex", by=by)
        return actions.state_no_known_allergies(patient, by=by)

    outcomes = race(2, act)
    assert refusals(outcomes) in ([], ["HasAllergies"])
    assert Allergy.objects.active().count() == 1
    assert not AllergyStatement.objects.holding().exists()


def test_of_two_equal_problems_one_is_listed() -> None:
    patient, by = make.patient(), make.office()
    outcomes = race(4, lambda _number: make.problem(patient, by=by))
    assert refusals(outcomes) == ["ProblemListed"] * 3
    assert Problem.objects.listed().count() == 1


def test_of_two_changes_from_one_version_one_wins() -> None:
    by = make.office()
    problem = make.problem(make.patient())
    outcomes = race(
        2,
        lambda number: actions.change_problem(problem, severity=("mild", "severe")[number], version=1, by=by),
    )
    assert refusals(outcomes) == ["Stale"]


def test_an_entry_is_withdrawn_once() -> None:
    by = make.office()
    problem = make.problem(make.patient())
    outcomes = race(3, lambda _number: actions.withdraw(problem, because="engano", by=by))
    assert refusals(outcomes) == ["EntryWithdrawn"] * 2
