"""Is this person here already? Who is like whom, how much, and why."""

from datetime import date, timedelta
from typing import Any  # Any: test data

import pytest
from hypothesis import given, strategies as st

from hospital.patients import actions, matching
from hospital.patients.matching import LIKELY, POSSIBLE, Person, near, similarity, sounds_of

from . import make

ANA: dict[str, Any] = {  # Any: whatever a registration takes
    "given_name": "Luiz", "family_name": "de Souza", "birth_date": date(1980, 3, 4), "sex": "male",
    "mother_name": "Cristiane de Souza",
}  # fmt: skip
BORN = date(1980, 3, 4)


def person(name: str, born: date | None = BORN, mother: str = "", **more: object) -> Person:
    return Person(names=(name,), birth_date=born, mother_name=mother, **more)  # type: ignore[arg-type]  # test data


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "low", "high"),
    [
        (person("Luís Sousa", mother="Christiane Souza"), 1.0, 1.0),
        (person("LUIZ SOUZA"), 0.75, 0.75),
        (person("Luis Souza", date(1980, 4, 3)), LIKELY - 0.05, LIKELY),  # day and month swapped
        (person("Luis Souza", date(1980, 4, 3), "Cristiane Souza"), 0.85, 0.90),
        (person("Luiz Carlos Souza", mother="Cristiane Souza"), LIKELY, 1.0),  # a name left out
        (person("Luiz Souza", None, "Cristiane Souza"), LIKELY, 0.75),
        (person("Luiz Souza", date(1955, 7, 9), "Cristiane Souza"), POSSIBLE, LIKELY - 0.01),
        (person("Rafael Souza", mother="Cristiane Souza"), POSSIBLE, LIKELY - 0.01),  # a twin brother
    ],
)
def test_how_like_somebody_registered_a_person_is(one: Person, low: float, high: float) -> None:
    make.patient(**ANA)
    (match,) = matching.duplicates(one, by=make.receptionist())
    assert low <= match.score <= high, match.reasons
    assert match.score == pytest.approx(min(1.0, sum(reason.weight for reason in match.reasons)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "one",
    [
        person("Pedro Lima", mother="Rosa Lima"),
        person("Luiz Souza", date(1955, 7, 9), "Rosa Lima"),
        person("Luiza Souza", mother="Rosa Lima", sex="female"),
    ],
)
def test_somebody_else_is_not_listed(one: Person) -> None:
    make.patient(**ANA)
    assert matching.duplicates(one, by=make.receptionist()) == []


@pytest.mark.django_db
def test_one_number_is_enough_whatever_the_names_say() -> None:
    number = make.cpf()
    patient = make.patient(**ANA, cpf=number)
    other = person("Outra Pessoa", date(1955, 7, 9), "Rosa", numbers=frozenset([number]))
    (match,) = matching.duplicates(other, by=make.receptionist())
    assert match.patient == patient
    assert match.reasons[0].code == "same_number"
    assert match.is_likely


@pytest.mark.django_db
def test_another_cpf_speaks_against() -> None:
    make.patient(**ANA, cpf=make.cpf())
    one = person("Luiz Souza", mother="Cristiane Souza", numbers=frozenset([make.cpf()]))
    (match,) = matching.duplicates(one, by=make.receptionist())
    assert "other_cpf" in [reason.code for reason in match.reasons]
    assert not match.is_likely


@pytest.mark.django_db
def test_a_social_name_is_a_name_like_the_other() -> None:
    make.patient(**ANA, social_name="Luíza de Souza")
    (match,) = matching.duplicates(person("Luiza Sousa"), by=make.receptionist())
    assert match.is_likely


@pytest.mark.django_db
def test_whom_one_may_not_see_is_not_listed() -> None:
    patient = make.patient(**ANA)
    actions.set_confidential(patient, confidential=True, reason="Fame", by=make.physician())
    assert matching.duplicates(person("Luiz Souza"), by=make.receptionist()) == []
    assert matching.duplicates(person("Luiz Souza"), by=make.physician()) != []


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_a_slip_of_the_hand_goes_both_ways(day: date) -> None:
    slips = near(day)
    assert day not in slips
    assert {day + timedelta(days=1), day - timedelta(days=1)} <= set(slips)
    assert all(day in near(slip) for slip in slips)


@given(st.text("abc xyz", max_size=20), st.text("abc xyz", max_size=20))
def test_similarity_is_symmetric_between_nothing_and_the_same(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == (1 if one.split() else 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("one", "other"), [("ana maria", "anna maria"), ("luiz", "luis"), ("jo", "joão")])
def test_similarity_is_that_of_the_database(one: str, other: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity(plain(%s), plain(%s))", [one, other])
        assert similarity(one, other) == pytest.approx(cursor.fetchone()[0], abs=1e-6)


def test_what_is_kept_of_how_names_sound() -> None:
    assert sounds_of("Luís de Souza", "Lulu Souza") == ["=luis sousa", "=lulu sousa", "luis", "lulu", "sousa"]
    assert sounds_of("", "") == []
