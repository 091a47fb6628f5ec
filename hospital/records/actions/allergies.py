"""Allergies, the reactions they showed in, and the word that there are none."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting
from hospital.core.db import change, conflicts
from hospital.core.errors import Conflict
from hospital.patients.models import Patient

from ..models import Allergy, AllergyStatement, Reaction
from ..terms import settled
from ..writing import CodedData, EntryData, Values, amend, enter, fitted, not_later, opened


class ReactionData(TypedDict, total=False):
    """What happened, by code or in words."""

    system: str
    code: str
    display: str
    severity: str
    onset: date | None


class AllergyData(CodedData, total=False):
    """The substance, and how dangerous it is to the patient."""

    kind: str
    category: str
    criticality: str
    verification: str
    clinical_status: str
    last_occurrence: date | None


class AllergyListed(Conflict):
    message = _("This allergy is in the record already. Change the entry that is there.")


class HasAllergies(Conflict):
    message = _(
        "The patient has an active allergy in the record. Withdraw or change it first if it is wrong."
    )


@transaction.atomic
def add_allergy(
    patient: Patient, *, by: User, reactions: Sequence[ReactionData] = (), **data: Unpack[AllergyData]
) -> Allergy:
    """Write down what the patient does not stand; a statement of no known allergies is superseded by it."""
    values = {"display": "", **data}
    allergy = enter(Allergy, patient, values, event="records.allergy_added", by=by, check=_check_new)
    _react(allergy, reactions)
    return allergy


@transaction.atomic
def change_allergy(
    allergy: Allergy, *, by: User, version: int | None = None, reactions: Sequence[ReactionData] = (),
    **data: Unpack[AllergyData],
) -> Allergy:  # fmt: skip
    """Say what became of it; reactions are added to those that are known."""
    allergy = amend(allergy, data, event="records.allergy_changed", by=by, version=version, check=_check)
    _react(allergy, reactions)
    return allergy


@transaction.atomic
def state_no_known_allergies(patient: Patient, *, by: User, **data: Unpack[EntryData]) -> AllergyStatement:
    """Say that the patient was asked and knows of no allergy; HasAllergies beside an active one."""
    patient = opened(patient, by=by, source=data.get("source", "here"))
    if Allergy.objects.active().filter(patient=patient).exists():
        raise HasAllergies
    for earlier in AllergyStatement.objects.holding().filter(patient=patient):
        change(earlier, superseded_at=now())
    statement = AllergyStatement(patient=patient, recorded_by=by, **fitted(AllergyStatement, patient, data))
    with conflicts(no_known_allergies_only_without_an_allergy=HasAllergies):
        statement.save(force_insert=True)
    audit.record(
        "records.no_known_allergies_stated", statement, by=by, patient_id=patient.pk, source=statement.source
    )
    return statement


def _react(allergy: Allergy, reactions: Sequence[ReactionData]) -> None:
    for reaction in reactions:
        not_later(reaction, "onset")
        values = fitting(Reaction, {**reaction, **settled(reaction)})
        Reaction(allergy=allergy, **values).save(force_insert=True)


def _check(_patient: Patient, values: Values) -> None:
    not_later(values, "last_occurrence")


def _check_new(patient: Patient, values: Values) -> None:
    _check(patient, values)
    if values.get("source") == Allergy.Source.IMPORTED:
        return
    active = Allergy.objects.active().filter(patient=patient)
    same = (
        active.filter(system=values["system"], code=values["code"])
        if values.get("code")
        else active.filter(display__iexact=values["display"])
    )
    if same.exists():
        raise AllergyListed
