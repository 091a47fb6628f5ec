"""People who may sign, what they sign with, and an ICP-Brasil for tests. Also for the apps above."""

import itertools
from datetime import timedelta
from typing import Any  # Any: whatever the actions take

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.utils.timezone import now

from hospital.accounts.models import User
from hospital.accounts.tests.make import PASSWORD, Api, browser, client, fresh, user
from hospital.organization.tests.make import department, employee, licence, person
from hospital.patients.tests.make import cpf, patient, receptionist
from hospital.signatures import actions
from hospital.signatures.credentials import Proven
from hospital.signatures.models import Version
from hospital.signatures.x509 import ICP_PERSON, pem_of

__all__ = [
    "PASSWORD", "Api", "Icp", "browser", "client", "cpf", "department", "employee", "fresh", "licence",
    "patient", "person", "receptionist", "signer", "user", "version",
]  # fmt: skip

SIGNS = (
    "patients.view_patient", "patients.view_confidential", "patients.view_chart", "patients.open_any_chart",
    "patients.write_history", "signatures.sign_document",
)  # fmt: skip
_count = itertools.count(1)


def signer(*permissions: str, **fields: Any) -> User:  # Any: see above
    """A physician with a licence who opens every chart, and these permissions besides."""
    made = person(None, *SIGNS, *permissions, **({"cpf": cpf()} | fields))
    licence(made.employee, council="CRM", number=str(300_000 + next(_count)))
    return made


def version(by: User | None = None, subject: Any = None, **content: Any) -> Version:  # Any: see above
    """A signed version of an alert of a new patient."""
    from hospital.patients.actions import add_alert

    by = by or signer()
    subject = subject or add_alert(patient(), text="Queda", by=by)
    return actions.sign(subject, content=content or {"text": "Queda"}, by=by, credential=Proven(by.pk))


class Icp:
    """A root, and certificates of persons as ICP-Brasil writes them; DOC-ICP-04."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = _certificate("AC Raiz de teste", "AC Raiz de teste", self.key, self.key, authority=True)

    @property
    def pem(self) -> str:
        return pem_of(self.root)

    def person(self, cpf: str, *, days: int = 365) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
        """The certificate and the key of the person with this CPF, from 400 days ago for as long."""
        key = rsa.generate_private_key(65537, 2048)
        text = f"01011980{cpf}{'0' * 11}{'0' * 15}".encode()
        name = x509.OtherName(ICP_PERSON, bytes([0x13, len(text)]) + text)
        made = _certificate("Ana Souza:" + cpf, "AC Raiz de teste", key, self.key, name=name, days=days)
        return made, key

    def file(self, cpf: str, *, pin: str = "1234", days: int = 365) -> bytes:
        """A PKCS#12 file (A1) of the person."""
        certificate, key = self.person(cpf, days=days)
        lock = serialization.BestAvailableEncryption(pin.encode())
        return pkcs12.serialize_key_and_certificates(b"a1", key, certificate, [self.root], lock)


def _certificate(
    subject: str, issuer: str, key: Any, by: Any, *, authority: bool = False, name: Any = None,
    days: int = 3650,
) -> x509.Certificate:  # Any: keys of every kind  # fmt: skip
    begins = now() - timedelta(days=400 if days < 0 else 1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(now() + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), True)
        .add_extension(
            x509.KeyUsage(True, True, False, False, False, authority, authority, False, False), True
        )
    )
    if name is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName([name]), False)
    return builder.sign(by, hashes.SHA256())
