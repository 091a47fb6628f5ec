"""Numbers, contacts, addresses and the people around a patient: added and ended, never overwritten."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypedDict, TypeVar, Unpack  # Any: column values are of every type

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core import identifiers
from hospital.core.checks import fitting, refuse
from hospital.core.days import EARLIEST
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid

from ..models import SYSTEMS, Address, Contact, Guardian, Identifier, MedicalHistory, Patient
from ..models.patients import OfPatient
from .identity import held

Detail = TypeVar("Detail", Identifier, Contact, Address, Guardian)
Data = dict[str, Any]  # Any: see above


class IdentifierData(TypedDict, total=False):
    """A number; `system` says who issued it and is known already for CPF and CNS."""

    kind: str
    value: str
    system: str
    is_preferred: bool
    starts_on: date | None


class ContactData(TypedDict, total=False):
    """A way of reaching the patient."""

    kind: str
    use: str
    value: str
    is_preferred: bool
    note: str
    starts_on: date | None


class AddressData(TypedDict, total=False):
    """A place; `country` is an ISO 3166 code."""

    use: str
    street: str
    number: str
    complement: str
    district: str
    city: str
    city_code: str
    state: str
    postal_code: str
    country: str
    note: str
    starts_on: date | None


class GuardianData(TypedDict, total=False):
    """Somebody who belongs to the patient."""

    name: str
    relation: str
    phone: str
    cpf: str
    is_legal_guardian: bool
    is_emergency_contact: bool
    note: str
    starts_on: date | None


class NumberTaken(Conflict):
    message = _("Another patient has this number. Search for it.")


class AlreadyHasOne(Conflict):
    message = _("The patient has a CPF already. End it first, saying why.")


class AlreadyEnded(Conflict):
    message = _("This was ended already.")


@transaction.atomic
def add_identifier(
    patient: Patient, *, by: User, keep_doubtful: bool = False, **data: Unpack[IdentifierData]
) -> Identifier:
    """Give the patient a number, checked; an import may keep one that fails its check, marked as doubtful."""
    by.require("patients.change_patient")
    return _add(held(patient), identifier_of({**data}, keep_doubtful=keep_doubtful), by)


@transaction.atomic
def add_contact(
    patient: Patient, *, by: User, keep_doubtful: bool = False, **data: Unpack[ContactData]
) -> Contact:
    """Add a way of reaching the patient; a preferred one takes the place of the one preferred so far."""
    by.require("patients.change_patient")
    return _add(held(patient), contact_of({**data}, keep_doubtful=keep_doubtful), by)


@transaction.atomic
def add_address(
    patient: Patient, *, by: User, keep_doubtful: bool = False, **data: Unpack[AddressData]
) -> Address:
    """Add where the patient lives or can be found."""
    by.require("patients.change_patient")
    return _add(held(patient), address_of({**data}, keep_doubtful=keep_doubtful), by)


@transaction.atomic
def add_guardian(
    patient: Patient, *, by: User, keep_doubtful: bool = False, **data: Unpack[GuardianData]
) -> Guardian:
    """Add somebody who belongs to the patient."""
    by.require("patients.change_patient")
    return _add(held(patient), guardian_of({**data}, keep_doubtful=keep_doubtful), by)


@transaction.atomic
def end_detail(
    row: Detail, *, by: User, on: date | None = None, reason: str = "", version: int | None = None
) -> Detail:
    """Say that a number, contact, address or person no longer holds, from a day (today) on."""
    by.require("patients.change_patient")
    patient = held(row.patient)
    row = ending(row, on=on, version=version)
    audit.record(f"patients.{noun(row)}_ended", row, by=by, patient_id=patient.pk, reason=reason.strip())
    return row


def ending(row: Any, *, on: date | None, version: int | None) -> Any:  # Any: whatever is of a patient
    """The row, ended; AlreadyEnded, or Invalid when the day makes no sense."""
    row = lock(row, version=version)
    if row.ended_on:
        raise AlreadyEnded
    last = on or localdate()
    if not (row.starts_on or EARLIEST) <= last <= localdate():
        refuse({"on": [_("It ends today or earlier, and not before it starts.")]})
    change(row, ended_on=last, **({"is_preferred": False} if hasattr(row, "is_preferred") else {}))
    return row


def noun(row: Any) -> str:  # Any: see above
    """What the trail calls the row."""
    return "history" if isinstance(row, MedicalHistory) else row._meta.model_name


def _add(patient: Patient, row: Detail, by: User) -> Detail:
    _keep(patient, row)
    audit.record(f"patients.{noun(row)}_added", row, by=by, patient_id=patient.pk)
    return row


def _keep(patient: Patient, row: OfPatient, field: str = "value") -> None:
    """Write a new row of the patient; `field` is where the face shows a number that is taken."""
    row.patient = patient
    if isinstance(row, Identifier | Contact):
        _prefer(patient, row)
    try:
        with conflicts(one_patient_per_identifier=NumberTaken):
            row.save(force_insert=True)
    except NumberTaken as taken:
        raise NumberTaken(fields={field: [NumberTaken.message]}) from taken


def _prefer(patient: Patient, row: Identifier | Contact) -> None:
    """One preferred row of each kind; the first of its kind is preferred. One valid CPF per person."""
    others = list(type(row).objects.current().filter(patient=patient, kind=row.kind))
    is_cpf = isinstance(row, Identifier) and row.kind == Identifier.Kind.CPF and not row.is_doubtful
    if is_cpf and any(not other.is_doubtful for other in others):
        raise AlreadyHasOne
    row.is_preferred = row.is_preferred or not others
    for other in others:
        if row.is_preferred and other.is_preferred:
            change(other, is_preferred=False)


def identifier_of(data: Data, field: str = "value", *, keep_doubtful: bool = False) -> Identifier:
    """The number as it will be kept."""
    kind = data.get("kind", Identifier.Kind.OTHER)
    data = {**data, "kind": kind, "system": SYSTEMS.get(kind) or data.get("system", "")}
    values = fitting(Identifier, {"value": "", **data})
    check = {Identifier.Kind.CPF: identifiers.cpf, Identifier.Kind.CNS: identifiers.cns}.get(kind)
    if check:
        values["value"], values["is_doubtful"] = _or_doubtful(check, values["value"], field, keep_doubtful)
    return Identifier(**_dated(values))


def contact_of(data: Data, field: str = "value", *, keep_doubtful: bool = False) -> Contact:
    """The contact as it will be kept: telephones in E.164, e-mail addresses that can be one."""
    values = fitting(Contact, {"value": "", **data})
    kind = values.get("kind", Contact.Kind.PHONE)
    check = {Contact.Kind.PHONE: identifiers.phone, Contact.Kind.EMAIL: _email}.get(kind)
    if check:
        values["value"], _doubtful = _or_doubtful(check, values["value"], field, keep_doubtful)
    return Contact(**_dated(values))


def address_of(data: Data, *, keep_doubtful: bool = False) -> Address:
    """The address as it will be kept. A CEP that cannot be one is refused, or goes to the note on import."""
    values = {"country": "BR", **fitting(Address, data)}
    values["country"] = values["country"].upper()
    if not any(values.get(name) for name in ("street", "district", "city", "postal_code", "note")):
        refuse({"street": [_("Type the address.")]})
    code = values.get("city_code", "")
    if code and not (code.isascii() and code.isdigit() and len(code) == 7):
        refuse({"city_code": [_("An IBGE city code has 7 digits.")]})
    if values["country"] == "BR" and values.get("postal_code"):
        cep, doubtful = _or_doubtful(identifiers.cep, values["postal_code"], "postal_code", keep_doubtful)
        values |= {"postal_code": "", "note": f"CEP {cep}"} if doubtful else {"postal_code": cep}
    return Address(**_dated(values))


def guardian_of(data: Data, *, keep_doubtful: bool = False) -> Guardian:
    """The person as she will be kept."""
    typed = data.pop("cpf", "").strip()  # longer, as it is typed, than what is kept of it
    values = fitting(Guardian, {"name": "", **data})
    if values.get("phone"):
        values["phone"], _doubtful = _or_doubtful(identifiers.phone, values["phone"], "phone", keep_doubtful)
    if typed:
        cpf, doubtful = _or_doubtful(identifiers.cpf, typed, "cpf", keep_doubtful)
        values |= {"note": f"CPF {cpf}"} if doubtful else {"cpf": cpf}
    return Guardian(**_dated(values))


def _or_doubtful(
    check: Callable[[str, str], str], text: str, field: str, keep_doubtful: bool
) -> tuple[str, bool]:
    """The checked text; or as it came, and that it is doubtful, where that is allowed."""
    try:
        return check(text, field), False
    except Invalid:
        if not keep_doubtful:
            raise
        return text, True


def _email(text: str, field: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise Invalid(fields={field: list(error.messages)}) from error
    return text


def _dated(values: Data) -> Data:
    """The values, unless they begin on a day that nobody can mean."""
    first = values.get("starts_on")
    if first and not EARLIEST <= first <= localdate():
        refuse({"starts_on": [_("This date is out of range.")]})
    return values
