"""Names, addresses, numbers and dates as they are read."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from hospital.integrations.fhir import datatypes, organization, patient, practitioner
from hospital.integrations.fhir.gist import Gist, gist

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        [
            "use", "system", "value", "given", "family", "text", "line", "city", "state", "coding",
            "code", "url", "valueString", "extension", "name", "telecom", "identifier",
            "valueCodeableConcept", "valueAddress", "relationship", "start", "type", "display",
        ]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
FIELDS = [
    "name",
    "identifier",
    "gender",
    "birthDate",
    "telecom",
    "address",
    "extension",
    "contact",
    "communication",
    "maritalStatus",
    "qualification",
    "deceasedBoolean",
    "deceasedDateTime",
    "type",
    "alias",
    "active",
    "language",
]


@pytest.mark.parametrize(
    ("said", "day", "last", "precision"),
    [
        ("1985-03-01", date(1985, 3, 1), date(1985, 3, 1), "day"),
        ("1985-03", date(1985, 3, 1), date(1985, 3, 31), "month"),
        ("1985", date(1985, 1, 1), date(1985, 12, 31), "year"),
        ("1985-03-01T10:00:00-03:00", date(1985, 3, 1), date(1985, 3, 1), "day"),
    ],
)
def test_a_date_is_as_exact_as_it_is_said(said: str, day: date, last: date, precision: str) -> None:
    found = datatypes.partial_date(said)
    assert found is not None
    assert (found.day, found.last, found.precision) == (day, last, precision)


@pytest.mark.parametrize(
    "said", ["", "1985-13", "1985-02-30", "85-01-01", "0000", None, 1985, "1985-1-1", "x1985"]
)
def test_what_is_no_date_is_none(said: object) -> None:
    assert datatypes.partial_date(said) is None


def test_the_official_name_goes_before_the_others() -> None:
    names = [
        {"use": "maiden", "family": "Silva"},
        {"use": "official", "family": "Souza", "given": ["Ana", "Rosa"]},
    ]
    assert datatypes.given_and_family(datatypes.official(names)) == ("Ana Rosa", "Souza")
    assert datatypes.given_and_family({"text": "Ana Rosa Souza"}) == ("Ana", "Rosa Souza")
    assert datatypes.given_and_family({"family": "Souza"}) == ("Souza", "")


def test_the_usual_name_is_the_social_name_when_it_differs() -> None:
    legal = {"use": "official", "family": "Souza", "given": ["João"]}
    assert datatypes.social_name([legal, {"use": "usual", "text": "Joana Souza"}]) == "Joana Souza"
    assert datatypes.social_name([legal, {"use": "usual", "text": "João Souza"}]) == ""
    assert datatypes.social_name([legal]) == ""


def test_a_brazilian_street_is_told_from_its_number() -> None:
    found = datatypes.address(
        [{"line": ["Rua da Bahia, 300", "Apto 4"], "city": "Contagem", "country": "Brasil"}]
    )
    assert (found.street, found.number, found.complement, found.country) == (
        "Rua da Bahia",
        "300",
        "Apto 4",
        "BR",
    )
    assert datatypes.address([{"line": ["236 Collier Bay Unit 45"]}]).street == "236 Collier Bay Unit 45"


def test_a_foreign_number_is_not_taken_for_a_brazilian_one() -> None:
    abroad = {
        "address": [{"city": "Lawrence", "country": "US"}],
        "telecom": [{"system": "phone", "value": "555-793-9994"}],
    }
    assert [one["value"] for one in patient.from_fhir(abroad)["contacts"]] == ["+15557939994"]
    abroad["address"] = [{"city": "Oslo", "country": "NO"}]
    assert [(one["kind"], one["value"]) for one in patient.from_fhir(abroad)["contacts"]] == [
        ("other", "555-793-9994")
    ]
    assert datatypes.dialled("31 99876-5432", "BR") == "31 99876-5432"
    assert datatypes.dialled("+55 31 99876-5432", "US") == "+55 31 99876-5432"


def test_a_resource_says_in_a_few_words_what_it_is_about_and_of_when() -> None:
    seen = {"code": {"coding": [{"display": "Body Height"}]}, "effectiveDateTime": "2014-02-17T21:25:11Z"}
    assert gist(seen) == Gist("Body Height", date(2014, 2, 17))
    visit = {"class": {"code": "AMB"}, "type": [{"text": "Consulta"}], "period": {"start": "2020-01"}}
    assert gist(visit) == Gist("Consulta", date(2020, 1, 1))
    assert gist({"name": [{"use": "official", "family": "Lima", "given": ["Ana"]}]}).about == "Ana Lima"
    assert gist({"code": 7, "period": [], "type": [None, {}]}) == Gist("", None)


def test_a_registry_is_known_under_all_its_names() -> None:
    said = [
        {"system": "urn:oid:2.16.840.1.113883.13.237", "value": "1"},
        {"system": datatypes.CPF, "value": "1"},
    ]
    assert datatypes.identifiers(said) == [(datatypes.CPF, "1")]


@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_readers_take_anything_and_never_fail(resource: dict[str, object]) -> None:
    for kind, reader in (
        ("Patient", patient),
        ("Practitioner", practitioner),
        ("Organization", organization),
    ):
        said = {"resourceType": kind} | resource
        assert isinstance(reader.from_fhir(said), dict)
        assert isinstance(list(reader.doubts(said)), list)
    patient.death(resource)
    gist(resource)
