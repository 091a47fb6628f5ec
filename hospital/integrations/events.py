"""What the trail says of integrations, in words."""

from django.utils.translation import gettext_lazy as _

from .fhir.types import NAMES

EVENTS = {
    "integrations.import_begun": _("FHIR import begun"),
    "integrations.import_ended": _("FHIR import ended"),
    "integrations.bundle_taken_in": _("FHIR bundle imported"),
    "integrations.bundle_refused": _("FHIR bundle refused"),
    "integrations.partner_registered": _("Partner registered"),
    "integrations.partner_changed": _("Partner changed"),
}

THINGS = {
    **{f"fhir.{kind}": f"FHIR {kind}" for kind in NAMES},
    "fhir.*": _("Kept FHIR resources"),
    "fhir.Patient": _("Patient, through FHIR"),
    "integrations.importrun": _("Import"),
    "integrations.partner": _("Partner"),
    "integrations.partneridentifier": _("Identifier of a partner"),
    "integrations.resource": _("FHIR resource"),
}
