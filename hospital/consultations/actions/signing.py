"""Signing a visit, and what may come after: a preceptor's signature, addenda, and declaring it an error.

Each is one more version in the patient's chain. The patient's row is held first, then the visit's.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple  # Any: see Prepared

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import fitting, refuse, said
from hospital.core.db import change, lock, move
from hospital.core.errors import Conflict, Invalid, Stale
from hospital.patients import care
from hospital.patients.actions.identity import held
from hospital.signatures import actions as signatures
from hospital.signatures.credentials import Credential
from hospital.signatures.models import Version

from ..models import SECTIONS, Addendum, Consultation
from ..signing import content_of, digest, plain_content
from .drafting import NotHers, VisitSigned, employee_of

Act = Version.Act


class EmptyVisit(Invalid):
    message = _("Write something before you sign.")


class NotSigned(Conflict):
    message = _("This is done only with a signed visit that was not declared an error.")


class NothingToSign(Conflict):
    message = _("This visit does not wait for your signature.")


class Prepared(NamedTuple):
    """What a signature would cover, as it is read from a version, and the seal to be signed."""

    content: dict[str, Any]  # Any: JSON values
    seal: bytes


@transaction.atomic
def sign_visit(
    consultation: Consultation, *, credential: Credential, by: User, version: int | None = None,
    seen: str = "",
) -> Version:  # fmt: skip
    """Sign the visit and all that belongs to it, for good.

    `seen` is the digest of the content that was shown to who signs; Stale when it has changed since.
    Raises EmptyVisit, VisitSigned, NotHers, and what `signatures.sign` raises.
    """
    by.require("consultations.write_consultation")
    held(consultation.patient)
    kept = _to_sign(consultation, by=by, version=version)
    if seen and digest(kept) != seen:
        raise Stale
    signed = signatures.sign(kept, content=content_of(kept), by=by, credential=credential, act=Act.SIGNED)
    move(kept, Consultation.State.SIGNED, signed_at=signed.signed_at, signed_by=by)
    audit.record(
        "consultations.signed", kept, by=by, patient_id=kept.patient_id, encounter=str(kept.encounter_id),
        signature=str(signed.pk),
    )  # fmt: skip
    return signed


@transaction.atomic
def prepare_signature(consultation: Consultation, *, by: User) -> Prepared:
    """What would be signed now, and its seal for a signature made outside."""
    kept = _to_sign(consultation, by=by, version=None, locked=False)
    content = plain_content(kept)
    return Prepared(content, signatures.prepare(kept, content=content, by=by))


@transaction.atomic
def cosign(consultation: Consultation, *, credential: Credential, by: User) -> Version:
    """Sign beside the resident, as the preceptor whom the visit names."""
    kept = _signed(consultation, by=by)
    if kept.cosigner is None or kept.cosigner.user_id != by.pk or kept.cosigned_at:
        raise NothingToSign
    signed = signatures.sign(kept, content=content_of(kept), by=by, credential=credential, act=Act.COSIGNED)
    change(kept, cosigned_at=signed.signed_at, cosigned_by=by)
    audit.record("consultations.cosigned", kept, by=by, patient_id=kept.patient_id, signature=str(signed.pk))
    return signed


@transaction.atomic
def add_addendum(
    consultation: Consultation, *, text: str, credential: Credential, by: User,
    occurred_at: datetime | None = None,
) -> Addendum:  # fmt: skip
    """Add a dated and signed text to a signed visit, which itself stays as it was."""
    kept = _signed(consultation, by=by)
    author, at = employee_of(by), occurred_at or now()
    refuse({"occurred_at": [_("A visit is not in the future.")]} if at > now() else {})
    made = Addendum(
        consultation=kept, patient=kept.patient, author=author, recorded_by=by, occurred_at=at,
        **fitting(Addendum, {"text": text}),
    )  # fmt: skip
    made.save(force_insert=True)
    signed = signatures.sign(kept, content=content_of(kept), by=by, credential=credential, act=Act.ADDED)
    audit.record(
        "consultations.addendum_written", made, by=by, patient_id=kept.patient_id, signature=str(signed.pk)
    )
    return made


@transaction.atomic
def withdraw_visit(consultation: Consultation, *, because: str, credential: Credential, by: User) -> Version:
    """Declare one's own signed visit an error: it stays, struck through, and every version with it."""
    kept = _signed(consultation, by=by)
    if kept.signed_by_id != by.pk:
        raise NotHers
    reason = said(because, "because")
    values = fitting(Consultation, {"withdrawn_because": reason})
    move(
        kept, Consultation.State.ENTERED_IN_ERROR, withdrawn_at=now(), withdrawn_by=by,
        withdrawn_because=values["withdrawn_because"],
    )  # fmt: skip
    signed = signatures.sign(
        kept, content=content_of(kept), by=by, credential=credential, act=Act.WITHDRAWN, reason=reason
    )
    audit.record(
        "consultations.entered_in_error", kept, by=by, patient_id=kept.patient_id, reason=reason,
        signature=str(signed.pk),
    )  # fmt: skip
    return signed


def _to_sign(
    consultation: Consultation, *, by: User, version: int | None, locked: bool = True
) -> Consultation:
    """The draft, if it is hers and there is something in it that may be signed today."""
    by.require("consultations.write_consultation")
    care.require(consultation.patient, by=by)
    find: Callable[[Consultation], Consultation] = (
        (lambda row: lock(row, version=version)) if locked else (lambda row: row)
    )
    kept = find(consultation)
    if not kept.is_draft:
        raise VisitSigned
    if kept.practitioner.user_id != by.pk:
        raise NotHers
    if not any(getattr(kept, name).strip() for name in SECTIONS):
        raise EmptyVisit
    refuse(
        {"late_because": [_("Say why it is written only now.")]}
        if kept.is_late and not kept.late_because
        else {}
    )
    return kept


def _signed(consultation: Consultation, *, by: User) -> Consultation:
    """The signed visit, locked after its patient."""
    by.require("consultations.write_consultation")
    patient = held(consultation.patient)
    care.require(patient, by=by)
    kept = lock(consultation)
    if kept.state != Consultation.State.SIGNED:
        raise NotSigned
    return kept
