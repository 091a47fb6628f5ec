"""The ways into the register: at the desk, without a name, at birth."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar, Unpack  # Any: column values are of every type

from django.db import connection, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import refuse
from hospital.core.db import change
from hospital.core.errors import Conflict, Invalid
from hospital.core.names import sound

from ..matching import LIKELY, Match, Person, duplicates
from ..models import Contact, Identifier, Patient
from ..models.patients import OfPatient
from .details import (
    AddressData,
    ContactData,
    GuardianData,
    IdentifierData,
    _keep,
    address_of,
    contact_of,
    guardian_of,
    identifier_of,
)
from .identity import IdentityData, checked, held, identity_of, mended, person_of

Row = TypeVar("Row", Identifier, Contact)

# Not translated: it is what the chart is called until the person has a name, whoever reads it.
UNIDENTIFIED, NEWBORN = "Não identificado", "RN"


class LikelyDuplicate(Conflict):
    """Somebody very like this person is registered; `matches` says who, and why."""

    message = _(
        "This person seems to be registered already. Open that record, or say why this is someone else."
    )

    def __init__(self, matches: Sequence[Match]) -> None:
        candidates = [f"{match.patient.pk} {match.score:.2f}" for match in matches]
        super().__init__(fields={"different_because": [self.message], "candidates": candidates})
        self.matches = matches


class NotUnidentified(Conflict):
    message = _("This patient is identified already.")


@transaction.atomic
def register_patient(
    *, by: User, cpf: str = "", cns: str = "", phone: str = "", email: str = "",
    identifiers: Sequence[IdentifierData] = (), contacts: Sequence[ContactData] = (),
    addresses: Sequence[AddressData] = (), guardians: Sequence[GuardianData] = (),
    different_because: str = "", keep_doubtful: bool = False, **data: Unpack[IdentityData],
) -> Patient:  # fmt: skip
    """Register a person. LikelyDuplicate when somebody is like her, unless `different_because` says why not.

    `keep_doubtful` is for imports: a number that fails its own check is kept and marked instead of refused.
    """
    by.require("patients.register_patient")
    values = checked({"mother_unknown": False, **data})
    documents = _short(identifier_of, keep_doubtful, cpf=cpf, cns=cns)
    documents += [("identifiers", identifier_of({**one}, keep_doubtful=keep_doubtful)) for one in identifiers]
    numbers = frozenset(row.value for _field, row in documents if not row.is_doubtful)
    likely = _someone_else(person_of(values, numbers), by=by, because=different_because)
    ways = _short(contact_of, keep_doubtful, phone=phone, email=email)
    rows: list[tuple[str, OfPatient]] = [
        *documents, *ways,
        *(("contacts", contact_of({**one}, keep_doubtful=keep_doubtful)) for one in contacts),
        *(("addresses", address_of({**one}, keep_doubtful=keep_doubtful)) for one in addresses),
        *(("guardians", guardian_of({**one}, keep_doubtful=keep_doubtful)) for one in guardians),
    ]  # fmt: skip
    patient = _registered(values, rows)
    audit.record(
        "patients.registered", patient, by=by, patient_id=patient.pk, reason=different_because.strip(),
        candidates=[str(match.patient.pk) for match in likely],
    )  # fmt: skip
    return patient


def _registered(
    values: Mapping[str, Any], rows: Sequence[tuple[str, OfPatient]]
) -> Patient:  # Any: see above
    patient = Patient(**values)
    patient.save(force_insert=True)
    for field, row in rows:
        _keep(patient, row, field)
    return patient


@transaction.atomic
def register_unidentified(
    *, by: User, sex: str = Patient.Sex.UNKNOWN, years: int | None = None, description: str = ""
) -> Patient:
    """Open a chart for a person without a name; `years` is the age she seems to have."""
    by.require("patients.register_patient")
    if years is not None and not 0 <= years <= 130:
        raise Invalid(fields={"years": [_("An age is between 0 and 130 years.")]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('patients_chart_number')")
        number = cursor.fetchone()[0]
    year = localdate().year
    values = checked({
        "given_name": UNIDENTIFIED, "family_name": f"{year}-{number}", "sex": sex, "mother_unknown": True,
        "birth_date": None if years is None else date(year - years, 1, 1),
        "birth_date_precision": Patient.Precision.ESTIMATED, "description": description,
    })  # fmt: skip
    patient = Patient(chart_number=number, is_unidentified=True, **values)
    patient.save(force_insert=True)
    audit.record("patients.registered_unidentified", patient, by=by, patient_id=patient.pk)
    return patient


@transaction.atomic
def identify(
    patient: Patient, *, version: int, by: User, different_because: str = "", **data: Unpack[IdentityData]
) -> Patient:
    """Give an unidentified patient her name. LikelyDuplicate when she is here already: then merge the two."""
    by.require("patients.change_patient")
    patient = held(patient, version=version)
    if not patient.is_unidentified:
        raise NotUnidentified
    kept = identity_of(patient) | {"given_name": "", "family_name": "", "mother_unknown": False}
    values = checked(mended(kept, data))
    likely = _someone_else(person_of(values), by=by, because=different_because, but=patient)
    change(patient, is_unidentified=False, **values)
    audit.record(
        "patients.identified", patient, by=by, patient_id=patient.pk, reason=different_because.strip(),
        candidates=[str(match.patient.pk) for match in likely],
    )  # fmt: skip
    return patient


@transaction.atomic
def register_newborn(
    mother: Patient, *, by: User, order: int | None = None, **data: Unpack[IdentityData]
) -> Patient:
    """Register the child of a mother who is registered here, born today unless `birth_date` says when.

    Without a name it is called after her; `order` numbers twins: "RN 2 de Maria".
    """
    by.require("patients.register_patient")
    mother = held(mother)
    if mother.sex == Patient.Sex.MALE and not mother.gender_identity:
        raise Invalid(fields={"mother": [_("The mother is registered as male. Correct her record first.")]})
    title = f"{NEWBORN} {order}" if order else NEWBORN
    values = checked({
        "given_name": f"{title} de {mother.given_name}", "family_name": mother.family_name,
        "mother_name": mother.civil_name, "birth_date": localdate(), **data,
    })  # fmt: skip
    _refuse_old(values)
    child = Patient(mother=mother, **values)
    child.save(force_insert=True)
    audit.record("patients.newborn_registered", child, by=by, patient_id=child.pk, mother=str(mother.pk))
    return child


def _refuse_old(values: Mapping[str, Any]) -> None:  # Any: see above
    if localdate() - values["birth_date"] > timedelta(days=28):
        refuse({"birth_date": [_("A newborn is at most 28 days old.")]})


def _someone_else(person: Person, *, by: User, because: str, but: Patient | None = None) -> list[Match]:
    """The likely duplicates that a reason excuses; LikelyDuplicate when there are some and no reason.

    Whoever registers a person of the same birth date, or without one the same name, waits here: two desks
    (or a double click) cannot both find nobody.
    """
    turn = zlib.crc32(str(person.birth_date or [sound(name) for name in person.names]).encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7, %s)", [turn - 2**31])
    likely = [m for m in duplicates(person, by=by) if m.score >= LIKELY and m.patient != but]
    if likely and not because.strip():
        raise LikelyDuplicate(likely)
    return likely


def _short(build: Callable[..., Row], keep_doubtful: bool, **values: str) -> list[tuple[str, Row]]:
    """The rows that the short forms of a registration stand for, each with the field it was typed in."""
    return [
        (kind, build({"kind": kind, "value": value, "is_preferred": True}, kind, keep_doubtful=keep_doubtful))
        for kind, value in values.items()
        if value.strip()
    ]
