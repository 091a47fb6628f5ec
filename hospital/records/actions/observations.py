"""Findings and results written one by one; what is measured at the bedside goes through `take_vitals`."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.consultations.models import Consultation
from hospital.core.checks import fitting, refuse
from hospital.core.db import conflicts
from hospital.patients.models import Patient

from ..models import Component, Observation
from ..ranges import Range, interpretation
from ..terms import settled
from ..writing import WORDS, CodedData, Values, fitted, in_visit, opened


class ValueData(TypedDict, total=False):
    """A number with its unit, words, or a code, and the range it is read against."""

    value_number: Decimal | None
    comparator: str
    value_text: str
    value_system: str
    value_code: str
    unit: str
    reference_low: Decimal | None
    reference_high: Decimal | None
    interpretation: str


class ComponentData(ValueData, total=False):
    """One value of a panel."""

    system: str
    code: str
    display: str


class ObservationData(CodedData, ValueData, total=False):
    """What was observed."""

    consultation: Consultation | None
    category: str
    status: str
    method: str
    device: str


@transaction.atomic
def record_observation(
    patient: Patient, *, by: User, components: Sequence[ComponentData] = (), **data: Unpack[ObservationData]
) -> Observation:
    """Write down one observation with the parts it has. An import may be without a value; nobody else."""
    in_visit(data.get("consultation"), patient, by=by)
    patient = opened(patient, by=by, source=data.get("source", "here"))
    values = fitted(Observation, patient, {"display": "", **data})
    parts = [fitting(Component, {**part, **settled(part)}) for part in components]
    is_empty = not parts and not has_value(values)
    if is_empty and values.get("source") != Observation.Source.IMPORTED:
        refuse({"value_text": [_("Say what was observed.")]})
    row = Observation(patient=patient, recorded_by=by, **judged(values))
    with conflicts(**WORDS):
        row.save(force_insert=True)
        for part in parts:
            Component(observation=row, **judged(part)).save(force_insert=True)
    audit.record(
        "records.observation_recorded", row, by=by, patient_id=patient.pk, category=row.category,
        source=row.source,
    )  # fmt: skip
    return row


def has_value(values: Values) -> bool:
    """Whether there is a number, words or a code."""
    return values.get("value_number") is not None or bool(
        values.get("value_text") or values.get("value_code")
    )


def judged(values: Values) -> Values:
    """With an interpretation, where there is a range and nobody has given one."""
    low, high, number = (values.get(name) for name in ("reference_low", "reference_high", "value_number"))
    if number is None or values.get("interpretation") or (low is None and high is None):
        return values
    return values | {"interpretation": interpretation(number, Range(low, high))}
