"""The data types that people have: names, telephone numbers, addresses, identifiers, dates.

Readers take whatever is there and never fail: what has the wrong type counts as not said. The raw resource is
kept, so nothing is lost by it.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: JSON values

from .wire import JSON

CPF = "https://saude.gov.br/fhir/sid/cpf"
CNS = "https://saude.gov.br/fhir/sid/cns"
CNES = "https://saude.gov.br/fhir/sid/cnes"
CNPJ = "https://saude.gov.br/fhir/sid/cnpj"
TYPE_SYSTEM = "http://terminology.hl7.org/CodeSystem/v2-0203"

# The same four registries under the names they have elsewhere on the wire (RNDS, HL7 Brasil's OIDs).
ALIASES = {
    "http://rnds.saude.gov.br/fhir/r4/NamingSystem/cpf": CPF,
    "http://rnds.saude.gov.br/fhir/r4/NamingSystem/cns": CNS,
    "http://rnds.saude.gov.br/fhir/r4/NamingSystem/cnes": CNES,
    "http://rnds.saude.gov.br/fhir/r4/NamingSystem/cnpj": CNPJ,
    "urn:oid:2.16.840.1.113883.13.236": CNS,
    "urn:oid:2.16.840.1.113883.13.237": CPF,
}

# Calling codes (ITU-T E.164) of the countries most foreigners in Brazil come from.
CALLING_CODES = {
    "AO": "244", "AR": "54", "BO": "591", "CA": "1", "CL": "56", "CN": "86", "CO": "57", "CU": "53",
    "DE": "49",
    "ES": "34", "FR": "33", "GB": "44", "HT": "509", "IT": "39", "JP": "81", "MX": "52", "PE": "51",
    "PT": "351",
    "PY": "595", "US": "1", "UY": "598", "VE": "58",
}  # fmt: skip
COUNTRIES = {"brasil": "BR", "brazil": "BR", "bra": "BR", "usa": "US", "united states": "US"}
NAME_USES = ("official", "", "usual", "temp", "nickname", "old", "maiden", "anonymous")
NUMBERED = re.compile(r"(?P<street>.+?),\s*(?P<number>\d{1,6}\s?[A-Za-z]?)")


def text(value: Any, most: int = 200) -> str:  # Any: see above
    """A line of text, without what no line has, cut to `most` characters."""
    if not isinstance(value, str):
        return ""
    near = value[: most * 8]  # white space may be thrown away, but a million characters need no looking at
    return " ".join("".join(c if c.isprintable() else " " for c in near).split())[:most]


def items(value: Any) -> list[JSON]:  # Any: see above
    """The objects of a list; nothing for what is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def official(names: Any) -> JSON:  # Any: see above
    """The name a person has by law, as far as the names say."""
    found = items(names)
    return min(found, key=lambda name: _rank(name, NAME_USES), default={})


def given_and_family(name: JSON) -> tuple[str, str]:
    """The given names and the family name; from the whole text when only that is there."""
    given = name.get("given")
    first = " ".join(filter(None, (text(part) for part in given))) if isinstance(given, list) else text(given)
    family = text(name.get("family"))
    if not first and not family:
        first, _, family = text(name.get("text")).partition(" ")
    return (first, family) if first else (family, "")


def full_name(name: JSON) -> str:
    """The name as one says it."""
    return " ".join(filter(None, given_and_family(name))) or text(name.get("text"))


def social_name(names: Any) -> str:  # Any: see above
    """The name the person is called by (`usual`), when it is not the one by law."""
    usual = next((name for name in items(names) if name.get("use") == "usual"), {})
    called = text(usual.get("text")) or full_name(usual)
    return "" if called == full_name(official(names)) else called


def human_name(given: str, family: str, use: str, whole: str = "") -> JSON:
    """A HumanName."""
    name: JSON = {"use": use, "text": whole or f"{given} {family}".strip()}
    if family:
        name["family"] = family
    if given:
        name["given"] = given.split()
    return name


def telecom(points: Any, system: str, uses: Sequence[str] = ()) -> str:  # Any: see above
    """The number or address of a system (phone, email), those of the wanted uses first."""
    found = [point for point in items(points) if point.get("system") == system and text(point.get("value"))]
    chosen: JSON = min(found, key=lambda point: _rank(point, uses), default={})
    return re.sub(r"^(tel|mailto):", "", text(chosen.get("value")))


