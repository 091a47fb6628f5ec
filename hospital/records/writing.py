"""What writing in a record always takes: permission, care, the patient's row, a time that can be true."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypedDict, TypeVar  # Any: column values are of every type

from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.consultations.actions import VisitSigned, held_draft
from hospital.consultations.models import Consultation
from hospital.core.checks import fitting, refuse
from hospital.core.days import EARLIEST
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid
from hospital.encounters.models import Encounter
from hospital.patients import care
from hospital.patients.actions import EntryWithdrawn, withdraw_entry
from hospital.patients.actions.identity import held
from hospital.patients.models import Charted, Patient

from .models.entries import Entry
from .terms import settled

CLOCKS_DIFFER = timedelta(minutes=5)
WRITES = "records.write_entry"

Row = TypeVar("Row", bound=Entry)
Values = dict[str, Any]  # Any: see above


class EntryData(TypedDict, total=False):
    """When it was so, who says so, in which encounter."""

    occurred_at: datetime | None
    source: str
    encounter: Encounter | None
    note: str


class CodedData(EntryData, total=False):
    """A code with its system, words, or both."""

    system: str
    code: str
    display: str


class EndsBeforeItStarts(Invalid):
    message = _("It cannot end before it begins.")


# The names of constraints that any entry may meet, in words.
WORDS: Mapping[str, type[Conflict | Invalid]] = {
    "signed_visit_stays_as_it_was": VisitSigned,
    "problem_ends_after_it_starts": EndsBeforeItStarts,
    "procedure_ends_after_it_starts": EndsBeforeItStarts,
    "social_history_ends_after_it_starts": EndsBeforeItStarts,
    "medication_statement_ends_after_it_starts": EndsBeforeItStarts,
}


def opened(patient: Patient, *, by: User, permission: str = WRITES, source: str = "here") -> Patient:
    """The patient's row, locked, for who may write in this record; imports are for who opens every chart."""
    by.require(permission)
    if source == Charted.Source.IMPORTED:
        by.require(care.ANY_CHART)
    patient = held(patient)
    care.require(patient, by=by)
    return patient


def in_visit(consultation: Consultation | None, patient: Patient, *, by: User) -> None:
    """Hold the draft of the visit that the entry is part of, before the patient's row; VisitSigned."""
    if consultation is None:
        return
    held_draft(consultation, by=by)
    if consultation.patient_id != patient.pk:
        refuse({"consultation": [_("This visit is of another patient.")]})


def enter(
    model: type[Row], patient: Patient, data: Mapping[str, Any], *, event: str, by: User,
    check: Callable[[Patient, Values], None] | None = None,
) -> Row:  # fmt: skip
    """Write a new entry of the patient and say so; `check` refuses what makes no sense."""
    patient = opened(patient, by=by, source=data.get("source", "here"))
    values = fitted(model, patient, data)
    if check:
        check(patient, values)
    row = model(patient=patient, recorded_by=by, **values)
    with conflicts(**WORDS):
        row.save(force_insert=True)
    audit.record(event, row, by=by, patient_id=patient.pk, source=row.source)
    return row


def amend(
    row: Row, data: Mapping[str, Any], *, event: str, by: User, version: int | None,
    check: Callable[[Patient, Values], None] | None = None,
) -> Row:  # fmt: skip
    """Change an entry that stands; what it said before is kept in its history."""
    by.require(WRITES)
    patient = held(row.patient)
    care.require(patient, by=by)
    row = lock(row, version=version)
    if row.is_withdrawn:
        raise EntryWithdrawn
    known = {name: getattr(row, name) for name in ("system", "code", "display") if hasattr(row, name)}
    said = {**known, **data} if known.keys() & data.keys() else dict(data)
    said["occurred_at"] = data.get("occurred_at") or row.occurred_at
    values = fitted(type(row), patient, {**said, "source": row.source})
    if check:
        check(patient, {**_present(row), **values})
    with conflicts(**WORDS):
        changed = change(row, **values)
    if changed:
        audit.record(event, row, by=by, patient_id=patient.pk, fields=changed)
    return row


def withdrawn(row: Row, *, because: str, permission: str, event: str, by: User, version: int | None) -> Row:
    """Mark an entry as written in error; one of a signed visit stays."""
    with conflicts(**WORDS):
        return withdraw_entry(
            row, because=because, permission=permission, event=event, by=by, version=version
        )


def fitted(model: type[Row], patient: Patient, data: Mapping[str, Any]) -> Values:  # Any: see above
    """The values as the columns take them, with a time that can be true and an encounter of this patient."""
    values = {name: value for name, value in data.items() if name != "occurred_at" or value is not None}
    if {"system", "code", "display"} & values.keys():
        values |= settled(values)
    values = fitting(model, {"occurred_at": now(), **values})
    refuse(_impossible(patient, values))
    return values


def not_later(values: Mapping[str, Any], *names: str) -> None:  # Any: see above
    """Refuse days in the future, and those before anybody who could be alive was born."""
    today = localdate()
    wrong = [name for name in names if values.get(name) and not EARLIEST <= values[name] <= today]
    refuse({name: [_("This date is out of range.")] for name in wrong})


def in_order(values: Mapping[str, Any], start: str, end: str) -> None:  # Any: see above
    """Refuse an end before the beginning, beside the field."""
    first, last = values.get(start), values.get(end)
    if first and last and last < first:
        refuse({end: [EndsBeforeItStarts.message]})


def _impossible(patient: Patient, values: Values) -> dict[str, list[Any]]:  # Any: see above
    """What is wrong with the time and the encounter of an entry."""
    faults: dict[str, list[Any]] = {}  # Any: see above
    at, encounter = values["occurred_at"], values.get("encounter")
    if at.year < EARLIEST.year:
        faults["occurred_at"] = [_("This date is out of range.")]
    elif at > now() + CLOCKS_DIFFER:
        faults["occurred_at"] = [_("This lies in the future.")]
    elif values.get("source") != Charted.Source.IMPORTED and _before_birth(patient, at):
        faults["occurred_at"] = [_("The patient was not born then.")]
    if encounter is not None and encounter.patient_id != patient.pk:
        faults["encounter"] = [_("This encounter is of another patient.")]
    return faults


def _before_birth(patient: Patient, at: datetime) -> bool:
    is_exact = patient.birth_date_precision == Patient.Precision.DAY
    return bool(patient.birth_date and is_exact and localdate(at) < patient.birth_date)


def _present(row: Entry) -> Values:
    return {field.name: getattr(row, field.name) for field in row._meta.fields if not field.is_relation}
