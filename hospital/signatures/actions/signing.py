"""Sealing a content: its digest, its place in the patient's chain, and the signature over both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any  # Any: JSON

from cryptography import x509 as cryptography_x509
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.errors import Conflict, Invalid
from hospital.organization.models import Employee, Licence
from hospital.patients import care
from hospital.patients.actions.identity import held
from hospital.patients.models import Charted, Patient
from hospital.patients.models.patients import OfPatient
from hospital.signatures import cades, x509
from hospital.signatures.canonical import canonical, digest_of
from hospital.signatures.credentials import Credential, KeyFile, Outside, Proven

from ..models import Authority, Certificate, Version
from .certificates import issue_certificate, known, pair_of

Subject = Charted | OfPatient
OUTSIDE_MAY_TAKE = timedelta(minutes=10)  # to sign with a card, a token or a phone


class NotAnEmployee(Conflict):
    message = _("Only who works here signs. Ask for your user to be linked to your employee record.")


class NoLicence(Conflict):
    message = _("No professional licence of yours is in force today. Without it nothing can be signed.")


class BadSignature(Invalid):
    message = _("This signature does not hold: the certificate is not in force, not trusted or not hers.")


class ChainMoved(Conflict):
    message = _("Something else was signed meanwhile, or it took too long. Ask for the seal again.")


@dataclass(frozen=True)
class Signed:
    """A signature with the certificate that made it."""

    signature: bytes
    certificate: Certificate


@transaction.atomic
def sign(
    subject: Subject, *, content: Mapping[str, Any], by: User, credential: Credential,
    act: str = Version.Act.SIGNED, reason: str = "", licensed: bool = True,
) -> Version:  # fmt: skip
    """Write the next version of something in a chart, signed. The caller holds the subject's row.

    Raises NoLicence unless a licence of the signer is in force (`licensed`), NotHers, BadSignature,
    ChainMoved.
    """
    by.require("signatures.sign_document")
    patient = held(subject.patient)
    care.require(patient, by=by)
    body = canonical(content)
    at = _moment(credential)
    seal = _seal(subject, body, patient, by=by, at=at, act=act, reason=reason, licensed=licensed)
    if isinstance(credential, Outside) and canonical(seal) != credential.seal:
        raise ChainMoved
    made = _signed(canonical(seal), credential, by=by, at=at)
    version = _row(subject, patient, body, seal, made, by=by, at=at)
    version.save(force_insert=True)
    audit.record(
        "signatures.signed", version, by=by, patient_id=patient.pk, what=version.subject_type,
        number=version.number, act=str(act), scheme=version.scheme,
    )  # fmt: skip
    return version


@transaction.atomic
def prepare(
    subject: Subject, *, content: Mapping[str, Any], by: User, act: str = Version.Act.SIGNED,
    reason: str = "", licensed: bool = True,
) -> bytes:  # fmt: skip
    """The seal to be signed outside now: send it back with its signature within ten minutes."""
    by.require("signatures.sign_document")
    care.require(subject.patient, by=by)
    body, patient = canonical(content), subject.patient
    return canonical(
        _seal(subject, body, patient, by=by, at=now(), act=act, reason=reason, licensed=licensed)
    )


@transaction.atomic
def pades(
    pdf: bytes, *, by: User, credential: Credential, reason: str = "", place: str = "", licensed: bool = True
) -> bytes:
    """The PDF with a PAdES signature of `by`. A signature made outside comes with its own PDF: Invalid."""
    by.require("signatures.sign_document")
    who_signs(by, licensed=licensed)
    if isinstance(credential, Outside):
        raise BadSignature
    certificate, pair = _pair(credential, by=by)
    at = now()
    _hold(cades.check(b"", signature=cades.sign(b"", pair=pair, at=at), roots=roots(certificate), at=at))
    signed = cades.sign_pdf(pdf, pair=pair, name=certificate.subject, reason=reason, place=place)
    audit.record("signatures.pdf_signed", certificate, by=by, digest=digest_of(signed), bytes=len(signed))
    return signed


def licence_of(user: User) -> Licence | None:
    """The licence under which the user signs today: of several, the one she has had longest."""
    rows = Licence.objects.filter(employee__user=user).in_force()
    return rows.order_by("valid_from", "id").first()


def who_signs(user: User, *, licensed: bool = True) -> tuple[Employee, str]:
    """The employee, and her licence as documents write it. Raises NotAnEmployee, NoLicence."""
    employee = Employee.objects.filter(user=user).first()
    if employee is None:
        raise NotAnEmployee
    licence = licence_of(user)
    if licence is None and licensed:
        raise NoLicence
    return employee, _words(licence)


def roots(certificate: Certificate) -> list[cryptography_x509.Certificate]:
    """The authorities of the certificate's kind that are trusted today."""
    rows = Authority.objects.trusted().filter(kind=certificate.kind)
    return [x509.read(row.pem.encode()) for row in rows]


