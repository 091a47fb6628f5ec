"""What Organization, Practitioner and Patient become here, through the actions that a person's click calls.

A later delivery changes only what differs from the earlier one, so that what was corrected at the desk stays
corrected.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: arguments of an action are of every type

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.errors import Conflict, Invalid
from hospital.core.identifiers import cns, cpf
from hospital.organization import actions as organization
from hospital.organization.models import Department, Employee, EmployeeIdentifier
from hospital.patients import actions as patients
from hospital.patients.models import Identifier, Patient

from ..fhir import organization as organizations, patient as persons, practitioner as practitioners
from ..fhir.datatypes import CNES, CNPJ, CNS, CPF
from ..fhir.wire import JSON
from ..models import Partner
from . import partners

Arguments = dict[str, Any]  # Any: see above
Became = Patient | Employee | Partner | Department

# Not translated: it is what the trail says of a registration that nobody looked at, whoever reads it.
IMPORTED = "Importado de outro sistema"
TOGETHER = (
    ("mother_name", "mother_unknown"), ("birth_date", "birth_date_precision"), ("race_colour", "ethnicity"),
)  # fmt: skip
MOST_DETAILS = 100
DETAILS = ("identifiers", "contacts", "addresses", "guardians")


class SeveralHaveIt(Conflict):
    message = _("Its identifiers belong to more than one record here. Mend them first.")


class AnotherPersonHasIt(Conflict):
    message = _("A patient here has this number, and another birth date. Mend one of the two first.")


class Nameless(Invalid):
    message = _("It says no name.")


class TooMuch(Invalid):
    message = _("It has more than %(most)s identifiers, contacts, addresses or people.")


@dataclass(frozen=True)
class Result:
    """The row that it became, and whether it is new."""

    row: Became
    is_new: bool


@transaction.atomic
def become(resource: JSON, *, by: User) -> Result:
    """Register the person or organisation that the resource speaks of, or recognise it by its identifiers."""
    if resource["resourceType"] == "Patient":
        return _patient(resource, by)
    return (
        _practitioner(resource, by)
        if resource["resourceType"] == "Practitioner"
        else _organization(resource, by)
    )


@transaction.atomic
def become_changed(row: Became, *, before: JSON, after: JSON, by: User) -> None:
    """Change the row in what the later delivery says otherwise than the earlier one."""
    if isinstance(row, Patient):
        _change_patient(row, before, after, by)
    elif isinstance(row, Partner):
        old, new = organizations.from_fhir(before), organizations.from_fhir(after)
        partners.change_partner(row, by=by, **_differing(old, new))
    elif isinstance(row, Employee) and row.is_external:
        _change_practitioner(row, practitioners.from_fhir(before), practitioners.from_fhir(after), by)


def doubts(resource: JSON) -> list[str]:
    """The names of the numbers that fail their own check."""
    reader = {"Patient": persons, "Practitioner": practitioners, "Organization": organizations}[
        resource["resourceType"]
    ]
    return sorted(set(reader.doubts(resource)))


def _patient(resource: JSON, by: User) -> Result:
    said = _named(persons.from_fhir(resource), "given_name")
    if known := _patient_with(said["identifiers"], said["birth_date"]):
        return Result(known, is_new=False)
    row = patients.register_patient(by=by, keep_doubtful=True, different_because=IMPORTED, **said)
    _die(row, resource, by)
    return Result(row, is_new=True)


def _patient_with(numbers: Iterable[Mapping[str, str]], born: date | None) -> Patient | None:
    """Who has one of the numbers already: one and the same number is one and the same person."""
    wanted = Q(pk=None)
    for number in numbers:
        if _is_sound(number["system"], number["value"]):
            wanted |= Q(system=number["system"], value=number["value"])
    rows = Identifier.objects.current().filter(wanted, is_doubtful=False, patient__state=Patient.State.ACTIVE)
    found = Patient.objects.filter(pk__in=rows.values("patient"))[:2]
    if len(found) > 1:
        raise SeveralHaveIt
    for patient in found:
        if born and patient.birth_date and patient.birth_date != born:
            raise AnotherPersonHasIt
        return patient
    return None


def _is_sound(system: str, value: str) -> bool:
    check = {CPF: cpf, CNS: cns}.get(system)
    try:
        return check is None or bool(check(value))
    except Invalid:
        return False


def _change_patient(row: Patient, before: JSON, after: JSON, by: User) -> None:
    row = row.survivor()
    old, new = persons.from_fhir(before), _named(persons.from_fhir(after), "given_name")
    identity = {name: value for name, value in _differing(old, new).items() if name not in DETAILS}
    for pair in TOGETHER:
        if identity.keys() & set(pair):
            identity |= {name: new[name] for name in pair}
    if identity:
        row = patients.change_identity(row, version=row.version, by=by, **identity)
    _add_details(row, old, new, by)
    _die(row, after, by)


def _add_details(row: Patient, old: Arguments, new: Arguments, by: User) -> None:
    """What came new; nothing is ended, because a delivery that says less takes nothing back."""
    add: dict[str, Callable[..., object]] = {
        "identifiers": patients.add_identifier, "contacts": patients.add_contact,
        "addresses": patients.add_address, "guardians": patients.add_guardian,
    }  # fmt: skip
    has = set(row.identifiers.current().values_list("system", "value"))
    for name, action in add.items():
        for item in new[name]:
            if item not in old[name] and (item.get("system"), item.get("value")) not in has:
                action(row, by=by, keep_doubtful=True, **item)


def _die(row: Patient, resource: JSON, by: User) -> None:
    died, moment = persons.death(resource)
    if died and not row.is_deceased:
        patients.mark_deceased(row, by=by, at=moment)


def _practitioner(resource: JSON, by: User) -> Result:
    said = _named(practitioners.from_fhir(resource), "given_name")
    wanted = Q(pk=None)
    for system, value in said["identifiers"]:
        wanted |= Q(system=system, value=value)
    found = set(EmployeeIdentifier.objects.filter(wanted).values_list("employee_id", flat=True))
    for number in ("cpf", "cns"):
        if said[number]:
            found |= set(Employee.objects.filter(**{number: said[number]}).values_list("pk", flat=True))
    if len(found) > 1:
        raise SeveralHaveIt
    if found:
        return Result(Employee.objects.get(pk=found.pop()), is_new=False)
    return Result(organization.hire(by=by, is_external=True, **said), is_new=True)


def _change_practitioner(row: Employee, old: Arguments, new: Arguments, by: User) -> None:
    said = {name: value for name, value in _differing(old, new).items() if name != "identifiers"}
    if said:
        organization.change_employee(row, by=by, **said)
    for system, value in new["identifiers"]:
        if (system, value) not in old["identifiers"]:
            organization.identify_employee(row, system=system, value=value, by=by)


def _organization(resource: JSON, by: User) -> Result:
    """One of our departments when it has an identifier of that department; any other is a partner.

    What a department is called and where it belongs is decided here, never by a delivery.
    """
    said = _named(organizations.from_fhir(resource), "name")
    ours = Department.objects.filter(_with_one_of(said["identifiers"])).distinct()[:2]
    if len(ours) > 1:
        raise SeveralHaveIt
    for department in ours:
        return Result(department, is_new=False)
    found = Partner.objects.filter(_with_one_of(_naming(said["identifiers"]))).distinct()[:2]
    if len(found) > 1:
        raise SeveralHaveIt
    for partner in found:
        return Result(partner, is_new=False)
    return Result(partners.register_partner(by=by, **said), is_new=True)


def _naming(numbers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The numbers that tell establishments apart: a CNPJ or CPF may have many, so a CNES goes first."""
    places = [number for number in numbers if number[0] == CNES]
    others = [number for number in numbers if number[0] not in (CNPJ, CPF, "")]
    return places or others or [number for number in numbers if number[0] == CNPJ]


def _named(said: Arguments, column: str) -> Arguments:
    """The arguments, unless they name nobody or hold more than anybody has."""
    if not said[column]:
        raise Nameless(fields={"name": [Nameless.message]})
    for name in DETAILS:
        if len(said.get(name, ())) > MOST_DETAILS:
            raise TooMuch(TooMuch.message % {"most": MOST_DETAILS})
    return said


def _with_one_of(numbers: Iterable[tuple[str, str]]) -> Q:
    wanted = Q(pk=None)
    for system, value in numbers:
        wanted |= Q(identifiers__system=system, identifiers__value=value)
    return wanted


def _differing(old: Arguments, new: Arguments) -> Arguments:
    return {name: value for name, value in new.items() if old[name] != value}
