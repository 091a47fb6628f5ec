"""Composition (FHIR R4) over consultations.Consultation: the visit as it was signed, section by section."""

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from typing import Any  # Any: see below

from hospital.consultations.models import Consultation

from ..datatypes import items, text
from ..wire import JSON
from .common import ICD10, IN_ERROR, LOINC, code_in, concept, entry, first_moment, reference, said

VISIT = ("11488-4", "Consult note")
SECTIONS = (
    ("61150-9", "Subjective", "subjective"), ("61149-1", "Objective", "objective"),
    ("51848-0", "Assessment", "assessment"), ("18776-5", "Plan", "plan"),
)  # fmt: skip


def from_fhir(resource: JSON) -> dict[str, Any]:  # Any: columns of a visit
    """The four sections of a visit, by their codes; what stands in other sections goes to the remarks."""
    named = {code: name for code, _title, name in SECTIONS}
    found: dict[str, list[str]] = {}
    for section in items(resource.get("section"))[:50]:
        place = code_in(section.get("code"), named) or "description"
        narrative = section.get("text")
        words = words_of(narrative.get("div")) if isinstance(narrative, dict) else ""
        if words:
            title = text(section.get("title"), 100) if place == "description" else ""
            found.setdefault(place, []).append(f"{title}\n{words}".strip())
    said_at = first_moment(resource, "date")
    most = {"description": 4000}
    parts = {name: "\n\n".join(words)[: most.get(name, 20_000)] for name, words in found.items()}
    return {**parts, **({"occurred_at": said_at} if said_at else {})}


def is_final(resource: JSON) -> bool:
    """Whether its author stands for it."""
    return resource.get("status") in ("final", "amended")


class _Text(HTMLParser):
    """The words of a narrative, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # Any: not looked at
        if tag in ("br", "p", "div", "li", "tr"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def words_of(div: Any) -> str:  # Any: a JSON value
    """The words of a narrative, without its markup."""
    if not isinstance(div, str):
        return ""
    reader = _Text()
    reader.feed(div[:100_000])
    lines = (text(line, 20_000) for line in "".join(reader.parts).splitlines())
    return "\n".join(filter(None, lines))


def to_fhir(row: Consultation) -> JSON:
    """Diagnoses stand in the assessment, by code. `attester` tells who signed and when."""
    signed = row.signed_at and {
        "mode": "legal", "time": row.signed_at.isoformat(),
        "party": reference("Practitioner", row.practitioner_id),
    }  # fmt: skip
    status = {"entered_in_error": IN_ERROR, "draft": "preliminary", "discarded": IN_ERROR}.get(
        row.state, "final"
    )
    return said({
        **entry("Composition", row), "status": status, "type": concept(LOINC, *VISIT),
        "date": row.occurred_at.isoformat(), "author": [reference("Practitioner", row.practitioner_id)],
        "title": row.get_kind_display(), "attester": [signed] if signed else [],
        "section": list(_sections(row)),
    })  # fmt: skip


def _sections(row: Consultation) -> Iterator[JSON]:
    for code, title, name in SECTIONS:
        lines = [getattr(row, name)]
        if name == "assessment":
            lines += [_diagnosis(one) for one in row.diagnoses.all()]
        words = "\n".join(filter(None, lines))
        if words:
            yield {"title": title, "code": concept(LOINC, code, title), "text": _narrative(words)}


def _diagnosis(row: object) -> str:
    system = " (CID-10)" if getattr(row, "system", "") == ICD10 else ""
    return f"{getattr(row, 'code', '')} {getattr(row, 'display', '')}{system}".strip()


def _narrative(words: str) -> JSON:
    lines = "<br/>".join(escape(line) for line in words.splitlines())
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'}