def _moment(credential: Credential) -> datetime:
    """When it is signed: now, or when the seal says that was given out for a signature outside."""
    if not isinstance(credential, Outside):
        return now()
    try:
        at = datetime.fromisoformat(json.loads(credential.seal)["signed_at"])
    except (ValueError, TypeError, KeyError) as error:
        raise ChainMoved from error
    if at.tzinfo is None or not now() - OUTSIDE_MAY_TAKE <= at <= now():
        raise ChainMoved
    return at


def _seal(
    subject: Subject, body: bytes, patient: Patient, *, by: User, at: datetime, act: str, reason: str,
    licensed: bool,
) -> dict[str, Any]:  # Any: see above  # fmt: skip
    employee, licence = who_signs(by, licensed=licensed)
    before = Version.objects.filter(chain=patient.pk).order_by("-place").first()
    last = Version.objects.of(subject).last()
    return {
        "format": 1, "chain": patient.pk, "place": before.place + 1 if before else 1,
        "previous": before.link if before else "", "subject": subject._meta.label_lower,
        "subject_id": subject.pk, "number": last.number + 1 if last else 1, "act": str(act),
        "digest": digest_of(body), "signer": by.pk, "signer_name": employee.name, "licence": licence,
        "signed_at": at, "reason": reason.strip(),
    }  # fmt: skip


def _words(licence: Licence | None) -> str:
    if licence is None:
        return ""
    return f"{licence}, RQE {licence.rqe}" if licence.rqe else str(licence)


def _signed(seal: bytes, credential: Credential, *, by: User, at: datetime) -> Signed:
    if isinstance(credential, Outside):
        signing = cades.signing_certificate(credential.signature)
        if signing is None:
            raise BadSignature
        certificate, signature = known(signing, others=(), by=by), credential.signature
    else:
        certificate, pair = _pair(credential, by=by)
        signature = cades.sign(seal, pair=pair, at=at)
    if not certificate.is_in_force(at):
        raise BadSignature
    checked = cades.check(seal, signature=signature, roots=roots(certificate), at=at)
    _hold(checked)
    if checked.fingerprint != certificate.fingerprint:
        raise BadSignature
    return Signed(signature, certificate)


def _pair(credential: KeyFile | Proven, *, by: User) -> tuple[Certificate, x509.Pair]:
    if isinstance(credential, KeyFile):
        pair = x509.open_file(credential.data, credential.pin)
        return known(pair.certificate, others=pair.others, by=by), pair
    if credential.user_id != by.pk:
        raise BadSignature
    certificate = issue_certificate(by=by)
    return certificate, pair_of(certificate)


def _hold(checked: cades.Checked) -> None:
    if not checked.is_good:
        raise BadSignature


def _row(
    subject: Subject, patient: Patient, body: bytes, seal: Mapping[str, Any], made: Signed, *, by: User,
    at: datetime,
) -> Version:  # fmt: skip
    sealed = canonical(seal)
    return Version(
        chain=seal["chain"], place=seal["place"], patient=patient, subject_type=seal["subject"],
        subject_id=subject.pk, number=seal["number"], act=seal["act"], content=body, digest=seal["digest"],
        previous=seal["previous"], seal=sealed, link=digest_of(sealed), signer=by,
        signer_name=seal["signer_name"], licence=seal["licence"], certificate=made.certificate,
        scheme=cades.SCHEME, signature=made.signature, signed_at=at, reason=seal["reason"],
    )  # fmt: skip
