"""What the entries of charts have in common on the wire: codes, moments, references, and who wrote them down.

Readers take whatever is there and never fail; what has the wrong type counts as not said.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any  # Any: JSON values

from django.utils.timezone import get_current_timezone, is_naive, make_aware

from hospital.core.models import Coded
from hospital.patients.models import Charted

from ..datatypes import items, partial_date, text
from ..wire import JSON, Exact

ICD10, LOINC, SNOMED = "http://hl7.org/fhir/sid/icd-10", "http://loinc.org", "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem"
IPS_BRAZIL = "https://terminologia.saude.gov.br/fhir/CodeSystem"
# Which of several codings is taken: what Brazil codes in, then what the world does.
PREFERRED = (f"{IPS_BRAZIL}/BRCID10", ICD10, f"{IPS_BRAZIL}/BRCIAP2", LOINC, SNOMED)
SAME = {f"{IPS_BRAZIL}/BRCID10": ICD10, "http://hl7.org/fhir/sid/icd-10-2008": ICD10}
IN_ERROR = "entered-in-error"


def coded(concept: Any) -> dict[str, str]:  # Any: see above
    """System, code and words of a CodeableConcept, as a Coded row has them; empty without any."""
    said = concept if isinstance(concept, dict) else {}
    codings = [one for one in items(said.get("coding")) if text(one.get("code"))]
    chosen: JSON = min(codings, key=_preference, default={})
    system, code = text(chosen.get("system")), text(chosen.get("code"), 60)
    words = text(said.get("text"), 400) or text(chosen.get("display"), 400)
    if not words:
        words = next((w for one in items(said.get("coding")) if (w := text(one.get("display"), 400))), code)
    return {"system": SAME.get(system, system), "code": code, "display": words}


def _preference(coding: JSON) -> int:
    system = coding.get("system")
    return PREFERRED.index(system) if system in PREFERRED else len(PREFERRED)


def concept(system: str, code: str, words: str) -> JSON:
    """A CodeableConcept of what a row has."""
    found: JSON = {"text": words} if words else {}
    if code:
        coding = {"system": system, "code": code, "display": words}
        found["coding"] = [{name: value for name, value in coding.items() if value}]
    return found


def concept_of(row: Coded) -> JSON:
    return concept(row.system, row.code, row.display)


def hl7(table: str, code: str) -> JSON:
    """A CodeableConcept of one of HL7's own code systems."""
    return {"coding": [{"system": f"{HL7}/{table}", "code": code}]}


def meant(table: str, code: str, words: str) -> JSON:
    """The nearest code of HL7's own, under the words that we have for it."""
    return {**hl7(table, code), "text": words}


def code_in(said: Any, known: Mapping[str, str]) -> str:  # Any: see above
    """The first code of a CodeableConcept, or of a list of them, that is known, as ours; else empty."""
    for one in said if isinstance(said, list) else [said]:
        for coding in items(one.get("coding")) if isinstance(one, dict) else []:
            if (code := text(coding.get("code"), 60)) in known:
                return known[code]
    return ""


def same(choices: Sequence[str]) -> dict[str, str]:
    """A table for codes that are called alike on both sides."""
    return {code: code for code in choices}


def moment(value: Any) -> datetime | None:  # Any: see above
    """A dateTime or instant; one without a time is the beginning of its day here."""
    if isinstance(value, dict):
        value = value.get("start") or value.get("end")
    if not isinstance(value, str):
        return None
    if "T" in value:
        try:
            found = datetime.fromisoformat(value)
        except (ValueError, OverflowError):
            return None
        return make_aware(found) if is_naive(found) else found
    day = partial_date(value)
    return datetime.combine(day.day, time(), get_current_timezone()) if day else None


def first_moment(resource: JSON, *names: str) -> datetime | None:
    """The first of these elements that says when."""
    return next((found for name in names if (found := moment(resource.get(name)))), None)


def ending(value: Any) -> datetime | None:  # Any: see above
    """The end of a Period."""
    return moment(value.get("end")) if isinstance(value, dict) else None


def day(value: Any) -> date | None:  # Any: see above
    """A date, or the first day of a month or year."""
    found = partial_date(value)
    return found.day if found else None


def number(value: Any) -> Decimal | None:  # Any: see above
    """A decimal, exact; None for what is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return Decimal(value.literal if isinstance(value, Exact) else str(value))
    except InvalidOperation:
        return None


def decimal(value: Decimal | None) -> JSON | Exact | None:
    """A decimal as JSON writes it, without the zeros that a column pads it with."""
    return None if value is None else Exact(format(value.normalize(), "f"))


def reference(kind: str, key: Any) -> JSON:  # Any: a key, or None
    """A Reference to one of ours; empty for nobody."""
    return {"reference": f"{kind}/{key}"} if key else {}


def notes(resource: JSON) -> str:
    """All the annotations, one below the other."""
    return "\n".join(filter(None, (text(one.get("text"), 2000) for one in items(resource.get("note")))))[
        :4000
    ]


def note(words: str) -> list[JSON]:
    return [{"text": words}] if words else []


def header(kind: str, row: Charted) -> JSON:
    """Which resource it is, and which version of it."""
    meta: JSON = {"versionId": str(row.version), "lastUpdated": row.updated_at.isoformat()}
    if row.source == Charted.Source.IMPORTED:
        meta["tag"] = [{"system": "urn:hospital:source", "code": "imported"}]
    return {"resourceType": kind, "id": str(row.pk), "meta": meta}


def entry(kind: str, row: Any, subject: str = "subject") -> JSON:  # Any: an entry with an encounter
    """The head of an entry of a chart: which, whose, in which encounter."""
    return {
        **header(kind, row), subject: reference("Patient", row.patient_id),
        "encounter": reference("Encounter", getattr(row, "encounter_id", None)),
    }  # fmt: skip


def said(resource: JSON) -> JSON:
    """The resource without what it does not say."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}


def is_in_error(resource: JSON) -> bool:
    """Whether its sender has taken it back."""
    codes = same([IN_ERROR])
    return IN_ERROR in (
        resource.get("status"), code_in(resource.get("verificationStatus"), codes)
    )  # fmt: skip


def performer_names(resource: JSON) -> Iterator[str]:
    """How the sender calls those who did it."""
    for one in items(resource.get("performer")):
        actor = one.get("actor") if isinstance(one.get("actor"), dict) else one
        if words := text(actor.get("display") if isinstance(actor, dict) else None):
            yield words
