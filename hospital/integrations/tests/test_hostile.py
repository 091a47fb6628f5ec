"""Whatever is sent to the door, it answers with an outcome, and never with a fault of ours."""

import copy
import json
import os
from typing import Any  # Any: JSON values

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from hospital.accounts.tests import make as accounts

from . import make

# More of them: HOSPITAL_EXAMPLES=1000
EXAMPLES = int(os.environ.get("HOSPITAL_EXAMPLES", "20"))

WRONG = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30), st.sampled_from([
        "\x00", "a\x00b", "\ud800", "x" * 5000, "1980-99-99", "0001-01-01", "9999-12-31", "urn:uuid:",
        "Patient/", "Patient?",
        "Patient?identifier=|", "Patient", "Bundle", "transaction", "🩺" * 50, "\u202e", "../../etc",
        "' OR 1=1 --",
        "2020-01-01T25:00:00Z", "0000-00-00",
    ]),
    st.lists(st.none() | st.text(max_size=5), max_size=3), st.just({}), st.just([[]]),
    st.dictionaries(st.sampled_from(["reference", "system", "value", "coding", "family", "given",
    "resourceType"]),
                    st.text(max_size=10) | st.none() | st.integers(), max_size=3),
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # Any: see above
    """The path of everything inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, item in inside for place in places(item, (*path, name)))]


def set_at(body: Any, path: tuple[Any, ...], value: Any) -> None:  # Any: see above
    for step in path[:-1]:
        body = body[step]
    body[path[-1]] = value


ORIGINAL = make.bundle(*make.history())
ORIGINAL["entry"][2]["resource"] |= {
    "contact": [{"relationship": [{"coding": [{"code": "MTH"}]}], "name": {"family": "Lima",
    "given": ["Ana"]}}],
    "deceasedDateTime": "2020-01-01T10:00:00Z", "maritalStatus": {"coding": [{"code": "M"}]},
    "communication": [{"language": {"coding": [{"code": "pt-BR"}]}}],
}  # fmt: skip
EVERYWHERE = [place for place in places(ORIGINAL) if place]


class TestHostileBundles(TestCase):
    def setUp(self) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {accounts.token(make.gateway())}"})

    def send(self, text: str | bytes) -> None:
        response = self.client.post("/fhir/R4", text, content_type="application/fhir+json")
        assert response.status_code < 500, response.content
        assert response.json()["resourceType"] in {"OperationOutcome", "Bundle"}

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(EVERYWHERE), WRONG), min_size=1, max_size=4), st.booleans())
    def test_a_mutated_bundle_is_taken_or_refused(
        self, changes: list[Any], is_batch: bool
    ) -> None:  # Any: see above
        body = copy.deepcopy(ORIGINAL)
        for path, value in changes:
            try:
                set_at(body, path, copy.deepcopy(value))
            except (KeyError, IndexError, TypeError):
                continue  # an earlier change took the place away
        if is_batch and isinstance(body, dict):
            body["type"] = "batch"
        self.send(json.dumps(body))

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.binary(max_size=200)
        | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
    def test_bytes_of_any_kind_are_refused(self, body: bytes) -> None:
        self.send(body or b" ")

    def test_what_is_not_printable_outside_a_resource_is_no_fault_of_ours(self) -> None:
        for text in ("\x00", "\ud800", "a\x00"):
            body = make.bundle(make.patient(), kind="batch")
            body["entry"][0]["fullUrl"] = text
            self.send(json.dumps(body))
            body["entry"][0]["request"]["ifNoneExist"] = f"identifier={text}"
            self.send(json.dumps(body))
        person = make.patient()
        seen = make.observation(person, performer=[{"reference": "Practitioner?identifier=%00|%00"}])
        self.send(json.dumps(make.bundle(person, seen)))

    def test_many_of_anything_is_no_fault_of_ours(self) -> None:
        many = [{"reference": f"urn:uuid:{number}"} for number in range(70_000)]
        self.send(json.dumps(make.bundle(make.observation(make.patient(), performer=many))))
        asked = [{"reference": f"Practitioner?identifier=x|{number}"} for number in range(400)]
        self.send(json.dumps(make.bundle(make.observation(make.patient(), performer=asked))))
        numbers = [{"system": "http://x", "value": str(number)} for number in range(70_000)]
        self.send(json.dumps(make.bundle(make.patient(identifier=numbers))))
        long = {"reference": "https://" + "a/" * 5_000 + "Patient/1"}
        self.send(json.dumps(make.bundle(make.observation(make.patient(), subject=long))))
        self.send(json.dumps(make.bundle(make.patient(name=[{"text": "x" * 2_000_000}]))))

    def test_depth_and_size_are_bounded(self) -> None:
        deep: Any = {"a": 1}  # Any: see above
        for _turn in range(200):
            deep = {"a": [deep]}
        self.send(json.dumps(make.bundle(make.patient(extension=deep), kind="batch")))
        self.send('{"resourceType":"Bundle","type":"batch","entry":' + "[" * 50_000 + "]" * 50_000 + "}")
        self.send(json.dumps(make.bundle(*[{"resourceType": "Basic"}] * 20_001, kind="batch")))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "Patient/%00",
        "Observation/%00",
        "%00",
        "Patient?name=%00",
        "Observation?identifier=%00",
        "Patient?_id=%00",
    ],
)
def test_nul_in_an_address_is_no_fault_of_ours(path: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {accounts.token(make.gateway())}"})
    assert client.get(f"/fhir/R4/{path}").status_code < 500
