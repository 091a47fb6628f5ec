"""The International Patient Summary (IPS, HL7 FHIR IG 1.1): what somebody abroad needs to know first."""

from collections.abc import Iterable

from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _, gettext_lazy

from hospital import __version__, config
from hospital.core.ids import uuid7
from hospital.integrations.fhir.wire import JSON
from hospital.patients.models import Patient

LOINC = "http://loinc.org"
PROFILE = "http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips"
# Sections: LOINC code, title, kinds of resources, and whether the guide requires the section.
SECTIONS = (
    ("11450-4", gettext_lazy("Problems"), ("Condition",), True),
    ("48765-2", gettext_lazy("Allergies and intolerances"), ("AllergyIntolerance",), True),
    ("10160-0", gettext_lazy("Medication summary"), ("MedicationStatement",), True),
    ("11369-6", gettext_lazy("Immunizations"), ("Immunization",), False),
    ("30954-2", gettext_lazy("Results"), ("DiagnosticReport", "Observation"), False),
    ("47519-4", gettext_lazy("Procedures"), ("Procedure",), False),
)
MOST = 100  # of one section: a summary is not the record
NOT_YET = "preparation"  # the status of an operation that is still to come


def summary(patient: Patient, resources: Iterable[JSON]) -> JSON:
    """A document Bundle: Composition first, the patient, the author, then what the sections name."""
    by_kind: dict[str, list[JSON]] = {}
    for resource in resources:
        if resource.get("status") != NOT_YET:
            by_kind.setdefault(resource["resourceType"], []).append(resource)
    chosen, sections = [], []
    for code, title, kinds, is_required in SECTIONS:
        rows = [row for kind in kinds for row in by_kind.get(kind, ())][:MOST]
        if rows or is_required:
            sections.append(_section(code, str(title), rows))
            chosen += rows
    author = {"resourceType": "Organization", "id": str(uuid7()), "name": str(config.value("hospital.name"))}
    composition = _composition(patient, author, sections)
    return {
        "resourceType": "Bundle", "type": "document", "timestamp": localtime(now()).isoformat(),
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{uuid7()}"},
        "entry": [
            {"fullUrl": f"urn:uuid:{one['id']}", "resource": one}
            for one in (composition, *by_kind["Patient"][:1], author, *chosen)
        ],
    }  # fmt: skip


def _composition(patient: Patient, author: JSON, sections: list[JSON]) -> JSON:
    return {
        "resourceType": "Composition", "id": str(uuid7()), "meta": {"profile": [PROFILE]}, "status": "final",
        "type": {"coding": [{"system": LOINC, "code": "60591-5", "display": "Patient summary Document"}]},
        "subject": {"reference": f"urn:uuid:{patient.pk}"}, "date": localtime(now()).isoformat(),
        "author": [{"reference": f"urn:uuid:{author['id']}"}],
        "title": f"{_('Patient summary')} · Hospital {__version__}", "section": sections,
    }  # fmt: skip


def _section(code: str, title: str, rows: list[JSON]) -> JSON:
    section: JSON = {"title": title, "code": {"coding": [{"system": LOINC, "code": code}]}}
    if not rows:
        unknown = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
        return section | {"emptyReason": {"coding": [{"system": unknown, "code": "unavailable"}]}}
    return section | {"entry": [{"reference": f"urn:uuid:{row['id']}"} for row in rows]}
