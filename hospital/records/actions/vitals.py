"""Vital signs: one visit to the bedside is one set, checked for slips, read against ranges, and scored."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypedDict, Unpack  # Any: what was typed

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.consultations.models import Consultation
from hospital.core.errors import Conflict
from hospital.encounters.models import Encounter
from hospital.patients.models import Patient

from ..bedside import Readings, Taken, keep_set, last_value, possible, scale_in_force
from ..models import Observation
from ..readings import READINGS
from ..writing import WRITES, fitted, in_visit, opened

__all__ = ["Taken", "Unusual", "VitalsData", "scale_in_force", "take_vitals"]

WEIGHT_KEEPS = timedelta(days=30)  # within them, a fifth more or less is rather a slip
MUCH = Decimal("0.2")


class VitalsData(TypedDict, total=False):
    """Where and with what it was measured."""

    encounter: Encounter | None
    consultation: Consultation | None
    source: str
    note: str
    device: str


class Unusual(Conflict):
    message = _("Some values are very unusual. Check them, then confirm.")


@transaction.atomic
def take_vitals(
    patient: Patient, *, readings: Readings, by: User, at: datetime | None = None, confirmed: bool = False,
    **data: Unpack[VitalsData],
) -> Taken:  # fmt: skip
    """Write down what was read at one visit to the bedside, by the names of READINGS and CHOICES.

    Invalid for what is impossible; Unusual for what is rare, until it is `confirmed`. An adult's set is
    scored by NEWS2: records.early_warning is recorded at 5 or more, or 3 in one parameter.
    """
    source = data.get("source", "here")
    in_visit(data.get("consultation"), patient, by=by)
    patient = opened(patient, by=by, permission="records.write_vitals", source=source)
    if readings.get("oxygen_scale"):
        by.require(WRITES)
    common = fitted(Observation, patient, {"occurred_at": at, **data})
    values = possible(readings)
    rare = _rare(patient, values, common["occurred_at"])
    if rare and not confirmed and source != Observation.Source.IMPORTED:
        raise Unusual(fields=rare)
    return keep_set(patient, values, common, by=by)


def _rare(patient: Patient, values: Mapping[str, Decimal | str], at: datetime) -> dict[str, list[Any]]:
    """What is hardly ever seen, and a weight that is far from the last one."""
    found: dict[str, list[Any]] = {
        name: [_("Very unusual: check it.")]
        for name, value in values.items()
        if name in READINGS and READINGS[name].is_rare(Decimal(value))
    }
    if "weight" in values and "weight" not in found:
        before = last_value(patient, "weight", at, at - WEIGHT_KEEPS)
        if before and abs(Decimal(values["weight"]) - before) > MUCH * before:
            told = {"before": format(before.normalize(), "f")}
            found["weight"] = [_("The last weight was %(before)s kg: check it.") % told]
    return found
