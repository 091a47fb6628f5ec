"""What the trail says of signatures, in words."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "signatures.signed": _("Signed"),
    "signatures.pdf_signed": _("PDF signed"),
    "signatures.verified": _("Signatures verified"),
    "signatures.certificate_issued": _("Software certificate issued"),
    "signatures.certificate_registered": _("ICP-Brasil certificate registered"),
    "signatures.certificate_revoked": _("Certificate revoked"),
    "signatures.authority_made": _("Demonstration authority made"),
    "signatures.authority_trusted": _("Certificate authority trusted"),
    "signatures.authority_withdrawn": _("Certificate authority no longer trusted"),
}

THINGS = {
    "signatures.version": _("Signed version"),
    "signatures.certificate": _("Certificate"),
    "signatures.authority": _("Certificate authority"),
}
