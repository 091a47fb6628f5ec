"""What was observed in a visit is signed with it, and stays as it was."""

import pytest
from django.db import IntegrityError, transaction

from hospital.consultations import signing
from hospital.consultations.tests import make as visits
from hospital.core.errors import Invalid
from hospital.records import actions
from hospital.records.models import Component, Observation

from . import make

pytestmark = pytest.mark.django_db


def test_vitals_of_a_visit_are_covered_by_its_signature_and_kept() -> None:
    doctor = visits.doctor(None, "records.write_vitals", "records.write_entry")
    draft = visits.draft(by=doctor)
    actions.take_vitals(
        draft.patient, readings={"systolic": 120, "diastolic": 80, "pulse": 70}, consultation=draft, by=doctor
    )
    told = {part.label: part.lines for part in signing.shown(signing.plain_content(draft))}
    lines = told["Observações"] if "Observações" in told else told["Observations"]
    assert any("Pulso" in line and "70 /min" in line for line in lines)
    signed = visits.consultation(by=doctor, of=draft)
    row = Observation.objects.get(code="8867-4")
    with pytest.raises(actions.VisitSigned):
        actions.withdraw(row, because="engano", by=doctor)
    with pytest.raises(actions.VisitSigned):
        actions.take_vitals(signed.patient, readings={"pulse": 80}, consultation=signed, by=doctor)
    with pytest.raises(IntegrityError, match="signed visit"), transaction.atomic():
        Component.objects.update(value_number=1)


def test_a_visit_of_another_patient_is_refused() -> None:
    doctor = visits.doctor(None, "records.write_entry", "patients.open_any_chart")
    draft = visits.draft(by=doctor)
    with pytest.raises(Invalid) as refused:
        make.observation(make.patient(), by=doctor, consultation=draft)
    assert "consultation" in refused.value.fields
