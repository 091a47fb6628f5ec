"""Vaccines, family and social history, procedures, and what the patient takes: written down and mended."""

from datetime import date, datetime
from decimal import Decimal
from typing import Unpack

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.errors import Conflict
from hospital.organization.models import Employee
from hospital.patients.models import Patient

from ..models import FamilyHistory, Immunization, MedicationStatement, Procedure, SocialHistory
from ..writing import CodedData, EntryData, Values, amend, enter, in_order, not_later


class ImmunizationData(CodedData, total=False):
    """A dose that was given, or why it was not."""

    status: str
    lot: str
    manufacturer: str
    expires_on: date | None
    dose_number: int | None
    dose_label: str
    site: str
    route: str
    performer: Employee | None
    performer_name: str
    not_given_because: str


class FamilyData(CodedData, total=False):
    """A condition of a relative."""

    relationship: str
    onset_age: int | None
    is_deceased: bool | None
    deceased_age: int | None


class SocialData(EntryData, total=False):
    """One side of how the patient lives."""

    kind: str
    status: str
    amount: Decimal | None
    unit: str
    detail: str
    starts_on: date | None
    ended_on: date | None


class ProcedureData(CodedData, total=False):
    """What was done, by whom, until when."""

    status: str
    ended_at: datetime | None
    performer: Employee | None
    performer_name: str
    body_site: str
    outcome: str


class MedicationData(CodedData, total=False):
    """What she takes, how, since when."""

    dosage: str
    status: str
    starts_on: date | None
    ended_on: date | None
    reason: str


class MedicationListed(Conflict):
    message = _("This medicine is in the list already. Change the entry that is there.")


@transaction.atomic
def record_immunization(patient: Patient, *, by: User, **data: Unpack[ImmunizationData]) -> Immunization:
    """Write down a dose of a vaccine, or that it was not given and why."""
    values = {"display": "", **data}
    return enter(Immunization, patient, values, event="records.immunization_recorded", by=by, check=_dose)


@transaction.atomic
def change_immunization(
    row: Immunization, *, by: User, version: int | None = None, **data: Unpack[ImmunizationData]
) -> Immunization:
    """Mend what was written of a dose."""
    return amend(row, data, event="records.immunization_changed", by=by, version=version, check=_dose)


@transaction.atomic
def add_family_history(patient: Patient, *, by: User, **data: Unpack[FamilyData]) -> FamilyHistory:
    """Write down what a relative has or had."""
    values = {"display": "", **data}
    return enter(FamilyHistory, patient, values, event="records.family_history_added", by=by, check=_relative)


@transaction.atomic
def change_family_history(
    row: FamilyHistory, *, by: User, version: int | None = None, **data: Unpack[FamilyData]
) -> FamilyHistory:
    """Mend what was written of a relative."""
    return amend(row, data, event="records.family_history_changed", by=by, version=version, check=_relative)


@transaction.atomic
def add_social_history(patient: Patient, *, by: User, **data: Unpack[SocialData]) -> SocialHistory:
    """Write down how she lives, as it is on the day."""
    values = {"kind": "", **data}
    return enter(SocialHistory, patient, values, event="records.social_history_added", by=by, check=_habit)


@transaction.atomic
def change_social_history(
    row: SocialHistory, *, by: User, version: int | None = None, **data: Unpack[SocialData]
) -> SocialHistory:
    """Mend what was written; what changed in her life is a new entry."""
    return amend(row, data, event="records.social_history_changed", by=by, version=version, check=_habit)


@transaction.atomic
def record_procedure(patient: Patient, *, by: User, **data: Unpack[ProcedureData]) -> Procedure:
    """Write down a procedure that was performed."""
    values = {"display": "", **data}
    return enter(Procedure, patient, values, event="records.procedure_recorded", by=by, check=_performed)


@transaction.atomic
def change_procedure(
    row: Procedure, *, by: User, version: int | None = None, **data: Unpack[ProcedureData]
) -> Procedure:
    """Mend what was written of a procedure."""
    return amend(row, data, event="records.procedure_changed", by=by, version=version, check=_performed)


@transaction.atomic
def add_medication(patient: Patient, *, by: User, **data: Unpack[MedicationData]) -> MedicationStatement:
    """Write down a medicine she takes; MedicationListed when it is in the list."""
    values = {"display": "", **data}
    return enter(
        MedicationStatement, patient, values, event="records.medication_added", by=by, check=_new_medicine
    )


@transaction.atomic
def change_medication(
    row: MedicationStatement, *, by: User, version: int | None = None, **data: Unpack[MedicationData]
) -> MedicationStatement:
    """Say that the dosage is another, or that she stopped it."""
    return amend(row, data, event="records.medication_changed", by=by, version=version, check=_medicine)


def _dose(_patient: Patient, values: Values) -> None:
    is_given = values.get("status", "completed") == Immunization.Status.COMPLETED
    why = values.get("not_given_because", "")
    if is_given and why:
        refuse({"not_given_because": [_("A dose that was given has no reason against it.")]})
    if not is_given and not why:
        refuse({"not_given_because": [_("Say why it was not given.")]})
    expires, day = values.get("expires_on"), localdate(values["occurred_at"])
    if is_given and expires and expires < day and values.get("source") != Immunization.Source.IMPORTED:
        refuse({"expires_on": [_("This lot had expired on the day.")]})


def _relative(_patient: Patient, values: Values) -> None:
    faults = {
        name: [_("From 0 to 130 years.")]
        for name in ("onset_age", "deceased_age")
        if values.get(name) is not None and values[name] > 130
    }
    if values.get("deceased_age") is not None and not values.get("is_deceased"):
        faults["deceased_age"] = [_("Only a relative who died has an age at death.")]
    refuse(faults)


def _habit(_patient: Patient, values: Values) -> None:
    not_later(values, "starts_on", "ended_on")
    in_order(values, "starts_on", "ended_on")
    if not values.get("status") and not values.get("detail"):
        refuse({"detail": [_("Choose an answer or describe it.")]})
    if values.get("amount") is not None and values["amount"] < 0:
        refuse({"amount": [_("This cannot be less than zero.")]})


def _performed(_patient: Patient, values: Values) -> None:
    in_order(values, "occurred_at", "ended_at")


def _medicine(_patient: Patient, values: Values) -> None:
    not_later(values, "starts_on")
    in_order(values, "starts_on", "ended_on")
    if values.get("ended_on") and values.get("status", "active") == MedicationStatement.Status.ACTIVE:
        refuse({"ended_on": [_("A medicine she takes has no end. Say that she stopped it.")]})


def _new_medicine(patient: Patient, values: Values) -> None:
    _medicine(patient, values)
    is_taken = values.get("status", "active") == MedicationStatement.Status.ACTIVE
    if values.get("source") == MedicationStatement.Source.IMPORTED or not is_taken:
        return
    taken = MedicationStatement.objects.taken().filter(patient=patient)
    same = (
        taken.filter(system=values["system"], code=values["code"])
        if values.get("code")
        else taken.filter(display__iexact=values["display"])
    )
    if same.exists():
        raise MedicationListed
