"""What the triage desk measures is in the chart, once, and goes when the triage is taken back."""

from datetime import date

import pytest

from hospital.audit.models import Event
from hospital.encounters import actions as encounters
from hospital.encounters.tests import make as desk
from hospital.records import subscribers, vitals
from hospital.records.models import Observation
from hospital.records.vital_schemas import SetsQuery

from . import make

pytestmark = pytest.mark.django_db

MEASURED = {"heart_rate": 118, "spo2": 92, "systolic": 100, "diastolic": 60, "temperature": 38.6}


def test_the_measures_of_a_triage_are_one_set_of_the_chart() -> None:
    unit = desk.department()
    nurse = desk.nurse(unit)
    came = desk.arrived(unit, who=desk.patient(birth_date=date(1960, 1, 1)))
    triage = desk.triage(came, nurse, vitals=MEASURED)
    event = Event.objects.get(verb="encounters.classified")
    for _again in range(2):
        subscribers.keep_triage_vitals(event)
    (found,) = vitals.sets(triage.patient, SetsQuery.model_validate({}), by=make.office()).items
    assert (found.id, found.by, found.at) == (triage.pk, nurse, triage.occurred_at)
    assert {name: str(value.words) for name, value in found.values.items()} == {
        "pulse": "118", "oxygen_saturation": "92", "systolic": "100", "diastolic": "60",
        "temperature": "38.6",
    }  # fmt: skip
    assert Event.objects.get(verb="records.early_warning").particulars["is_complete"] is False
    encounters.withdraw_triage(triage, reason="outra pessoa", by=nurse)
    subscribers.withdraw_triage_vitals(Event.objects.get(verb="encounters.triage_withdrawn"))
    assert not Observation.objects.standing().exists()


def test_a_triage_without_measures_leaves_nothing() -> None:
    unit = desk.department()
    desk.triage(desk.arrived(unit), desk.nurse(unit))
    subscribers.keep_triage_vitals(Event.objects.get(verb="encounters.classified"))
    assert not Observation.objects.exists()
