"""What the trail says of visits, in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "consultations.begun": _("Visit begun"),
    "consultations.draft_saved": _("Draft of a visit saved"),
    "consultations.draft_discarded": _("Draft of a visit discarded"),
    "consultations.template_used": _("Template put into a visit"),
    "consultations.copied": _("Earlier visit copied into a draft"),
    "consultations.diagnosis_added": _("Diagnosis added"),
    "consultations.diagnosis_changed": _("Diagnosis changed"),
    "consultations.diagnosis_removed": _("Diagnosis taken out of a draft"),
    "consultations.signed": _("Visit signed"),
    "consultations.cosigned": _("Visit co-signed"),
    "consultations.addendum_written": _("Addendum written"),
    "consultations.entered_in_error": _("Visit declared entered in error"),
    "consultations.received": _("Visit received from another system"),
    "consultations.template_written": _("Template of visits written"),
    "consultations.template_changed": _("Template of visits changed"),
    "consultations.template_retired": _("Template of visits taken out of use"),
}

THINGS = {
    "consultations.consultation": _("Visit"),
    "consultations.diagnosis": _("Diagnosis"),
    "consultations.addendum": _("Addendum"),
    "consultations.template": _("Template of a visit"),
    "consultations.consultations": _("Visits of a patient"),
    "consultations.versions": _("Signed versions of a visit"),
    "consultations.drafts": _("Drafts of visits"),
}
