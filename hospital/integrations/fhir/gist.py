"""What a resource is about and of when, in a few words, whatever its kind."""

from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: JSON values

from .datatypes import full_name, items, official, partial_date, text
from .wire import JSON

ABOUT = (
    "code", "type", "medicationCodeableConcept", "vaccineCode", "category", "class", "description", "name",
    "serviceType",
)  # fmt: skip
WHEN = (
    "effectiveDateTime", "effectivePeriod", "performedDateTime", "performedPeriod", "occurrenceDateTime",
    "occurrencePeriod", "onsetDateTime", "period", "billablePeriod", "started", "startDate", "authoredOn",
    "recordedDate", "whenHandedOver", "date", "created", "issued", "birthDate",
)  # fmt: skip


@dataclass(frozen=True)
class Gist:
    """`about` is empty and `day` None where the resource does not say."""

    about: str
    day: date | None


def gist(resource: JSON) -> Gist:
    """The first element that says what it is about, and the first that says when."""
    about = next(filter(None, (_words(resource.get(name)) for name in ABOUT)), "")
    days = (partial_date(_start(resource.get(name))) for name in WHEN)
    day = next((found.day for found in days if found), None)
    return Gist(about, day)


def _words(said: Any) -> str:  # Any: see above
    """The words of a CodeableConcept, a Coding, a HumanName or a text, or of the first of a list of them."""
    if isinstance(said, str):
        return text(said, 120)
    if isinstance(said, list):
        found = full_name(official(said)) or next(filter(None, map(_words, said)), "")
        return found[:120]
    if not isinstance(said, dict):
        return ""
    codings = [
        text(one.get("display"), 120) or text(one.get("code"), 120) for one in items(said.get("coding"))
    ]
    return next(filter(None, [text(said.get("text"), 120), text(said.get("display"), 120), *codings]), "")


def _start(said: Any) -> Any:  # Any: see above
    return said.get("start") if isinstance(said, dict) else said
