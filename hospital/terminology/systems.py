"""The code systems that the product knows by a short name; a hospital's own lists get theirs when loaded.

The short name is what pages and `systems="…"` of <c-code-field> use, the URI is what is stored beside a code.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

SAUDE = "https://terminologia.saude.gov.br/fhir/CodeSystem/"  # the Ministry of Health's
OWN = "urn:hospital:terminology:"  # lists that nobody else publishes


@dataclass(frozen=True)
class Known:
    """A system that may be loaded: its short name, its URI and what people call it."""

    alias: str
    uri: str
    title: str  # translated where it is shown


SYSTEMS = (
    Known("cid10", "http://hl7.org/fhir/sid/icd-10", _("CID-10, diseases")),
    Known("ciap2", f"{SAUDE}BRCIAP2", _("CIAP-2, primary care")),
    Known("loinc", "http://loinc.org", _("LOINC, measurements and tests")),
    Known("ucum", "http://unitsofmeasure.org", _("UCUM, units of measure")),
    Known("cvx", "http://hl7.org/fhir/sid/cvx", _("CVX, vaccines")),
    Known("allergens", f"{OWN}allergens", _("Allergens")),
    Known("sigtap", f"{SAUDE}BRTabelaSUS", _("SIGTAP, SUS procedures")),
    Known("cbo", f"{SAUDE}BRCBO", _("CBO, occupations")),
    Known("tuss", f"{SAUDE}BRTUSS", _("TUSS, procedures of health plans")),
    Known("beds", f"{OWN}bed-types", _("Types of hospital bed")),
    Known("snomed", "http://snomed.info/sct", _("SNOMED CT")),
)  # fmt: skip
BY_ALIAS = {one.alias: one for one in SYSTEMS}
BY_URI = {one.uri: one for one in SYSTEMS}


def uri_of(name: str) -> str:
    """The URI behind a short name; what is none (the URI of a system, a list of the hospital) stays."""
    return BY_ALIAS[name].uri if name in BY_ALIAS else name


def uris(names: str | Iterable[str]) -> list[str]:
    """The URIs of several systems, given by short name or URI, in one text with spaces or one by one."""
    given = names.split() if isinstance(names, str) else names
    return [uri_of(name) for name in given]