def dialled(number: str, land: str) -> str:
    """A telephone number as one dials it from Brazil, when its owner lives abroad; empty when nobody can say.

    555-793-9994 of Massachusetts is not (55) 5793-9994 of Rio Grande do Sul.
    """
    if land in ("", "BR") or number.startswith(("+", "00")):
        return number
    code = CALLING_CODES.get(land)
    return f"+{code}{digits(number)}" if code and digits(number) else ""


def contact_point(system: str, value: str, use: str) -> Iterator[JSON]:
    """A ContactPoint, or nothing without a value."""
    if value:
        yield {"system": system, "value": value, "use": use}


def _rank(said: JSON, uses: Sequence[str]) -> int:
    use = said.get("use", "")
    return uses.index(use) if use in uses else len(uses)


@dataclass(frozen=True)
class Address:
    """A postal address in the parts that our tables have."""

    street: str = ""
    number: str = ""
    complement: str = ""
    district: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""

    def to_fhir(self, use: str) -> list[JSON]:
        """An Address, or nothing when there is none."""
        line = ", ".join(filter(None, (self.street, self.number)))
        parts = {
            "line": [part for part in (line, self.complement) if part], "district": self.district,
            "city": self.city, "state": self.state, "postalCode": self.postal_code, "country": self.country,
        }  # fmt: skip
        said = {name: value for name, value in parts.items() if value}
        return [{"use": use, **said}] if set(said) - {"country"} else []


def address(addresses: Any) -> Address:  # Any: see above
    """The address in use: home or work before the others."""
    found: JSON = min(
        items(addresses), key=lambda one: _rank(one, ("home", "work", "", "billing", "temp")), default={}
    )
    lines = found.get("line")
    said = [text(line) for line in lines if text(line)] if isinstance(lines, list) else []
    first = said[0] if said else ""
    numbered = NUMBERED.fullmatch(first)
    return Address(
        street=numbered["street"] if numbered else first,
        number=numbered["number"] if numbered else "",
        complement=", ".join(said[1:])[:100],
        district=text(found.get("district"), 100),
        city=text(found.get("city"), 100),
        state=text(found.get("state"), 40),
        postal_code=text(found.get("postalCode"), 12),
        country=country(found.get("country")),
    )


def country(value: Any) -> str:  # Any: see above
    """The two letters of a country (ISO 3166); empty when they are not known."""
    said = text(value)
    known = COUNTRIES.get(said.lower(), said.upper())
    return known if re.fullmatch("[A-Z]{2}", known) else ""


def identifiers(value: Any) -> list[tuple[str, str]]:  # Any: see above
    """System and value of each identifier, under the name of its registry that we use; each once."""
    found = [(text(one.get("system")), text(one.get("value"))) for one in items(value)]
    return list(dict.fromkeys((ALIASES.get(system, system), said) for system, said in found if said))


def digits(value: str) -> str:
    """Only its digits."""
    return re.sub(r"\D", "", value)


def identifier(system: str, value: str, code: str = "", use: str = "official") -> Iterator[JSON]:
    """An Identifier, or nothing without a value."""
    if value:
        kind = {"type": {"coding": [{"system": TYPE_SYSTEM, "code": code}]}} if code else {}
        yield {"use": use, **kind, "system": system, "value": value}


@dataclass(frozen=True)
class PartialDate:
    """A date as far as it is known: `precision` is day, month or year; what is not known is its first day."""

    day: date
    precision: str

    def __str__(self) -> str:
        return self.day.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]

    @property
    def last(self) -> date:
        """The last day it can mean."""
        month = 12 if self.precision == "year" else self.day.month
        if self.precision == "day":
            return self.day
        return self.day.replace(month=month, day=monthrange(self.day.year, month)[1])


def partial_date(value: Any) -> PartialDate | None:  # Any: see above
    """A FHIR date or dateTime, without its time; None when it is none."""
    found = (
        re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?=T|$))?)?(?=T|$)", value) if isinstance(value, str) else None
    )
    if not found:
        return None
    year, month, day = found.groups()
    try:
        return PartialDate(
            date(int(year), int(month or 1), int(day or 1)), "day" if day else "month" if month else "year"
        )
    except ValueError:
        return None


def extension(resource: JSON, url: str) -> JSON:
    """The extension with this url; empty without it."""
    return next((one for one in items(resource.get("extension")) if one.get("url") == url), {})


def code_of(concept: Any, system: str = "") -> str:  # Any: see above
    """The code of a CodeableConcept, of `system` if given."""
    codings = items(concept.get("coding")) if isinstance(concept, dict) else []
    return next((text(c.get("code"), 40) for c in codings if not system or c.get("system") == system), "")
