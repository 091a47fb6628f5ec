"""Rows of ours as FHIR says them, in the shape of BR Core."""

from typing import Any  # Any: JSON values

import pytest

from hospital.integrations.fhir import organization, patient, practitioner
from hospital.integrations.fhir.datatypes import CNES, CNPJ, CNS, CPF
from hospital.integrations.models import Partner
from hospital.organization.tests import make as places
from hospital.patients.models import Patient
from hospital.patients.tests import make as people

from . import make

pytestmark = pytest.mark.django_db

IDENTITY = (
    "given_name", "family_name", "social_name", "birth_date", "birth_date_precision", "sex",
    "gender_identity", "mother_name", "mother_unknown", "race_colour", "ethnicity", "birth_city",
    "birth_state", "birth_country",
    "marital_status",
)  # fmt: skip


def whole(**said: Any) -> Patient:  # Any: see above
    return people.patient(
        **{
            "given_name": "João Pedro", "family_name": "Souza", "social_name": "Joana Souza", "sex": "male",
            "gender_identity": "trans_woman", "birth_date": "1980-05-17", "mother_name": "Ana Lima",
            "race_colour": "05", "ethnicity": "Guarani", "birth_city": "Dourados", "birth_state": "MS",
            "birth_country": "BR", "marital_status": "stable_union",
            "cpf": "39053344705", "cns": "898000000043208", "phone": "11987654321", "email": "j@example.com",
            "addresses": [{"street": "Rua Um", "number": "7", "city": "Dourados", "state": "MS"}],
            "guardians": [{"name": "Rosa Lima", "relation": "sibling", "phone": "11987654322"}],
        } | said
    )  # fmt: skip


def test_a_patient_goes_out_in_the_shape_of_br_core() -> None:
    said = patient.to_fhir(whole())
    numbers = {one["system"]: one["value"] for one in said["identifier"]}
    assert numbers[CPF] == "39053344705"
    assert numbers[CNS] == "898000000043208"
    assert patient.CHART in numbers
    assert said["meta"]["profile"] == [patient.PROFILE]
    race = next(one for one in said["extension"] if one["url"] == patient.RACE)
    assert race["valueCodeableConcept"]["coding"][0]["code"] == "05"
    assert {name["use"]: name["text"] for name in said["name"]} == {
        "official": "João Pedro Souza", "usual": "Joana Souza",
    }  # fmt: skip
    assert said["telecom"][0] == {"system": "phone", "value": "+5511987654321"}


def test_a_patient_without_a_cpf_claims_no_profile() -> None:
    assert "profile" not in patient.to_fhir(people.patient())["meta"]


@pytest.mark.parametrize(
    "said",
    [
        {}, {"social_name": "", "gender_identity": ""}, {"race_colour": "03", "ethnicity": ""},
        {"mother_name": "", "mother_unknown": True}, {"gender_identity": "cis_man", "marital_status": ""},
        {"birth_date_precision": "month", "birth_date": "1980-05-01"},
        {"birth_date_precision": "year", "birth_date": "1980-01-01"},
        {"sex": "unknown", "gender_identity": ""}, {"birth_date": None, "birth_date_precision": "unknown"},
        {"birth_city": "", "birth_state": "", "birth_country": ""},
    ],
)  # fmt: skip
def test_what_goes_out_comes_back_the_same(said: dict[str, Any]) -> None:  # Any: see above
    row = whole(**said)
    back = patient.from_fhir(patient.to_fhir(row))
    row.refresh_from_db()
    assert {name: back[name] for name in IDENTITY} == {name: getattr(row, name) for name in IDENTITY}
    assert {(one["kind"], one["value"]) for one in back["identifiers"]} >= {
        ("cpf", "39053344705"), ("cns", "898000000043208"),
    }  # fmt: skip
    assert [one["value"] for one in back["contacts"]] == ["+5511987654321", "j@example.com"]
    assert (back["addresses"][0]["street"], back["addresses"][0]["number"]) == ("Rua Um", "7")
    assert (back["guardians"][0]["name"], back["guardians"][0]["relation"]) == ("Rosa Lima", "sibling")


def test_an_indigenous_patient_whose_people_is_not_said_is_taken_all_the_same() -> None:
    race = {"url": patient.RACE, "valueCodeableConcept": {"coding": [{"code": "05"}]}}
    make.delivered(make.bundle(make.patient(extension=[race])), make.gateway())
    assert (Patient.objects.get().race_colour, Patient.objects.get().mother_unknown) == ("05", True)


def test_a_practitioner_is_known_by_cns_and_licences() -> None:
    nurse = places.employee(cns="898000000043208", cbo_code="223505", job_title="Enfermeira")
    licence = places.licence(nurse)
    said = practitioner.to_fhir(nurse)
    assert said["identifier"][0]["value"] == "898000000043208"
    numbers = [one["identifier"][0]["value"] for one in said["qualification"] if "identifier" in one]
    assert numbers == [licence.number]
    assert said["qualification"][-1]["code"]["coding"][0]["code"] == "223505"
    assert said["active"] is True


def test_an_organisation_keeps_its_numbers_kind_and_address() -> None:
    number = [{"system": CNPJ, "value": "61590410000124"}, {"system": CNES, "value": "207"}]
    kind = [{"coding": [{"system": organization.KINDS, "code": "pay"}]}]
    make.delivered(
        make.bundle(make.organization(identifier=number, type=kind, alias=["HSL"])), make.gateway()
    )
    partner = Partner.objects.get()
    assert dict(partner.identifiers.values_list("value", "is_doubtful")) == {
        "61590410000124": False,
        "207": True,
    }
    said = organization.to_fhir(partner)
    assert (said["alias"], said["type"][0]["coding"][0]["code"]) == (["HSL"], "ins")
    assert said["address"][0]["line"] == ["Rua das Flores, 12"]
