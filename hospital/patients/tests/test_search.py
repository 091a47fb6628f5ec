"""Whatever is at hand finds the patient, however it is written."""

from datetime import date

import pytest

from hospital.patients import lists
from hospital.patients.models import Patient
from hospital.patients.schemas import PatientQuery
from hospital.patients.search import Question, understood

from . import make


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ana souza", Question(names=("ana", "souza"))),
        ("390.533.447-05", Question(numbers=("390.533.447-05",))),
        ("898 0000 0004 3208", Question(numbers=("898 0000 0004 3208",))),
        ("(11) 98765-4321", Question(numbers=("(11) 98765-4321",))),
        ("12/03/1980", Question(days=(date(1980, 3, 12),))),
        ("1980-03-12", Question(days=(date(1980, 3, 12),))),
        ("12.03.1980 ana", Question(names=("ana",), days=(date(1980, 3, 12),))),
        ("31/02/1980", Question(numbers=("31/02/1980",))),
        ("ana 4711", Question(names=("ana",), numbers=("4711",))),
        ("  ", Question()),
    ],
)
def test_what_is_typed_is_understood(text: str, question: Question) -> None:
    assert understood(text) == question


@pytest.fixture
def ana() -> Patient:
    make.patient(given_name="Zulmira", family_name="Rocha")
    return make.patient(
        given_name="Ána", family_name="Cláudia de Souza", social_name="Kau Lima",
        birth_date=date(1980, 3, 12), cpf="390.533.447-05", cns="898000000043208", phone="(11) 98765-4321",
        identifiers=[{"kind": "passport", "system": "BR", "value": "FX123456"}],
    )  # fmt: skip


def found(text: str) -> list[Patient]:
    return lists.page(PatientQuery.model_validate({"q": text}), by=make.receptionist()).items


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "ana", "ANA CLAUDIA", "souza ána", "laudi", "kau", "lima", "390.533.447-05", "39053344705",
        "898 0000 0004 3208", "12/03/1980", "12031980", "1980-03-12", "souza 12/03/1980", "(11) 98765-4321",
        "11987654321", "FX123456", "fx123456", "ana FX123456",
        "Sousa", "Anna Klaudia", "cláudya", "Claudiia", "Sousza",
    ],
)  # fmt: skip
def test_a_patient_is_found_by(ana: Patient, text: str) -> None:
    assert found(text) == [ana]


@pytest.mark.django_db
def test_a_patient_is_found_by_the_chart_number(ana: Patient) -> None:
    assert found(str(ana.chart_number)) == [ana]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["ana rocha", "souza 13/03/1980", "390.533.447-06", "%", "_", "\\", "x\x00y", "'"]
)
def test_nobody_is_found_by(ana: Patient, text: str) -> None:
    assert found(text) == []


@pytest.mark.django_db
def test_who_is_spelled_so_stands_before_who_only_sounds_so() -> None:
    luiz, luis = make.patient(given_name="Luiz"), make.patient(given_name="Luís")
    assert found("luiz") == [luiz]
    assert found("luis") == [luis]
    assert set(found("luyz")) == {luiz, luis}


@pytest.mark.django_db
def test_people_called_so_stand_before_those_with_the_name_further_on() -> None:
    last = make.patient(given_name="Ana", family_name="Joana Dias")
    first = make.patient(given_name="Joana", family_name="Zulu")
    assert found("joana") == [first, last]


@pytest.mark.django_db
def test_an_ended_number_finds_nobody() -> None:
    from hospital.patients import actions

    desk = make.receptionist()
    patient = make.patient(desk, cpf="390.533.447-05")
    actions.end_detail(patient.identifiers.get(), reason="Typed wrong", by=desk)
    assert found("390.533.447-05") == []


@pytest.mark.django_db
def test_merged_records_are_listed_only_when_asked_for() -> None:
    from hospital.patients import actions

    clerk = make.user(*make.DESK, "patients.merge_patient")
    one, other = make.patient(given_name="Bia"), make.patient(given_name="Bia")
    actions.merge(one, absorbed=other, reason="One person", by=clerk)
    assert found("bia") == [one]
    assert lists.page(PatientQuery.model_validate({"q": "bia", "state": "merged"}), by=clerk).items == [other]
