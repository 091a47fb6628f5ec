"""From a paper to what its template is given: the mandatory facts of CFM 2.299/2021 and 2.381/2024."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any  # Any: JSON

from babel.dates import format_date
from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _, override, pgettext, to_locale

from hospital import config
from hospital.accounts.models import User
from hospital.organization.models import Licence
from hospital.patients.models import Address, Identifier, Patient

from .beware import allergies_on_paper
from .bodies import BODIES
from .models import Paper
from .printing import crest, square

HIDDEN = {"state": "hidden", "text": ""}

# Which document stands for the CPF when there is none, the best first.
DOCUMENTS = ("cpf", "passport", "crnm", "rg", "cns", "dn")


@dataclass(frozen=True)
class Proof:
    """How the paper is proved genuine: nothing of it while it is a draft."""

    number: int = 0
    code: str = ""
    is_signed: bool = False


def letter(
    paper: Paper, licence: Licence | None, *, at: datetime, by: User, proof: Proof = Proof(),
    address: str = "", watermark: str = "",
) -> dict[str, Any]:  # Any: see above  # fmt: skip
    """All that the template of the paper needs, in the language of the house."""
    with override(settings.LANGUAGE_CODE):
        body = BODIES[paper.kind](paper.data, localdate(at))
        verify_at = f"{address}/papers/{proof.code}" if proof.code and address else proof.code
        return {
            "lang": settings.LANGUAGE_CODE[:2], "region": settings.LANGUAGE_CODE[3:5].upper() or "BR",
            "words": words(), "crest": crest(), "title": body.title, "copies": body.copies,
            "body": body.parts,
            "description": f"{body.title} {proof.number or ''}".strip(), "hospital": _hospital(),
            "number": _("No. %(number)s") % {"number": f"{proof.number:06d}"} if proof.number else _("Draft"),
            "patient": _patient(paper.patient, localdate(at), with_address=body.with_address),
            "allergies": allergies_on_paper(paper.patient, by=by) if body.with_allergies else HIDDEN,
            "author": _author(paper, licence), "place_and_date": _place_and_date(at),
            "signed": proof.is_signed,
            "signing": _signing(is_signed=proof.is_signed, is_draft=not proof.code), "code": proof.code,
            "qr": square(verify_at) if verify_at else "", "verify_at": verify_at, "watermark": watermark,
            "footer": f"{_moment(at)} · {verify_at}" if verify_at else _("Draft"),
        }  # fmt: skip


def missing() -> list[str]:
    """The settings without which no paper may be issued."""
    return [name for name in ("hospital.address", "hospital.contact") if not config.value(name)]


def in_house_words() -> dict[str, str]:
    """The names of things, in the language of the house."""
    with override(settings.LANGUAGE_CODE):
        return words()


def words() -> dict[str, str]:
    """The names of things on a paper."""
    return {
        "patient": _("Patient"), "civil": _("Civil name"), "born": _("Birth date"), "sex": _("Sex"),
        "chart": _("Chart number"), "address": _("Address"), "allergies": _("Allergies"),
        "crest": _("Mark of the hospital"),
        "qr": _("QR code with the address where this document is verified"),
        "verify": _("Verify this document by its code"), "page": _("Page"),
        "of": pgettext("page 1 of 2", "of"),
        "advice": _("Advice"), "buyer": _("Identification of the buyer"),
        "seller": _("Identification of the supplier"), "name": _("Full name"),
        "identity": _("Identity document"),
        "issuer": _("Issued by"), "city": _("City and state"), "phone": _("Phone"),
        "pharmacist": _("Signature of the pharmacist"), "date": _("Date"),
    }  # fmt: skip


def identity(patient: Patient) -> tuple[str, str]:
    """The patient's legal document: its name and its number; the CPF where there is one."""
    kept = Identifier.objects.filter(patient=patient, ended_on=None, is_doubtful=False, kind__in=DOCUMENTS)
    rows = sorted(kept, key=lambda row: (DOCUMENTS.index(row.kind), not row.is_preferred, row.created_at))
    if not rows:
        return "CPF", _("not recorded")
    return str(rows[0].get_kind_display()), rows[0].shown


def specialty(licence: Licence) -> str:
    """The specialty, which is announced only with its registration (RQE)."""
    return f"{licence.specialty} · RQE {licence.rqe}" if licence.specialty and licence.rqe else ""


def _hospital() -> Mapping[str, str]:
    cnes = config.value("hospital.cnes")
    return {
        "name": config.value("hospital.name"), "address": config.value("hospital.address"),
        "contact": config.value("hospital.contact"), "cnes": f"CNES {cnes}" if cnes else "",
    }  # fmt: skip


def _patient(patient: Patient, day: Any, *, with_address: bool) -> Mapping[str, str]:  # Any: a date
    label, number = identity(patient)
    age = patient.age(day)
    born = date_format(patient.birth_date, "d/m/Y") if patient.birth_date else _("unknown")
    home = Address.objects.filter(patient=patient, ended_on=None).order_by("-created_at", "-id").first()
    return {
        "name": patient.name, "civil": patient.civil_name if patient.social_name else "",
        "document_label": label, "document": number,
        "born": born if age is None else _("%(born)s (%(age)s years)") % {"born": born, "age": age},
        "sex": str(patient.get_sex_display()), "chart": str(patient.chart_number),
        "address": str(home or _("not recorded")) if with_address else "",
    }  # fmt: skip


def _author(paper: Paper, licence: Licence | None) -> Mapping[str, str]:
    name = paper.author.civil_name if paper.author else ""
    if licence is None:
        return {"name": name, "licence": _("No licence in force"), "specialty": ""}
    return {"name": name, "licence": str(licence), "specialty": specialty(licence)}


def _place_and_date(at: datetime) -> str:
    here, city = localtime(at), config.value("hospital.city")
    said = _("%(day)s, at %(time)s") % {
        "day": format_date(here.date(), "long", locale=to_locale(settings.LANGUAGE_CODE)),
        "time": date_format(here, "H:i"),
    }  # fmt: skip
    return f"{city}, {said}" if city else said


def _moment(at: datetime) -> str:
    return _("Issued on %(moment)s") % {"moment": date_format(localtime(at), "d/m/Y H:i")}


def _signing(*, is_signed: bool, is_draft: bool) -> str:
    if is_draft:
        return _("Draft without value: it was not issued.")
    if is_signed:
        return _("Digitally signed (PAdES). Check the signature in the file itself; printed, it is a copy.")
    return _("Not digitally signed: it is valid with the handwritten signature above.")
