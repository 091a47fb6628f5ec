"""What a signature covers: the visit and all that belongs to it, from whichever app.

An app above says in AppConfig.ready `register_part("orders", _("Orders"), rows_of, describe)`. `rows_of`
gives the part's rows of a visit as JSON-like dicts, always in the same order and with everything that matters
in them; `describe` says one such dict in a line for people, so that they see exactly what they sign.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any  # Any: JSON

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy

from hospital.encounters.models import Encounter
from hospital.patients.models import Identifier, Patient
from hospital.signatures.canonical import canonical, digest_of
from hospital.signatures.models import Version

from .models import SECTIONS, Addendum, Consultation, Diagnosis, label_of

Row = dict[str, Any]  # Any: see above
FORMAT = "hospital.visit/1"


@dataclass(frozen=True)
class Part:
    """A kind of rows that belong to a visit."""

    name: str
    label: str | Promise
    rows: Callable[[Consultation], list[Row]]
    describe: Callable[[Row], str]


@dataclass(frozen=True)
class Shown:
    """A part of a content as people read it: its name and its lines."""

    label: str
    lines: list[str]


_parts: dict[str, Part] = {}


def register_part(
    name: str, label: str | Promise, rows: Callable[[Consultation], list[Row]], describe: Callable[[Row], str]
) -> None:
    """Say that there are more rows that a signature covers."""
    _parts[name] = Part(name, label, rows, describe)


def content_of(consultation: Consultation) -> Row:
    """Everything a signature of the visit covers, as it is now."""
    return {
        "format": FORMAT,
        "visit": _visit(consultation),
        "patient": _patient(consultation.patient),
        "encounter": _encounter(consultation.encounter),
        **{part.name: part.rows(consultation) for part in _parts.values()},
    }


def plain_content(consultation: Consultation) -> Row:
    """The same as it would be read from a signed version."""
    found: Row = json.loads(canonical(content_of(consultation)))
    return found


def shown(content: Mapping[str, Any]) -> list[Shown]:  # Any: see above
    """A plain content for people to read before they sign it, or long after."""
    visit = content["visit"]
    texts = [
        Shown(label_of(name), [_day(visit[name]) if name == "return_by" else str(visit[name])])
        for name in (*SECTIONS, "description", "late_because", "return_by", "withdrawn_because")
        if visit[name]
    ]
    parts = [
        Shown(str(part.label), [part.describe(row) for row in content.get(part.name, [])])
        for part in _parts.values()
    ]
    return [*_head(content), *texts, *(part for part in parts if part.lines)]


def read(version: Version) -> Row:
    """The content of a signed version."""
    found: Row = json.loads(bytes(version.content))
    return found


def is_as_signed(consultation: Consultation, last: Version) -> bool:
    """Whether the rows still say what the last version says, but for whose record it is (merges)."""
    return plain_content(consultation) | {"patient": None} == read(last) | {"patient": None}


def digest(consultation: Consultation) -> str:
    """The digest of the visit's content as it is now."""
    return digest_of_plain(plain_content(consultation))


def digest_of_plain(content: Row) -> str:
    """The digest of a plain content: the one that a seal names."""
    return digest_of(canonical(content))


def _head(content: Mapping[str, Any]) -> list[Shown]:  # Any: see above
    """Whose visit it is, with whom, where and when."""
    visit, patient = content["visit"], content["patient"]
    whose = [
        patient["name"], patient["civil_name"], _day(patient["birth_date"]), patient["mother_name"],
        patient["cpf"],
    ]  # fmt: skip
    where = [
        visit["practitioner_name"], content["encounter"]["department_name"], _moment(visit["occurred_at"]),
    ]  # fmt: skip
    return [
        Shown(_("Patient"), [", ".join(dict.fromkeys(line for line in whose if line))]),
        Shown(_("Visit"), [", ".join(line for line in where if line)]),
    ]


def _visit(consultation: Consultation) -> Row:
    columns = ("id", "kind", "occurred_at", "source", *SECTIONS, "description", "late_because", "return_by")
    return {name: getattr(consultation, name) for name in columns} | {
        "practitioner": consultation.practitioner_id,
        "practitioner_name": consultation.practitioner.name,
        "cosigner": consultation.cosigner_id,
        "copied_from": consultation.copied_from_id,
        "withdrawn_because": consultation.withdrawn_because,
    }


def _encounter(encounter: Encounter) -> Row:
    where = encounter.department
    return {
        "id": encounter.pk,
        "department": where.pk if where else None,
        "department_name": where.name if where else "",
    }


def _patient(patient: Patient) -> Row:
    """Who she is, as CFM 1.638/2002 wants her named in her chart."""
    cpf = Identifier.objects.filter(patient=patient, kind=Identifier.Kind.CPF, ended_on=None).first()
    return {
        "id": patient.pk, "chart_number": patient.chart_number, "name": patient.name,
        "civil_name": patient.civil_name, "birth_date": patient.birth_date, "sex": patient.sex,
        "mother_name": patient.mother_name, "cpf": cpf.value if cpf else "",
    }  # fmt: skip


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT") if text else ""


def _moment(text: str) -> str:
    return date_format(localtime(datetime.fromisoformat(text)), "SHORT_DATETIME_FORMAT")


def _diagnoses(consultation: Consultation) -> list[Row]:
    columns = ("id", "rank", "kind", "certainty", "system", "code", "display", "note", "despite_because")
    return list(Diagnosis.objects.filter(consultation=consultation).order_by("rank").values(*columns))


def _diagnosis(row: Row) -> str:
    words = [f"{row['code']} {row['display']}".strip(), str(Diagnosis.Certainty(row["certainty"]).label)]
    return " · ".join([*words, *filter(None, (row["note"], row["despite_because"]))])


def _addenda(consultation: Consultation) -> list[Row]:
    columns = ("id", "occurred_at", "author", "author__given_name", "author__family_name", "text")
    return list(
        Addendum.objects.filter(consultation=consultation).order_by("created_at", "id").values(*columns)
    )


def _addendum(row: Row) -> str:
    author = f"{row['author__given_name']} {row['author__family_name']}".strip()
    return f"{_moment(row['occurred_at'])} {author}: {row['text']}"


register_part("diagnoses", gettext_lazy("Diagnoses"), _diagnoses, _diagnosis)
register_part("addenda", gettext_lazy("Addenda"), _addenda, _addendum)
