"""Alerts and the history a patient brings: written, ended, or withdrawn when they were wrong."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.days import EARLIEST
from hospital.core.db import change, lock
from hospital.core.errors import Conflict

from ..models import Alert, MedicalHistory, Patient
from .details import ending
from .identity import held


class AlertData(TypedDict, total=False):
    """A warning."""

    kind: str
    severity: str
    text: str
    starts_on: date | None


class HistoryData(TypedDict, total=False):
    """A condition, a medication, or both; `ended_on` is when it was over, if it is."""

    condition: str
    medication: str
    note: str
    starts_on: date | None
    ended_on: date | None


class AlreadyWithdrawn(Conflict):
    message = _("This entry was withdrawn already.")


@transaction.atomic
def add_alert(patient: Patient, *, by: User, **data: Unpack[AlertData]) -> Alert:
    """Warn whoever meets the patient."""
    by.require("patients.write_history")
    patient = held(patient)
    values = fitting(Alert, {"text": "", **data})
    _refuse_impossible(values.get("starts_on"), None)
    alert = Alert(patient=patient, recorded_by=by, **values)
    alert.save(force_insert=True)
    audit.record(
        "patients.alert_added", alert, by=by, patient_id=patient.pk, kind=alert.kind, severity=alert.severity
    )
    return alert


@transaction.atomic
def end_alert(
    alert: Alert, *, by: User, on: date | None = None, reason: str = "", version: int | None = None
) -> Alert:
    """Take a warning down, from a day (today) on."""
    by.require("patients.write_history")
    patient = held(alert.patient)
    alert = ending(alert, on=on, version=version)
    audit.record("patients.alert_ended", alert, by=by, patient_id=patient.pk, reason=reason.strip())
    return alert


@transaction.atomic
def add_history(patient: Patient, *, by: User, **data: Unpack[HistoryData]) -> MedicalHistory:
    """Write down a condition or a medication that the patient reports or brings papers of."""
    by.require("patients.write_history")
    patient = held(patient)
    values = fitting(MedicalHistory, data)
    if not values.get("condition") and not values.get("medication"):
        refuse({"condition": [_("Type a condition or a medication.")]})
    _refuse_impossible(values.get("starts_on"), values.get("ended_on"))
    entry = MedicalHistory(patient=patient, recorded_by=by, **values)
    entry.save(force_insert=True)
    audit.record("patients.history_written", entry, by=by, patient_id=patient.pk)
    return entry


@transaction.atomic
def end_history(
    entry: MedicalHistory, *, by: User, on: date | None = None, reason: str = "", version: int | None = None
) -> MedicalHistory:
    """Say that the condition or the medication is over, since a day (today)."""
    by.require("patients.write_history")
    patient = held(entry.patient)
    entry = ending(entry, on=on, version=version)
    audit.record("patients.history_ended", entry, by=by, patient_id=patient.pk, reason=reason.strip())
    return entry


@transaction.atomic
def withdraw_history(
    entry: MedicalHistory, *, reason: str, by: User, version: int | None = None
) -> MedicalHistory:
    """Mark an entry as written in error; it stays, struck through, with the reason in the trail."""
    by.require("patients.write_history")
    patient = held(entry.patient)
    entry = lock(entry, version=version)
    if entry.is_withdrawn:
        raise AlreadyWithdrawn
    change(entry, is_withdrawn=True)
    audit.record("patients.history_withdrawn", entry, by=by, patient_id=patient.pk, reason=said(reason))
    return entry


def _refuse_impossible(first: date | None, last: date | None) -> None:
    """Refuse days in the future, and an end before the beginning."""
    today = localdate()
    if first and not EARLIEST <= first <= today:
        refuse({"starts_on": [_("This date is out of range.")]})
    if last and not (first or EARLIEST) <= last <= today:
        refuse({"ended_on": [_("It ends today or earlier, and not before it starts.")]})
