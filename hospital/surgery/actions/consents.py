"""The patient's agreement to the operation, with the side it is on."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.checks import fitting, moment_of, refuse, said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict
from hospital.patients.models import Consent

from ..models import ENDED, Surgery, SurgicalConsent
from ..sides import SidesDisagree
from ..steps import held_in_care, tell_of


class SurgicalConsentData(TypedDict, total=False):
    """What was agreed to, and who signed when it was not the patient."""

    kind: str
    procedure: str
    laterality: str
    signed_by: str
    relation: str


class ConsentThere(Conflict):
    message = _("There is such a consent already. Revoke it first.")


class ConsentRevoked(Conflict):
    message = _("This consent was revoked already.")


class TooLateForConsent(Conflict):
    message = _("The operation is over or does not take place.")


@transaction.atomic
def write_consent(
    surgery: Surgery, *, by: User, signed_at: datetime | None = None, consent: Consent | None = None,
    **data: Unpack[SurgicalConsentData],
) -> SurgicalConsent:  # fmt: skip
    """Write down what was signed. A consent to the operation on another side than was booked is refused."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(surgery, by=by)
    if surgery.state in ENDED:
        raise TooLateForConsent
    values = fitting(SurgicalConsent, {"kind": "surgery", "procedure": "", "laterality": "none", **data})
    refuse({} if values["procedure"] else {"procedure": [_("Write the procedure as it was signed.")]})
    if bool(values.get("signed_by")) != bool(values.get("relation")):
        refuse({"relation": [_("Name who signed, and what she is to the patient.")]})
    if consent is not None and consent.patient_id != surgery.patient_id:
        refuse({"consent": [_("This consent is of another patient.")]})
    if values["kind"] == SurgicalConsent.Kind.SURGERY and values["laterality"] != surgery.laterality:
        raise SidesDisagree(fields={"laterality": [SidesDisagree.message]})
    row = SurgicalConsent(
        surgery=surgery, consent=consent, signed_at=moment_of(signed_at), recorded_by=by, **values
    )
    with conflicts(one_consent_of_a_kind_per_surgery=ConsentThere):
        row.save(force_insert=True)
    tell_of("consent_written", row, surgery, by=by, kind=row.kind)
    return row


@transaction.atomic
def revoke_consent(consent: SurgicalConsent, *, because: str, by: User) -> SurgicalConsent:
    """The patient changed her mind, or it was for something else. It stays, revoked."""
    by.require("surgery.attend_surgery")
    surgery = held_in_care(consent.surgery, by=by)
    consent = lock(consent)
    if consent.revoked_at is not None:
        raise ConsentRevoked
    change(consent, revoked_at=now(), revoked_by=by, revoked_because=said(because, "because")[:300])
    tell_of("consent_revoked", consent, surgery, by=by, reason=because.strip(), kind=consent.kind)
    return consent
