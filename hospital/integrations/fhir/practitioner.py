"""Practitioner (FHIR R4) over organization.Employee. Pure functions: no query, no request, no save."""

import re
from collections.abc import Callable, Iterator
from typing import Any  # Any: arguments of an action are of every type

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hospital.core.errors import Invalid
from hospital.core.identifiers import cep, cns, cpf, phone
from hospital.organization.models import Employee

from .datatypes import (
    CNS,
    CPF,
    Address,
    address,
    contact_point,
    dialled,
    given_and_family,
    human_name,
    identifier,
    identifiers,
    items,
    official,
    partial_date,
    social_name,
    telecom,
    text,
)  # fmt: skip
from .wire import JSON

Arguments = dict[str, Any]  # Any: see above

CBO = "https://terminologia.saude.gov.br/fhir/CodeSystem/BRCBO"
CHECKED = {CPF: ("cpf", cpf), CNS: ("cns", cns)}


def from_fhir(resource: JSON) -> Arguments:
    """What organization.actions.hire is called with for somebody who works elsewhere.

    A number that fails its check is only an identifier; other parts that ours would refuse stay in the raw
    resource.
    """
    given, family = given_and_family(official(resource.get("name")))
    born = partial_date(resource.get("birthDate"))
    gender = resource.get("gender")
    return {
        "given_name": given[:100], "family_name": family[:100],
        "social_name": social_name(resource.get("name")),
        "birth_date": born.day if born and born.precision == "day" else None,
        "gender": gender if gender in Employee.Gender.values else Employee.Gender.UNKNOWN,
        **_numbers(resource), **_reached(resource), **_lives(resource), **_does(resource),
        "identifiers": [number for number in identifiers(resource.get("identifier")) if number[0]],
    }  # fmt: skip


def doubts(resource: JSON) -> Iterator[str]:
    """The names of the numbers that fail their own check."""
    for system, value in identifiers(resource.get("identifier")):
        if system in CHECKED and not _or_nothing(CHECKED[system][1], value):
            yield CHECKED[system][0].upper()


def _numbers(resource: JSON) -> Arguments:
    said = identifiers(resource.get("identifier"))
    found = {CHECKED[s][0]: _or_nothing(CHECKED[s][1], value) for s, value in said if s in CHECKED}
    return {"cpf": "", "cns": ""} | found


def _reached(resource: JSON) -> Arguments:
    points = resource.get("telecom")
    number, mail = telecom(points, "phone", ("mobile", "work")), telecom(points, "email", ("work",))
    mobile = _or_nothing(phone, dialled(number, address(resource.get("address")).country))
    return {"mobile": mobile, "phone": "" if mobile else number[:20], "email": _email(mail)}


def _lives(resource: JSON) -> Arguments:
    found = vars(address(resource.get("address")))
    if found["country"] in ("", "BR"):
        found = found | {"postal_code": _or_nothing(cep, found["postal_code"])}
    return {**found, "country": found["country"] or "BR"}


def _does(resource: JSON) -> Arguments:
    """The occupation of the first qualification that names one."""
    for qualification in items(resource.get("qualification")):
        concept = qualification.get("code")
        for coding in items(concept.get("coding")) if isinstance(concept, dict) else []:
            code = text(coding.get("code"), 10)
            if coding.get("system") == CBO and re.fullmatch("[0-9]{6}", code):
                return {"cbo_code": code, "job_title": text(coding.get("display"), 100)}
    return {"cbo_code": "", "job_title": ""}


def _or_nothing(check: Callable[[str], str], value: str) -> str:
    try:
        return check(value) if value else ""
    except Invalid:
        return ""


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        return ""
    return value


def to_fhir(employee: Employee) -> JSON:
    """Who it is and what she does; of somebody who works here, nothing that is private."""
    resource: JSON = {
        "resourceType": "Practitioner", "id": str(employee.pk),
        "meta": {"versionId": str(employee.version), "lastUpdated": employee.updated_at.isoformat()},
        "identifier": list(_identifiers(employee)),
        "active": employee.is_external or employee.is_active(),
        "name": [human_name(employee.given_name, employee.family_name, "official")],
        "telecom": [
            *contact_point("phone", employee.phone, "work"), *contact_point("email", employee.email, "work"),
        ],
        "gender": employee.gender, "qualification": list(_qualifications(employee)),
    }  # fmt: skip
    if employee.social_name:
        resource["name"].append({"use": "usual", "text": employee.social_name})
    if employee.is_external:
        parts = {name: getattr(employee, name) for name in Address.__dataclass_fields__}
        resource["address"] = Address(**parts).to_fhir("work")
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def _identifiers(employee: Employee) -> Iterator[JSON]:
    """CPF is left out: it is private. CNS is how SUS names a professional."""
    yield from identifier(CNS, employee.cns, "HC")
    for row in employee.identifiers.all():
        if row.system != CPF and (row.system, row.value) != (CNS, employee.cns):
            yield from identifier(row.system, row.value)


def _qualifications(employee: Employee) -> Iterator[JSON]:
    for licence in employee.licences.all():
        system = f"https://saude.gov.br/fhir/sid/{licence.council.lower()}-{licence.uf.lower()}"
        period = {"start": licence.valid_from.isoformat()}
        if licence.valid_until:
            period["end"] = licence.valid_until.isoformat()
        yield {
            "identifier": [{"system": system, "value": licence.number}], "code": {"text": str(licence)},
            "period": period,
        }  # fmt: skip
    if employee.cbo_code:
        coding = {
            "system": CBO,
            "code": employee.cbo_code,
            "display": employee.job_title or employee.cbo_code,
        }
        yield {"code": {"coding": [coding]}}
