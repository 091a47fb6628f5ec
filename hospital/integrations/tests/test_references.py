"""The five ways in which FHIR points at something."""

import pytest

from hospital.integrations.fhir.references import Condition, Key, pointed, references, target, whose

ID = "1b2f7a36-1a6e-4a4b-8a53-95a1f7a3d001"


@pytest.mark.parametrize(
    ("reference", "meant"),
    [
        (f"urn:uuid:{ID}", Key("", "", ID)),
        ("urn:oid:1.2.36", Key("", "", "1.2.36")),
        ("Patient/7", Key("Patient", "https://here.example/r4", "7")),
        ("Patient/7/_history/2", Key("Patient", "https://here.example/r4", "7")),
        ("https://there.example/fhir/Patient/7", Key("Patient", "https://there.example/fhir", "7")),
        ("Practitioner?identifier=http://npi|99", Condition("Practitioner", "http://npi", "99")),
        ("Practitioner?identifier=99", Condition("Practitioner", "", "99")),
        ("Practitioner?name=Ana", None),
        ("Nothing/7", None),
        ("patient 7", None),
    ],
)
def test_a_reference_means_one_thing(reference: str, meant: object) -> None:
    assert target(reference, "https://here.example/r4") == meant


def test_references_are_found_at_any_depth_but_not_into_what_is_contained() -> None:
    resource = {
        "subject": {"reference": "Patient/1"},
        "contained": [{"performer": [{"reference": "Practitioner/2"}]}],
        "basedOn": [{"reference": "#referral"}, {"reference": 5}, {"display": "nobody"}],
    }  # fmt: skip
    assert sorted(references(resource)) == ["Patient/1", "Practitioner/2"]


def test_a_resource_says_whose_it_is_by_one_element() -> None:
    assert whose({"subject": {"reference": "Patient/1"}}) == "Patient/1"
    assert whose({"patient": {"reference": "Patient/2"}, "subject": {"reference": "Group/1"}}) == "Patient/2"
    assert whose({"subject": [{"reference": "Patient/1"}], "beneficiary": {"display": "Ana"}}) == ""


def test_references_are_pointed_elsewhere_and_all_else_stays() -> None:
    resource = {"reference": {"reference": "A/1"}, "list": [{"reference": "B/2", "display": "x"}], "n": 1}
    assert pointed(resource, str.lower) == {
        "reference": {"reference": "a/1"}, "list": [{"reference": "b/2", "display": "x"}], "n": 1,
    }  # fmt: skip
