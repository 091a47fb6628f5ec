"""Employees: hire, change, and link them to their user."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypedDict, Unpack  # Any: column values are of every type

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core import identifiers as documents
from hospital.core.checks import fitting, refuse
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid

from ..models import Employee, EmployeeIdentifier, today
from ..models.periods import sensible
from .memberships import require_employed


class CPFTaken(Conflict):
    message = _("Another employee has this CPF.")


class CNSTaken(Conflict):
    message = _("Another employee has this CNS.")


class RegistrationNumberTaken(Conflict):
    message = _("Another employee has this registration number.")


class LeftBeforeHired(Invalid):
    message = _("The last day of work cannot be before the day of hiring.")


class IdentifierTaken(Conflict):
    message = _("Another employee has this identifier.")


class UserTaken(Conflict):
    message = _("This user is linked to another employee.")


class AlreadyLinked(Conflict):
    message = _("This employee has a user already. Unlink it first.")


class NotLinked(Conflict):
    message = _("This employee has no user.")


class NotAPerson(Invalid):
    message = _("Only a person's user can be linked to an employee.")


UNIQUE = {
    "one_employee_per_cpf": CPFTaken,
    "one_employee_per_cns": CNSTaken,
    "one_employee_per_registration_number": RegistrationNumberTaken,
    "employee_leaves_after_hiring": LeftBeforeHired,
}


class EmployeeData(TypedDict, total=False):
    """What is written about an employee; `cpf`, `cns` and `postal_code` with or without punctuation."""

    given_name: str
    family_name: str
    social_name: str
    birth_date: date | None
    gender: str
    cpf: str
    cns: str
    phone: str
    mobile: str
    email: str
    street: str
    number: str
    complement: str
    district: str
    city: str
    state: str
    postal_code: str
    country: str
    job_title: str
    cbo_code: str
    registration_number: str
    hired_on: date | None
    is_external: bool
    description: str


@transaction.atomic
def hire(*, by: User, identifiers: Iterable[tuple[str, str]] = (), **data: Unpack[EmployeeData]) -> Employee:
    """Register a person who works here or, `is_external`, elsewhere; no user is made."""
    by.require("organization.manage_employee")
    employee = Employee(**_clean({"given_name": "", **data}))
    with conflicts(**UNIQUE):
        employee.save(force_insert=True)
    for system, value in identifiers:
        _identify(employee, system, value)
    audit.record("organization.employee_hired", employee, by=by, cbo=employee.cbo_code)
    return employee


@transaction.atomic
def change_employee(
    employee: Employee, *, by: User, version: int | None = None, **data: Unpack[EmployeeData]
) -> Employee:
    """Change what is written about an employee; only what is given."""
    by.require("organization.manage_employee")
    employee = lock(employee, version=version)
    values = _clean(data, country=employee.country)
    with conflicts(**UNIQUE):
        changed = change(employee, **values)
    if changed:
        audit.record("organization.employee_changed", employee, by=by, fields=changed)
    return employee


@transaction.atomic
def identify_employee(employee: Employee, *, system: str, value: str, by: User) -> EmployeeIdentifier:
    """Keep what another system calls the employee."""
    by.require("organization.manage_employee")
    identifier = _identify(employee, system, value)
    audit.record("organization.employee_identified", employee, by=by, system=identifier.system)
    return identifier


@transaction.atomic
def link_user(employee: Employee, *, user: User, by: User) -> Employee:
    """Say whose user it is, so that what the user does is done by this employee."""
    by.require("organization.manage_employee")
    employee = lock(employee)
    require_employed(employee)
    if employee.user_id:
        raise AlreadyLinked
    if user.kind != User.Kind.PERSON:
        raise NotAPerson
    with conflicts(organization_employee_user_id_key=UserTaken):
        change(employee, user=user)
    audit.record("organization.user_linked", employee, by=by, user=str(user.pk))
    return employee


@transaction.atomic
def unlink_user(employee: Employee, *, by: User) -> Employee:
    """Take the link between employee and user away; both stay."""
    by.require("organization.manage_employee")
    employee = lock(employee)
    if not employee.user_id:
        raise NotLinked
    former = employee.user_id
    change(employee, user=None)
    audit.record("organization.user_unlinked", employee, by=by, user=str(former))
    return employee


def _cbo(text: str, field: str) -> str:
    """The 6 digits of an occupation (Classificação Brasileira de Ocupações): "2235-05" -> "223505"."""
    digits = "".join(c for c in text if c not in " .-")
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise Invalid(_("A CBO code has 6 digits."))
    return digits


CLEANERS: dict[str, Callable[[str, str], str]] = {
    "cpf": documents.cpf,
    "cns": documents.cns,
    "mobile": documents.phone,
    "cbo_code": _cbo,
}


def _clean(data: EmployeeData, *, country: str = "BR") -> dict[str, Any]:  # Any: see above
    """The data as it is stored, or Invalid naming every field that is wrong."""
    raw: dict[str, Any] = {**data}  # Any: see above
    faults: dict[str, list[str]] = {}
    cleaners = CLEANERS | ({"postal_code": documents.cep} if raw.get("country", country) == "BR" else {})
    for name, clean in cleaners.items():
        if raw.get(name):
            try:
                raw[name] = clean(raw[name], name)
            except Invalid as error:
                faults[name] = [str(error)]
    if raw.get("birth_date") and not sensible("birth_date", raw["birth_date"]) <= today():
        faults["birth_date"] = [str(_("The birth date is in the future."))]
    if raw.get("hired_on"):
        sensible("hired_on", raw["hired_on"])
    refuse(faults)
    return fitting(Employee, raw)


def _identify(employee: Employee, system: str, value: str) -> EmployeeIdentifier:
    values = fitting(EmployeeIdentifier, {"system": system, "value": value})
    with conflicts(one_employee_per_identifier=IdentifierTaken):
        return EmployeeIdentifier.objects.create(employee=employee, **values)
