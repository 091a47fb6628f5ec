"""The side of an operation: the booking, the consent and the time out say the same, or nobody goes on."""

from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Conflict

from .models import Surgery, SurgicalConsent


class SidesDisagree(Conflict):
    message = _("Booking, consent and time out do not name the same side. Nobody goes on before they do.")


class NoConsent(Conflict):
    message = _("There is no signed consent to this operation.")


def consent_of(surgery: Surgery) -> SurgicalConsent | None:
    """The consent to the operation that nobody has revoked."""
    rows = SurgicalConsent.objects.filter(surgery=surgery, kind=SurgicalConsent.Kind.SURGERY)
    found: SurgicalConsent | None = rows.standing().first()
    return found


def require_same_side(surgery: Surgery, said: str = "") -> None:
    """SidesDisagree when what was signed, or what is said aloud now, is another side than was booked."""
    signed = consent_of(surgery)
    sides = {surgery.laterality, *([signed.laterality] if signed else []), *([said] if said else [])}
    if len(sides) > 1:
        raise SidesDisagree(fields={"laterality": [SidesDisagree.message]})


def require_consent(surgery: Surgery) -> None:
    """NoConsent without a signed one; SidesDisagree when it is for another side."""
    if consent_of(surgery) is None:
        raise NoConsent
    require_same_side(surgery)
