"""Who a patient is: what may be said of her, checked as a whole, and changed."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core import identifiers
from hospital.core.checks import fitting, refuse, said
from hospital.core.days import EARLIEST
from hospital.core.db import change, lock
from hospital.core.errors import Conflict, Invalid, Text
from hospital.core.names import sound

from ..matching import Person, sounds_of
from ..models import Patient


class IdentityData(TypedDict, total=False):
    """What can be said of who a patient is; what is not named keeps its value or its default."""

    given_name: str
    family_name: str
    social_name: str
    birth_date: date | None
    birth_date_precision: str
    sex: str
    gender_identity: str
    mother_name: str
    mother_unknown: bool
    race_colour: str
    ethnicity: str
    nationality: str
    birth_city: str
    birth_city_code: str
    birth_state: str
    birth_country: str
    language: str
    marital_status: str
    description: str


class RecordMerged(Conflict):
    message = _("This record was merged into another. Change the record it was merged into.")


class RecordClosed(Conflict):
    message = _("This record was entered in error and takes no changes.")


class AlreadyDeceased(Conflict):
    message = _("The death of this patient is recorded already.")


class NotDeceased(Conflict):
    message = _("No death of this patient is recorded.")


class AlreadySo(Conflict):
    message = _("This is so already.")


@transaction.atomic
def change_identity(patient: Patient, *, version: int, by: User, **data: Unpack[IdentityData]) -> Patient:
    """Change who the patient is said to be. Stale unless she is still at `version`."""
    by.require("patients.change_patient")
    patient = held(patient, version=version)
    changed = change(patient, **checked(mended(identity_of(patient), data)))
    if changed:
        audit.record("patients.identity_changed", patient, by=by, patient_id=patient.pk, fields=changed)
    return patient


@transaction.atomic
def mark_deceased(
    patient: Patient, *, by: User, at: datetime | None = None, version: int | None = None
) -> Patient:
    """Record that the patient died, at a known moment or not."""
    by.require("patients.mark_deceased")
    patient = held(patient, version=version)
    if patient.is_deceased:
        raise AlreadyDeceased
    if at and (at > now() or (patient.birth_date and localdate(at) < patient.birth_date)):
        refuse({"at": [_("A death is between the birth and now.")]})
    change(patient, is_deceased=True, deceased_at=at)
    audit.record("patients.deceased", patient, by=by, patient_id=patient.pk)
    return patient


@transaction.atomic
def undo_death(patient: Patient, *, reason: str, by: User, version: int | None = None) -> Patient:
    """Take back a death that was recorded in error."""
    by.require("patients.mark_deceased")
    patient = held(patient, version=version)
    if not patient.is_deceased:
        raise NotDeceased
    change(patient, is_deceased=False, deceased_at=None)
    audit.record("patients.death_undone", patient, by=by, patient_id=patient.pk, reason=said(reason))
    return patient


@transaction.atomic
def set_confidential(
    patient: Patient, *, confidential: bool, reason: str, by: User, version: int | None = None
) -> Patient:
    """Hide the patient from who may not see confidential ones, or show her again."""
    by.require("patients.set_confidential")
    by.require("patients.view_confidential")
    patient = held(patient, version=version)
    if patient.is_confidential == confidential:
        raise AlreadySo
    change(patient, is_confidential=confidential)
    verb = "patients.made_confidential" if confidential else "patients.made_ordinary"
    audit.record(verb, patient, by=by, patient_id=patient.pk, reason=said(reason))
    return patient


def held(patient: Patient, *, version: int | None = None) -> Patient:
    """The patient's row, locked, unless her record no longer takes changes."""
    patient = lock(patient, version=version)
    if patient.state == Patient.State.MERGED:
        raise RecordMerged
    if patient.state == Patient.State.ENTERED_IN_ERROR:
        raise RecordClosed
    return patient


def identity_of(patient: Patient) -> dict[str, Any]:  # Any: see above
    """What is said now of who the patient is."""
    return {name: getattr(patient, name) for name in IdentityData.__annotations__}


