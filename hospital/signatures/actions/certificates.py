"""What people sign with: issued here for demonstration, or registered from ICP-Brasil."""

from cryptography import x509 as cryptography_x509
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.checks import said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid
from hospital.organization.models import Employee
from hospital.signatures import x509
from hospital.signatures.keys import bring_out, lock_away

from ..models import Certificate, Kind
from .authorities import own_authority


class NotHers(Invalid):
    """NGS2 2.01.02."""

    message = _("The CPF in the certificate is not that of the person who signs.")


class AlreadyRegistered(Conflict):
    message = _("This certificate is registered already.")


class AlreadyRevoked(Conflict):
    message = _("This certificate was revoked already.")


@transaction.atomic
def issue_certificate(*, by: User) -> Certificate:
    """A software certificate for oneself, which has no legal value; the present one when there is one."""
    by.require("signatures.sign_document")
    by = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    rows = Certificate.objects.filter(user=by, kind=Kind.SOFTWARE, revoked_at=None)
    kept = rows.first()
    if kept and kept.is_in_force():
        return kept
    if kept:
        change(kept, revoked_at=now(), revoked_because="Expired")
    pair = x509.issue(own_authority(by=by), common_name=f"{by.name}: {x509.UNIT}", serial=str(by.pk))
    made = row_of(by, Kind.SOFTWARE, pair.certificate, key=lock_away(pair.key))
    made.save(force_insert=True)
    audit.record("signatures.certificate_issued", made, by=by, fingerprint=made.fingerprint)
    return made


@transaction.atomic
def register_certificate(*, pem: str, by: User, chain_pem: str = "") -> Certificate:
    """One's ICP-Brasil certificate, so that it is known before the first signature; its key stays outside."""
    by.require("signatures.sign_document")
    return known(x509.read(pem.encode()), others=x509.read_all(chain_pem), by=by, anew=True)


@transaction.atomic
def revoke_certificate(
    certificate: Certificate, *, reason: str, by: User, version: int | None = None
) -> Certificate:
    """Nothing is signed with it from now on; what was signed before stays valid."""
    by.require("signatures.sign_document" if certificate.user_id == by.pk else "signatures.manage_authority")
    certificate = lock(certificate, version=version)
    if certificate.revoked_at:
        raise AlreadyRevoked
    why = said(reason)
    change(certificate, revoked_at=now(), revoked_because=why[:300])
    audit.record("signatures.certificate_revoked", certificate, by=by, reason=why)
    return certificate


@transaction.atomic
def known(
    certificate: cryptography_x509.Certificate, *, others: tuple[cryptography_x509.Certificate, ...],
    by: User, anew: bool = False,
) -> Certificate:  # fmt: skip
    """The row of an ICP-Brasil certificate, which is written when it is met first. NotHers by its CPF."""
    by.require("signatures.sign_document")
    kept = Certificate.objects.filter(fingerprint=x509.fingerprint_of(certificate)).first()
    if kept and anew:
        raise AlreadyRegistered
    employee = Employee.objects.filter(user=by).first()
    cpf = x509.cpf_of(certificate)
    if employee is None or not cpf or employee.cpf != cpf or (kept and kept.user_id != by.pk):
        raise NotHers
    if kept:
        return kept
    made = row_of(by, Kind.ICP_BRASIL, certificate, cpf=cpf, others=others)
    with conflicts(one_certificate_per_fingerprint=AlreadyRegistered):
        made.save(force_insert=True)
    audit.record("signatures.certificate_registered", made, by=by, fingerprint=made.fingerprint)
    return made


def pair_of(certificate: Certificate) -> x509.Pair:
    """A software certificate with its key."""
    assert certificate.private_key is not None  # certificate_has_a_key_when_it_is_ours
    return x509.Pair(x509.read(certificate.pem.encode()), bring_out(certificate.private_key))


def row_of(
    user: User, kind: str, certificate: cryptography_x509.Certificate, *, key: bytes | None = None,
    cpf: str = "", others: tuple[cryptography_x509.Certificate, ...] = (),
) -> Certificate:  # fmt: skip
    return Certificate(
        user=user, kind=kind, subject=x509.name_of(certificate.subject), cpf=cpf, private_key=key,
        issuer=x509.name_of(certificate.issuer), pem=x509.pem_of(certificate),
        chain_pem="".join(x509.pem_of(one) for one in others),
        fingerprint=x509.fingerprint_of(certificate), not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )  # fmt: skip
