"""Whose certificates count: our own authority, made when it is first needed, and the roots trusted."""

from cryptography import x509 as cryptography_x509
from django.db import connection, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Invalid
from hospital.signatures import x509
from hospital.signatures.keys import bring_out, lock_away

from ..models import Authority, Kind


class AlreadyTrusted(Conflict):
    message = _("This authority is known already.")


class AlreadyWithdrawn(Conflict):
    message = _("This authority is not trusted any more.")


class NotAnAuthority(Invalid):
    message = _("This is not the certificate of a certificate authority.")


@transaction.atomic
def trust_authority(*, pem: str, by: User) -> Authority:
    """Trust a root of ICP-Brasil: certificates that lead to it may sign here."""
    by.require("signatures.manage_authority")
    certificate = x509.read(pem.encode())
    if not _is_authority(certificate):
        raise NotAnAuthority(fields={"pem": [NotAnAuthority.message]})
    made = _row(Kind.ICP_BRASIL, certificate, None)
    with conflicts(one_authority_per_fingerprint=AlreadyTrusted):
        made.save(force_insert=True)
    audit.record("signatures.authority_trusted", made, by=by, fingerprint=made.fingerprint)
    return made


@transaction.atomic
def withdraw_authority(
    authority: Authority, *, reason: str, by: User, version: int | None = None
) -> Authority:
    """Trust an authority no more: nobody signs with its certificates; what was signed before stays valid."""
    by.require("signatures.manage_authority")
    authority = lock(authority, version=version)
    if authority.withdrawn_at:
        raise AlreadyWithdrawn
    change(authority, withdrawn_at=now())
    audit.record("signatures.authority_withdrawn", authority, by=by, reason=reason.strip())
    return authority


@transaction.atomic
def own_authority(*, by: User) -> x509.Pair:
    """Our own authority with its key; the first who needs it makes it, in her transaction."""
    by.require("signatures.sign_document")
    kept = Authority.objects.filter(kind=Kind.SOFTWARE).first()
    if kept is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('signatures.own_authority', 0))")
        kept = Authority.objects.filter(kind=Kind.SOFTWARE).first() or _make(by)
    assert kept.private_key is not None  # authority_has_a_key_when_it_is_ours
    return x509.Pair(x509.read(kept.pem.encode()), bring_out(kept.private_key))


def _make(by: User) -> Authority:
    pair = x509.make_authority()
    made = _row(Kind.SOFTWARE, pair.certificate, lock_away(pair.key))
    made.save(force_insert=True)
    audit.record("signatures.authority_made", made, by=by, fingerprint=made.fingerprint)
    return made


def _row(kind: str, certificate: cryptography_x509.Certificate, key: bytes | None) -> Authority:
    return Authority(
        kind=kind, name=x509.name_of(certificate.subject), pem=x509.pem_of(certificate), private_key=key,
        fingerprint=x509.fingerprint_of(certificate), not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )  # fmt: skip


def _is_authority(certificate: cryptography_x509.Certificate) -> bool:
    try:
        found = certificate.extensions.get_extension_for_class(cryptography_x509.BasicConstraints)
    except cryptography_x509.ExtensionNotFound:
        return False
    return found.value.ca