def mended(known: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:  # Any: see above
    """What is known with what is said now; a date where there was none is exact unless said otherwise."""
    if data.get("birth_date") and not known["birth_date"]:
        known = known | {"birth_date_precision": Patient.Precision.DAY}
    return {**known, **data}


def person_of(data: dict[str, Any], numbers: frozenset[str] = frozenset()) -> Person:  # Any: see above
    """What the search for duplicates needs to know."""
    civil = f"{data.get('given_name', '')} {data.get('family_name', '')}".strip()
    return Person(
        names=tuple(filter(None, [civil, data.get("social_name", "")])),
        birth_date=data.get("birth_date"),
        birth_date_precision=data.get("birth_date_precision", Patient.Precision.DAY),
        mother_name=data.get("mother_name", ""),
        sex=data.get("sex", Patient.Sex.UNKNOWN),
        numbers=numbers,
    )


def person_typed(*, cpf: str = "", cns: str = "", **data: Any) -> Person:  # Any: see above
    """The same of a form that is half filled in: a number that is not whole yet says nothing."""
    numbers = set()
    for check, typed in ((identifiers.cpf, cpf), (identifiers.cns, cns)):
        with suppress(Invalid):
            numbers.add(check(typed))
    return person_of(data, frozenset(numbers))


def person_known(patient: Patient) -> Person:
    """The same of somebody who is registered."""
    return person_of(identity_of(patient))


def checked(data: dict[str, Any]) -> dict[str, Any]:  # Any: see above
    """The columns a complete identity becomes, with how the names sound; or Invalid naming each fault."""
    values = fitting(Patient, data)
    for name in ("given_name", "family_name", "social_name", "mother_name"):
        values[name] = " ".join(values.get(name, "").split())
    for name in {"nationality", "birth_country"} & values.keys():
        values[name] = values[name].upper()
    if values.get("birth_date") is None:
        values["birth_date_precision"] = Patient.Precision.UNKNOWN
    faults: dict[str, list[Text]] = {}
    for name, message in (*_birth_faults(values), *_mother_faults(values), *_origin_faults(values)):
        faults.setdefault(name, []).append(message)
    refuse(faults)
    civil = f"{values['given_name']} {values['family_name']}"
    return values | {
        "sounds": sounds_of(civil, values["social_name"]),
        "mother_sound": sound(values["mother_name"]),
    }


def _birth_faults(values: dict[str, Any]) -> list[tuple[str, Text]]:  # Any: see above
    day = values.get("birth_date")
    if day is None:
        return []
    if values.get("birth_date_precision") == Patient.Precision.UNKNOWN:
        return [("birth_date_precision", _("A date that is unknown is left empty."))]
    if not EARLIEST <= day <= localdate():
        return [("birth_date", _("This birth date is out of range."))]
    return []


def _mother_faults(values: dict[str, Any]) -> list[tuple[str, Text]]:  # Any: see above
    """SBIS ECF.03: the mother's name, or that she is unknown, said as such."""
    if values.get("mother_unknown") and values["mother_name"]:
        return [("mother_unknown", _("The mother has a name: she is not unknown."))]
    if not values.get("mother_unknown") and not values["mother_name"]:
        return [("mother_name", _("Type the mother's name, or say that she is unknown."))]
    return []


def _origin_faults(values: dict[str, Any]) -> list[tuple[str, Text]]:  # Any: see above
    indigenous = values.get("race_colour") == Patient.RaceColour.INDIGENOUS
    if indigenous and not values.get("ethnicity"):
        return [("ethnicity", _("Say the people an indigenous person belongs to."))]
    if not indigenous and values.get("ethnicity"):
        return [("ethnicity", _("Only indigenous people have an ethnicity here."))]
    code = values.get("birth_city_code", "")
    if code and not (code.isascii() and code.isdigit() and len(code) == 7):
        return [("birth_city_code", _("An IBGE city code has 7 digits."))]
    return []
