"""Certificates: made by our own authority, read from files, and what ICP-Brasil writes into them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Invalid

OURS = "Hospital: demonstration authority, NO LEGAL VALUE"
UNIT = "NO LEGAL VALUE"
ROOT_LASTS = timedelta(days=3650)
LEAF_LASTS = timedelta(days=1095)
# DOC-ICP-04: birth date (8 digits), CPF (11), NIS (11), identity card (15) and who issued it.
ICP_PERSON = x509.ObjectIdentifier("2.16.76.1.3.1")
CPF_AT = slice(8, 19)


class NotACertificate(Invalid):
    message = _("This is not a certificate in PEM or DER.")

    def __init__(self) -> None:
        super().__init__(fields={"pem": [self.message]})


class NotAKeyFile(Invalid):
    message = _("The certificate file could not be opened. Check the file and its PIN.")

    def __init__(self) -> None:
        super().__init__(fields={"pin": [self.message]})


@dataclass(frozen=True)
class Pair:
    """A certificate with its private key (PKCS#8 DER), and the certificates between it and its authority."""

    certificate: x509.Certificate
    key: bytes
    others: tuple[x509.Certificate, ...] = ()


def make_authority() -> Pair:
    """A root for demonstration and tests, whose name says that it has no legal value."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([
        x509.NameAttribute(NameOID.COMMON_NAME, OURS),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, UNIT),
    ])  # fmt: skip
    made = _builder(name, name, key.public_key(), ROOT_LASTS, authority=True).sign(key, hashes.SHA256())
    return Pair(made, _der(key))


def issue(authority: Pair, *, common_name: str, serial: str) -> Pair:
    """A certificate for a person by our own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([
        x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        x509.NameAttribute(NameOID.SERIAL_NUMBER, serial),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, UNIT),
    ])  # fmt: skip
    signing = serialization.load_der_private_key(authority.key, None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)  # make_authority made it
    made = _builder(subject, authority.certificate.subject, key.public_key(), LEAF_LASTS).sign(
        signing, hashes.SHA256()
    )
    return Pair(made, _der(key))


def read(data: bytes) -> x509.Certificate:
    """A certificate from PEM or DER; NotACertificate."""
    try:
        return x509.load_pem_x509_certificate(data)
    except ValueError:
        try:
            return x509.load_der_x509_certificate(data)
        except ValueError as error:
            raise NotACertificate from error


def read_all(pem: str) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM text, which may be empty."""
    return tuple(x509.load_pem_x509_certificates(pem.encode())) if pem.strip() else ()


def open_file(data: bytes, pin: str) -> Pair:
    """What a PKCS#12 file (A1) holds, with its PIN; NotAKeyFile."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, pin.encode() or None)
    except ValueError as error:
        raise NotAKeyFile from error
    if key is None or certificate is None:
        raise NotAKeyFile
    return Pair(certificate, _der(key), tuple(others))


def cpf_of(certificate: x509.Certificate) -> str:
    """The CPF that ICP-Brasil wrote into the certificate of a person, or an empty text."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    for name in names.get_values_for_type(x509.OtherName):
        if name.type_id == ICP_PERSON:
            digits = _text(name.value)[CPF_AT]
            return digits if re.fullmatch(r"\d{11}", digits) else ""
    return ""


def pem_of(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def der_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def fingerprint_of(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def name_of(name: x509.Name) -> str:
    """The common name, or the whole name when there is none."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value if common else name.rfc4514_string())[:300]


def _text(der: bytes) -> str:
    """The text of an ASN.1 string of whatever kind, without its tag and length."""
    long_form = der[1] & 0x80 if len(der) > 1 else 0
    start = 2 + (der[1] & 0x7F if long_form else 0)
    return der[start:].decode("latin-1")


def _der(key: object) -> bytes:
    return key.private_bytes(  # type: ignore[attr-defined,no-any-return]  # every kind of private key has it
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lasts: timedelta, *,
    authority: bool = False,
) -> x509.CertificateBuilder:  # fmt: skip
    begins: datetime = now() - timedelta(minutes=5)
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), False)
    )
