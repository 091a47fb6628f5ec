"""The record as a book on paper that lasts (PDF/A-2b, PDF/UA-1), signed when somebody answers for it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any  # Any: JSON values

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import get_language, gettext as _, pgettext

from hospital import __version__, config
from hospital.accounts.models import User
from hospital.core.identifiers import show_cpf
from hospital.integrations.fhir.clinical.common import first_moment
from hospital.integrations.fhir.clinical.composition import words_of
from hospital.integrations.fhir.gist import WHEN, gist
from hospital.integrations.fhir.wire import JSON
from hospital.orders.printing import render
from hospital.patients.models import Patient
from hospital.signatures import actions as signatures
from hospital.signatures.credentials import Credential

TEMPLATES = Path(__file__).parent / "typst"
Details = Callable[[JSON], str]


def printed(patient: Patient, resources: Sequence[JSON], *, by: User) -> bytes:
    """The book, unsigned: who she is, what was written of her kind by kind, visits word for word."""
    language, _dash, region = (get_language() or settings.LANGUAGE_CODE).partition("-")
    hospital, made = (
        str(config.value("hospital.name")),
        date_format(localtime(now()), "SHORT_DATETIME_FORMAT"),
    )
    return render("book", {
        "title": _("Patient record"), "description": _("Complete record of a patient"), "lang": language,
        "region": region.upper() or None, "hospital": hospital,
        "words": {"page": _("Page"), "of": pgettext("page 1 of 2", "of")},
        "made": _("Copy made on %(day)s by %(name)s. It holds everything this hospital keeps of the patient "
                  "that can be read.") % {"day": made, "name": by.name},
        "footer": f"{hospital} · Hospital {__version__} · {made}",
        "patient": {
            "name": patient.name, "chart": f"{_('Chart')} {patient.chart_number}",
            "facts": [pair for pair in _facts(patient) if pair[1]],
        },
        "sections": list(_sections(resources)),
    }, folder=TEMPLATES)  # fmt: skip


def signed(pdf: bytes, *, by: User, credential: Credential) -> bytes:
    """The book with the PAdES signature of `by`, who answers for the copy and need not be a physician."""
    return signatures.pades(pdf, by=by, credential=credential, licensed=False, reason=_("True copy"))


def _facts(patient: Patient) -> Iterator[tuple[str, str]]:
    """Identification, as CFM 1.638/2002 asks for it."""
    cpf = next((one.value for one in patient.identifiers.current() if one.kind == "cpf"), "")
    yield _("Name"), patient.name
    yield _("Legal name"), patient.civil_name if patient.social_name else ""
    born = date_format(patient.birth_date, "SHORT_DATE_FORMAT") if patient.birth_date else ""
    yield _("Birth date"), born
    yield _("Sex"), patient.get_sex_display()
    yield _("Mother's name"), patient.mother_name
    yield "CPF", show_cpf(cpf) if cpf else ""
    address = patient.addresses.current().first()
    yield _("Address"), str(address) if address else ""


def _sections(resources: Sequence[JSON]) -> Iterator[JSON]:
    titles: dict[str, tuple[str, Details]] = {
        "AllergyIntolerance": (_("Allergies and intolerances"), _allergy),
        "Condition": (_("Problems"), _status),
        "MedicationStatement": (_("Medicines"), _dosage),
        "Immunization": (_("Immunizations"), lambda one: str(one.get("lotNumber", ""))),
        "Procedure": (_("Procedures"), _status), "Encounter": (_("Encounters"), _encounter),
        "ServiceRequest": (_("Orders"), _status), "DiagnosticReport": (_("Results"), _report),
        "Observation": (_("Observations"), _value), "DocumentReference": (_("Documents"), _status),
        "Appointment": (_("Appointments"), _status), "Consent": (_("Consents"), _status),
    }  # fmt: skip
    visits = [one for one in resources if one["resourceType"] == "Composition"]
    if visits:
        yield {"kind": "prose", "title": _("Visits"), "rows": [_visit(one) for one in visits]}
    for kind, (title, details) in titles.items():
        rows = [[_when(one), _about(one), details(one)] for one in resources if one["resourceType"] == kind]
        if rows:
            heads = [_("When"), _("What"), _("Details")]
            yield {"kind": "table", "title": title, "heads": heads, "rows": rows}


def _when(resource: JSON) -> str:
    moment = first_moment(resource, *WHEN, "dateAsserted", "start", "dateTime")
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


def _about(resource: JSON) -> str:
    return gist(resource).about


def _status(resource: JSON) -> str:
    return str(resource.get("status", ""))


def _dosage(resource: JSON) -> str:
    return "; ".join(str(one.get("text", "")) for one in resource.get("dosage", ()))


def _encounter(resource: JSON) -> str:
    return "; ".join(str(one.get("text", "")) for one in resource.get("reasonCode", ()))


def _allergy(resource: JSON) -> str:
    reactions = [
        one for reaction in resource.get("reaction", ()) for one in reaction.get("manifestation", ())
    ]
    words = [str(resource.get("criticality", "")), *(str(one.get("text", "")) for one in reactions)]
    return "; ".join(filter(None, words))


def _value(resource: JSON) -> str:
    """The value of an observation, or those of its parts."""
    if parts := resource.get("component"):
        return "; ".join(f"{_about(part)}: {_value(part)}" for part in parts)
    if quantity := resource.get("valueQuantity"):
        number = quantity["value"]
        words = (quantity.get("comparator", ""), getattr(number, "literal", number), quantity.get("unit", ""))
        return " ".join(filter(None, map(str, words)))
    coded: Any = resource.get("valueCodeableConcept") or {}  # Any: see above
    return str(resource.get("valueString") or coded.get("text", ""))


def _report(resource: JSON) -> str:
    values = [f"{_about(one)}: {_value(one)}" for one in resource.get("contained", ())]
    return "; ".join(filter(None, [*values, str(resource.get("conclusion", ""))]))


def _visit(resource: JSON) -> list[str]:
    """When and of which kind, who signed, and the sections word for word."""
    signed_at = next((first_moment(one, "time") for one in resource.get("attester", ())), None)
    state = (
        _("Signed on %(day)s") % {"day": date_format(localtime(signed_at), "SHORT_DATETIME_FORMAT")}
        if signed_at
        else _("Not signed here")
    )
    words = [f"{one['title']}\n{words_of(one['text']['div'])}" for one in resource.get("section", ())]
    return [f"{_when(resource)} · {resource.get('title', '')}", state, "\n\n".join(words)]
