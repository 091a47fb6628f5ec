"""Taking vital signs: slips are refused, rare values confirmed, sets scored, and who must come is told."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any  # Any: readings

import pytest
from django.utils.timezone import localdate, now

from hospital.audit.models import Event
from hospital.core.errors import Denied, Invalid
from hospital.records import actions, vitals
from hospital.records.models import Component, Observation
from hospital.records.vital_schemas import SetsQuery

from . import make

pytestmark = pytest.mark.django_db


def sets(patient: Any, **query: Any) -> list[vitals.Set]:  # Any: see above
    return vitals.sets(patient, SetsQuery.model_validate(query), by=make.office()).items


@pytest.mark.parametrize(
    ("readings", "field"),
    [
        ({"pulse": 9}, "pulse"), ({"pulse": 351}, "pulse"), ({"pulse": "oitenta"}, "pulse"),
        ({"pulse": "NaN"}, "pulse"), ({"temperature": "366"}, "temperature"),
        ({"oxygen_saturation": 101}, "oxygen_saturation"), ({"weight": 0}, "weight"),
        ({"systolic": 80, "diastolic": 80}, "diastolic"), ({"consciousness": "X"}, "consciousness"),
        ({"breathing": "air", "oxygen_flow": 2}, "oxygen_flow"), ({"mood": 1}, "mood"), ({}, "systolic"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_of_a_human_being_is_refused(readings: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.take_vitals(make.patient(), readings=readings, by=make.office())
    assert list(refused.value.fields) == [field]
    assert not Observation.objects.exists()


def test_a_comma_is_a_decimal_point() -> None:
    actions.take_vitals(make.patient(), readings={"temperature": " 37,85 "}, by=make.office())
    assert Observation.objects.get().value_number == Decimal("37.9")


def test_a_weight_far_from_the_last_one_is_asked_for_again() -> None:
    patient, by = make.patient(), make.office()
    actions.take_vitals(patient, readings={"weight": 72}, by=by)
    with pytest.raises(actions.Unusual) as asked:
        actions.take_vitals(patient, readings={"weight": 7.2}, by=by)
    assert "72" in str(asked.value.fields["weight"][0])
    actions.take_vitals(patient, readings={"weight": 7.2}, confirmed=True, by=by)


def test_the_two_pressures_are_one_panel_read_against_the_age() -> None:
    patient = make.patient(birth_date=date(1980, 1, 1))
    make.vitals(patient, systolic=150, diastolic=85)
    parts = {part.code: part for part in Component.objects.all()}
    assert (parts["8480-6"].interpretation, parts["8480-6"].reference_high) == (
        "H",
        Decimal(139),
    )
    assert parts["8462-4"].interpretation == "N"
    assert Observation.objects.get(code="85354-9").value_number is None


def test_the_body_mass_index_uses_an_adults_last_height_but_not_a_childs() -> None:
    adult, child, by = (
        make.patient(),
        make.patient(birth_date=localdate() - timedelta(days=1500)),
        make.office(),
    )
    for patient, height, weight in ((adult, 170, 80), (child, 100, 16)):
        at = now() - timedelta(days=40)
        actions.take_vitals(patient, readings={"height": height}, at=at, by=by)
        actions.take_vitals(patient, readings={"weight": weight}, by=by)
    found = Observation.objects.filter(code="39156-5")
    assert [(row.patient_id, row.value_number) for row in found] == [(adult.pk, Decimal("27.7"))]


def test_a_set_of_an_adult_is_scored_and_who_must_come_is_told() -> None:
    patient = make.patient(birth_date=date(1960, 1, 1))
    calm = make.vitals(patient)
    assert (calm.score and calm.score.total) == 0
    assert not Event.objects.filter(verb="records.early_warning").exists()
    make.vitals(patient, respiratory_rate=26, oxygen_saturation=93)
    told = Event.objects.get(verb="records.early_warning").particulars
    assert (told["score"], told["risk"], told["red"]) == (5, "medium", ["respiratory_rate"])
    newest, older = sets(patient)
    assert (newest.trend, older.trend) == ("up", "")


def test_an_incomplete_set_has_no_score_but_warns_when_it_is_alarming() -> None:
    patient = make.patient(birth_date=date(1960, 1, 1))
    taken = make.vitals(patient, temperature=None)
    assert taken.score is not None
    assert (taken.score.total, taken.score.missing) == (None, ("temperature",))
    assert not Event.objects.filter(verb="records.early_warning").exists()
    make.vitals(patient, temperature=None, consciousness="C")
    assert Event.objects.get(verb="records.early_warning").particulars["is_complete"] is False


@pytest.mark.parametrize("years", [0.1, 5, 15.9])
def test_children_are_not_scored_but_read_against_their_age(years: float) -> None:
    child = make.patient(birth_date=localdate() - timedelta(days=int(years * 365.25)))
    taken = make.vitals(child, respiratory_rate=40)
    assert taken.score is None
    assert not Event.objects.filter(verb="records.early_warning").exists()
    rate = Observation.objects.get(code="9279-1")
    assert rate.interpretation == ("N" if years < 1 else "H")


def test_nobody_of_unknown_age_is_scored() -> None:
    assert make.vitals(make.patient(birth_date=None)).score is None


def test_scale_2_stays_in_force_until_somebody_says_otherwise() -> None:
    patient, by = make.patient(birth_date=date(1950, 1, 1)), make.office()
    nurse = make.user(*make.READS, "records.write_vitals", "patients.open_any_chart")
    with pytest.raises(Denied):
        make.vitals(patient, by=nurse, oxygen_scale="2")
    make.vitals(patient, by=by, oxygen_scale="2", oxygen_saturation=89)
    later = make.vitals(patient, by=nurse, oxygen_saturation=89)
    assert (later.score and later.score.scale, later.score and later.score.total) == ("2", 0)
    back = make.vitals(patient, by=by, oxygen_scale="1", oxygen_saturation=89)
    assert (back.score and back.score.total) == 3
    assert [one.score.total for one in sets(patient) if one.score] == [3, 0, 0]


def test_a_flow_of_oxygen_says_what_is_breathed() -> None:
    patient = make.patient(birth_date=date(1950, 1, 1))
    taken = make.vitals(patient, breathing=None, oxygen_flow=2)
    assert taken.score is not None
    assert taken.score.points["breathing"] == 2


def test_a_reading_taken_back_leaves_its_set_incomplete() -> None:
    patient = make.patient(birth_date=date(1950, 1, 1))
    make.vitals(patient)
    pulse = Observation.objects.get(code="8867-4")
    nurse = make.user(*make.READS, "records.write_vitals", "patients.open_any_chart")
    actions.withdraw(pulse, because="de outro leito", by=nurse)
    (left,) = sets(patient)
    assert left.score is not None
    assert left.score.missing == ("pulse",)


def test_sets_come_in_pages_and_the_trend_reaches_over_their_edge() -> None:
    patient = make.patient(birth_date=date(1950, 1, 1))
    for hours, rate in ((3, 95), (2, 70), (1, 95)):
        make.vitals(patient, at=now() - timedelta(hours=hours), pulse=rate)
    first = vitals.sets(patient, SetsQuery.model_validate({"limit": 2}), by=make.office())
    assert [one.trend for one in first.items] == ["up", "down"]
    rest = vitals.sets(
        patient, SetsQuery.model_validate({"limit": 2, "cursor": first.next}), by=make.office()
    )
    assert [one.trend for one in rest.items] == [""]


def test_imported_sets_are_taken_as_they_come_but_never_impossible() -> None:
    patient, by = make.patient(), make.office()
    at = now() - timedelta(days=900)
    actions.take_vitals(patient, readings={"pulse": 250}, at=at, source="imported", by=by)
    with pytest.raises(Invalid):
        actions.take_vitals(patient, readings={"pulse": 900}, at=at, source="imported", by=by)
