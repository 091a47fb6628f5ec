"""Patient (FHIR R4, BR Core) over patients.Patient. Pure functions: no query, no request, no save."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any  # Any: arguments of an action are of every type

from django.utils.timezone import get_default_timezone, make_aware

from hospital.core.errors import Invalid
from hospital.core.identifiers import cns, cpf
from hospital.patients.models import Contact, Guardian, Identifier, Patient

from .datatypes import (
    CNS,
    CPF,
    Address,
    address,
    code_of,
    contact_point,
    country,
    dialled,
    digits,
    extension,
    full_name,
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

PROFILE = "https://br-core.saude.gov.br/fhir/StructureDefinition/br-core-patient"
RACE = "https://ips.saude.gov.br/fhir/StructureDefinition/raca-br-ips"
RACE_CODES = "https://terminologia.saude.gov.br/fhir/CodeSystem/BRRacaCor"
PEOPLE = "https://ips.saude.gov.br/fhir/StructureDefinition/povo-indigena-br-ips"
BIRTHPLACE = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"
MOTHER = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"
IDENTITY = "http://hl7.org/fhir/StructureDefinition/patient-genderIdentity"
IDENTITY_BR = "https://ips.saude.gov.br/fhir/StructureDefinition/identidade-genero-br-ips"
CITIZENSHIP = "http://hl7.org/fhir/StructureDefinition/patient-citizenship"
MARITAL = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus"
ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
LANGUAGES = "urn:ietf:bcp:47"
SNOMED = "http://snomed.info/sct"
CHART = "urn:hospital:chart-number"

MARITAL_STATUS = {
    "S": "single", "M": "married", "T": "stable_union", "L": "separated", "D": "divorced", "W": "widowed",
}  # fmt: skip
# What is said of a person's gender (SNOMED CT) with what was registered at birth.
FEELS = {"446141000124107": "female", "446151000124109": "male", "33791000087105": "non_binary"}
GENDERS = {
    ("female", "female"): "cis_woman", ("male", "male"): "cis_man", ("female", "male"): "trans_woman",
    ("male", "female"): "trans_man", ("407377005", ""): "trans_woman", ("407376001", ""): "trans_man",
}  # fmt: skip
GENDER_CODES = {
    "cis_woman": "446141000124107", "cis_man": "446151000124109", "trans_woman": "407377005",
    "trans_man": "407376001", "non_binary": "33791000087105",
}  # fmt: skip
RELATIONS = {
    "MTH": "mother", "FTH": "father", "SPS": "spouse", "HUSB": "spouse", "WIFE": "spouse",
    "DOMPART": "spouse",
    "CHILD": "child", "SON": "child", "DAU": "child", "SIB": "sibling", "BRO": "sibling", "SIS": "sibling",
    "GRPRN": "grandparent", "GUARD": "guardian", "FRND": "friend", "NBOR": "friend",
}  # fmt: skip
RELATION_CODES = {relation: code for code, relation in reversed(RELATIONS.items())}
NUMBER_KINDS = {CPF: "cpf", CNS: "cns"}
TYPE_KINDS = {
    "PPN": "passport",
    "MR": "record",
    "SS": "other",
    "DL": "other",
    "NI": "rg",
    "RN": "dn",
    "MB": "insurance",
}
TYPE_CODES = {"cpf": "TAX", "cns": "HC", "passport": "PPN", "record": "MR", "rg": "NI", "insurance": "MB"}


def from_fhir(resource: JSON) -> Arguments:
    """What patients.actions.register_patient is called with. What cannot be read counts as not said."""
    given, family = given_and_family(official(resource.get("name")))
    return {
        "given_name": given[:100], "family_name": family[:150],
        "social_name": social_name(resource.get("name")),
        "sex": _one_of(Patient.Sex, resource.get("gender"), Patient.Sex.UNKNOWN),
        "language": _language(resource), "marital_status": _marital(resource),
        **_birth(resource), **_mother(resource), **_race(resource), "gender_identity": _gender(resource),
        "identifiers": list(_numbers(resource)), "contacts": list(_contacts(resource)),
        "addresses": list(_addresses(resource)), "guardians": list(_guardians(resource)),
    }  # fmt: skip


def death(resource: JSON) -> tuple[bool, datetime | None]:
    """Whether the person died, and when, if that is known."""
    said = resource.get("deceasedDateTime")
    if not isinstance(said, str):
        return resource.get("deceasedBoolean") is True, None
    try:
        moment = datetime.fromisoformat(said) if "T" in said else None
    except ValueError:
        moment = None
    if moment and moment.tzinfo is None:
        moment = make_aware(moment, get_default_timezone())
    return True, moment


def doubts(resource: JSON) -> Iterator[str]:
    """The names of the numbers that fail their own check: they are kept, and marked as doubtful."""
    for system, value in identifiers(resource.get("identifier")):
        check = {CPF: cpf, CNS: cns}.get(system)
        try:
            if check:
                check(value)
        except Invalid:
            yield NUMBER_KINDS[system].upper()


def _one_of(choices: Any, said: Any, default: str) -> str:  # Any: see above
    return said if isinstance(said, str) and said in choices.values else default


def _birth(resource: JSON) -> Arguments:
    born = partial_date(resource.get("birthDate"))
    place = extension(resource, BIRTHPLACE).get("valueAddress")
    place = place if isinstance(place, dict) else {}
    land = country(place.get("country"))
    citizen = items(extension(resource, CITIZENSHIP).get("extension"))
    nation = next(
        (code_of(part.get("valueCodeableConcept")) for part in citizen if part.get("url") == "code"), ""
    )
    # Who says nothing of her nationality is taken to have that of where she was born, or else lives.
    lives = next((country(one.get("country")) for one in items(resource.get("address"))), "")
    return {
        "birth_date": born.day if born else None,
        "birth_date_precision": born.precision if born else Patient.Precision.UNKNOWN,
        "birth_city": text(place.get("city"), 100), "birth_state": text(place.get("state"), 40),
        "birth_country": land, "nationality": country(nation) or land or lives or "BR",
    }  # fmt: skip


def _mother(resource: JSON) -> Arguments:
    """SBIS ECF.03: her name, or that it is not known."""
    named = text(extension(resource, MOTHER).get("valueString"))
    contacts = (c for c in items(resource.get("contact")) if _relation(c) == Guardian.Relation.MOTHER)
    name = named or next((full_name(c["name"]) for c in contacts if isinstance(c.get("name"), dict)), "")
    return {"mother_name": name, "mother_unknown": not name}


def _race(resource: JSON) -> Arguments:
    said = code_of(extension(resource, RACE).get("valueCodeableConcept"))
    race = _one_of(Patient.RaceColour, said, Patient.RaceColour.UNKNOWN)
    if race != Patient.RaceColour.INDIGENOUS:
        return {"race_colour": race, "ethnicity": ""}
    people = extension(resource, PEOPLE).get("valueCodeableConcept")
    coding = next(iter(items(people.get("coding"))), {}) if isinstance(people, dict) else {}
    return {
        "race_colour": race,
        "ethnicity": text(coding.get("display") or coding.get("code"), 100) or "Não informada",
    }


def _gender(resource: JSON) -> str:
    concept = extension(resource, IDENTITY) or extension(resource, IDENTITY_BR)
    code = code_of(concept.get("valueCodeableConcept"))
    feels = FEELS.get(code, "")
    if feels == "non_binary":
        return feels
    return GENDERS.get((code, ""), "") or GENDERS.get((feels, str(resource.get("gender"))), "")


def _language(resource: JSON) -> str:
    spoken = next(iter(items(resource.get("communication"))), {}).get("language")
    said = text(resource.get("language"), 35)
    return code_of(spoken)[:35] or said or "pt-BR"


def _marital(resource: JSON) -> str:
    return MARITAL_STATUS.get(code_of(resource.get("maritalStatus")), "")


def _numbers(resource: JSON) -> Iterator[Arguments]:
    kinds = {
        text(one.get("value")): TYPE_KINDS.get(code_of(one.get("type")), "other")
        for one in items(resource.get("identifier"))
    }
    for system, value in identifiers(resource.get("identifier")):
        if system:  # a number of nobody knows whom finds nobody
            kind = NUMBER_KINDS.get(system) or kinds.get(value, "other")
            number = digits(value) or value if system in NUMBER_KINDS else value
            yield {"kind": kind, "system": system, "value": number}


def _contacts(resource: JSON) -> Iterator[Arguments]:
    uses = {"mobile": "mobile", "home": "home", "work": "work"}
    lives = address(resource.get("address")).country
    for point in items(resource.get("telecom")):
        kind = {"phone": "phone", "sms": "phone", "email": "email"}.get(str(point.get("system")), "other")
        value = telecom([point], str(point.get("system")))
        if kind == "phone" and value:
            known = dialled(value, lives)
            kind, value = ("phone", known) if known else ("other", value)
        if value:
            yield {"kind": kind, "use": uses.get(str(point.get("use")), ""), "value": value}


def _addresses(resource: JSON) -> Iterator[Arguments]:
    uses = {"work": "work", "temp": "temporary"}
    for one in items(resource.get("address")):
        read = address([one])
        where = vars(read) | {"country": read.country or "BR", "use": uses.get(str(one.get("use")), "home")}
        if any(where[name] for name in ("street", "district", "city", "postal_code")):
            yield where


def _guardians(resource: JSON) -> Iterator[Arguments]:
    for contact in items(resource.get("contact")):
        name = contact.get("name")
        called = full_name(name) if isinstance(name, dict) else ""
        if called:
            phone = telecom(contact.get("telecom"), "phone")
            yield {"name": called, "relation": _relation(contact), "phone": phone[:40]}


def _relation(contact: JSON) -> str:
    codes = (code_of(concept) for concept in items(contact.get("relationship")))
    return next((RELATIONS[code] for code in codes if code in RELATIONS), "other")


def to_fhir(patient: Patient) -> JSON:
    """The patient with her current numbers, contacts, addresses and people, which are read already."""
    resource: JSON = {
        "resourceType": "Patient", "id": str(patient.pk),
        "meta": {"versionId": str(patient.version), "lastUpdated": patient.updated_at.isoformat()},
        "language": "pt-BR", "extension": list(_extensions(patient)),
        "identifier": list(_identifiers(patient)),
        "active": patient.state == Patient.State.ACTIVE, "name": list(_names(patient)),
        "telecom": [point for contact in _current(patient.contacts) for point in _point(contact)],
        "gender": patient.sex, "birthDate": _birth_date(patient), **_death(patient),
        "address": [one for row in _current(patient.addresses) for one in _address(row)],
        "maritalStatus": _status(patient), "contact": [_contact(row) for row in _current(patient.guardians)],
        "communication": [{"language": {"coding": [{"system": LANGUAGES, "code": patient.language}]}}],
    }  # fmt: skip
    if any(one["system"] == CPF for one in resource["identifier"]):
        resource["meta"]["profile"] = [PROFILE]  # BR Core asks for a CPF
    if patient.merged_into_id:
        other = {"reference": f"Patient/{patient.merged_into_id}"}
        resource["link"] = [{"other": other, "type": "replaced-by"}]
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def _current(rows: Any) -> Any:  # Any: the rows of any detail of the patient
    return [row for row in rows.all() if row.ended_on is None]


def _extensions(patient: Patient) -> Iterator[JSON]:
    race = {"system": RACE_CODES, "code": patient.race_colour, "display": patient.get_race_colour_display()}
    yield {"url": RACE, "valueCodeableConcept": {"coding": [race]}}
    if patient.ethnicity:
        yield {
            "url": PEOPLE,
            "valueCodeableConcept": {"text": patient.ethnicity, "coding": [{"display": patient.ethnicity}]},
        }
    if patient.gender_identity in GENDER_CODES:
        coding = {"system": SNOMED, "code": GENDER_CODES[patient.gender_identity]}
        yield {"url": IDENTITY, "valueCodeableConcept": {"coding": [coding]}}
    if patient.mother_name:
        yield {"url": MOTHER, "valueString": patient.mother_name}
    place = {"city": patient.birth_city, "state": patient.birth_state, "country": patient.birth_country}
    if any(place.values()):
        yield {"url": BIRTHPLACE, "valueAddress": {name: value for name, value in place.items() if value}}


def _identifiers(patient: Patient) -> Iterator[JSON]:
    yield from identifier(CHART, str(patient.chart_number), "MR", "usual")
    for row in _current(patient.identifiers):
        yield from identifier(
            row.system, row.value, TYPE_CODES.get(row.kind, ""), "temp" if row.is_doubtful else "official"
        )


def _names(patient: Patient) -> Iterator[JSON]:
    yield human_name(patient.given_name, patient.family_name, "official")
    if patient.social_name:
        yield {"use": "usual", "text": patient.social_name}


def _point(contact: Contact) -> Iterator[JSON]:
    use = {"messages": "home"}.get(contact.use, contact.use)
    for point in contact_point(contact.kind, contact.value, use):
        yield {name: value for name, value in point.items() if value}


def _birth_date(patient: Patient) -> str:
    """As exact as it is known."""
    length = {"day": 10, "month": 7, "year": 4, "estimated": 4}.get(patient.birth_date_precision, 0)
    return patient.birth_date.isoformat()[:length] if patient.birth_date else ""


def _death(patient: Patient) -> JSON:
    if patient.deceased_at:
        return {"deceasedDateTime": patient.deceased_at.isoformat()}
    return {"deceasedBoolean": patient.is_deceased}


def _address(row: Any) -> list[JSON]:  # Any: patients.Address, whose name is taken here
    parts = {name: getattr(row, name) for name in Address.__dataclass_fields__}
    return Address(**parts).to_fhir(
        {"work": "work", "temporary": "temp", "street": "temp"}.get(row.use, "home")
    )


def _status(patient: Patient) -> JSON:
    codes = {status: code for code, status in MARITAL_STATUS.items()}
    code = codes.get(patient.marital_status)
    return {"coding": [{"system": MARITAL, "code": code}]} if code else {}


def _contact(row: Guardian) -> JSON:
    code = RELATION_CODES.get(row.relation)
    kind = {"coding": [{"system": ROLES, "code": code}]} if code else {"text": row.get_relation_display()}
    points = list(contact_point("phone", row.phone, "home"))
    return {"relationship": [kind], "name": {"text": row.name}, **({"telecom": points} if points else {})}


def number_of(row: Identifier) -> tuple[str, str]:
    """System and value of a number that is kept."""
    return row.system, row.value
