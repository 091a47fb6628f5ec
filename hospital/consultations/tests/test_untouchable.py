"""No sequence of public calls changes a signed byte: every route that names a visit, in any order."""

import json
import re
from typing import Any  # Any: JSON bodies and answers

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from hospital.consultations.api import consultations, diagnoses, signing
from hospital.consultations.models import Addendum, Consultation, Diagnosis
from hospital.signatures import actions as signatures
from hospital.signatures.models import Version

from . import make

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
FIELDS = ("subjective", "objective", "assessment", "plan", "description", "late_because")
STEPS = st.one_of(
    st.tuples(st.just("PATCH"), st.just(""), st.dictionaries(st.sampled_from(FIELDS), TEXTS, max_size=3)),
    st.tuples(st.just("POST"), st.just("/diagnoses"), st.fixed_dictionaries({"display": TEXTS})),
    st.tuples(
        st.just("PATCH"), st.just("/diagnoses/{diagnosis}"),
        st.fixed_dictionaries({"certainty": st.sampled_from(["suspected", "confirmed", "refuted"])}),
    ),
    st.tuples(st.just("DELETE"), st.just("/diagnoses/{diagnosis}"), st.just({})),
    st.tuples(st.just("POST"), st.just("/template"), st.just({"template_id": "{template}"})),
    st.tuples(st.just("POST"), st.just("/copy"), st.just({"source_id": "{other}"})),
    st.tuples(st.just("POST"), st.just("/discarding"), st.just({})),
    st.tuples(st.just("POST"), st.just("/signature"), st.just({"password": make.PASSWORD})),
    st.tuples(st.just("POST"), st.just("/cosignature"), st.just({"password": make.PASSWORD})),
    st.tuples(
        st.just("POST"), st.just("/addenda"), st.fixed_dictionaries({"text": TEXTS}).map(
            lambda body: body | {"password": make.PASSWORD}
        ),
    ),
    st.tuples(
        st.just("POST"), st.just("/withdrawal"), st.just({"because": "Erro", "password": make.PASSWORD})
    ),
    st.tuples(st.just("PUT"), st.sampled_from(["", "/addenda", "/versions", "/signature"]), st.just({})),
    st.tuples(st.just("DELETE"), st.sampled_from(["", "/addenda", "/versions", "/signature"]), st.just({})),
)  # fmt: skip


class Visits:
    """A signed visit, a draft, and what was signed so far of either."""

    def __init__(self) -> None:
        self.by = make.doctor()
        self.api = make.client(self.by)
        draft = make.draft(self.by)
        make.diagnosis(draft, self.by)
        self.visit = make.consultation(self.by, draft)
        self.other = make.draft(self.by, draft.encounter, cosigner=None)
        make.diagnosis(self.other, self.by)
        self.template = make.template()
        self.kept: dict[str, tuple[bytes, ...]] = {}
        self.rows: dict[str, list[dict[str, Any]]] = {}  # Any: column values
        self.look()

    def look(self) -> None:
        """What was signed once stays, byte for byte; so do the rows it was signed from."""
        for version in Version.objects.all():
            bytes_now = (bytes(version.content), bytes(version.seal), bytes(version.signature))
            assert self.kept.setdefault(str(version.pk), bytes_now) == bytes_now
        assert Version.objects.count() == len(self.kept)
        for visit in Consultation.objects.exclude(state__in=("draft", "discarded")):
            now_there = rows_of(visit)
            before = self.rows.setdefault(str(visit.pk), now_there)
            assert [row for row in now_there if row in before] == before

    def call(self, on: Consultation, method: str, path: str, body: dict[str, Any]) -> int:  # Any: JSON
        places = {
            "{diagnosis}": str(self._diagnosis(on)), "{template}": str(self.template.pk),
            "{other}": str(self.visit.pk),
        }  # fmt: skip
        text = json.dumps(body)
        for place, key in places.items():
            path, text = path.replace(place, key), text.replace(place, key)
        version = Consultation.objects.values_list("version", flat=True).get(pk=on.pk)
        answer = self.api.send(
            method, f"/consultations/{on.pk}{path}", json.loads(text), **{"If-Match": f'W/"{version}"'}
        )
        return int(answer.status_code)

    def _diagnosis(self, on: Consultation) -> Any:  # Any: a key
        found = Diagnosis.objects.filter(consultation=on).first()
        return found.pk if found else on.pk


SIGNED_COLUMNS = (
    "id", "kind", "occurred_at", "subjective", "objective", "assessment", "plan", "description",
    "late_because", "return_by", "practitioner_id", "signed_at", "signed_by_id",
)  # fmt: skip


def rows_of(visit: Consultation) -> list[dict[str, Any]]:  # Any: column values
    return [
        *Consultation.objects.filter(pk=visit.pk).values(*SIGNED_COLUMNS),
        *Diagnosis.objects.filter(consultation=visit).order_by("pk").values(),
        *Addendum.objects.filter(consultation=visit).order_by("pk").values(),
    ]


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(steps=st.lists(st.tuples(st.booleans(), STEPS), min_size=4, max_size=14))
def test_no_sequence_of_calls_changes_a_signed_byte(steps: list[Any]) -> None:  # Any: the steps above
    with transaction.atomic():
        visits = Visits()
        for on_signed, (method, path, body) in steps:
            assert visits.call(visits.visit if on_signed else visits.other, method, path, body) < 500
            visits.look()
        assert signatures.verify_patient(visits.visit.patient, by=visits.by).is_whole
        transaction.set_rollback(True)


def test_the_sequences_know_every_route_of_a_visit_that_writes() -> None:
    known = {"", "/diagnoses", "/diagnoses/{diagnosis_id}", "/template", "/copy", "/discarding", "/signature"}
    known |= {"/cosignature", "/addenda", "/withdrawal"}
    written = {
        re.sub(r"\{\w+:", "{", path).removeprefix("/{id}")
        for router in (consultations.router, diagnoses.router, signing.router)
        for path, view in router.path_operations.items()
        if path.startswith("/{") and any(set(one.methods) - {"GET"} for one in view.operations)
    }
    assert written == known
