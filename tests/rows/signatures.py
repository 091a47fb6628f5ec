"""What the harness must know of `signatures`."""

from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils.timezone import now

from hospital.signatures import actions
from hospital.signatures.x509 import pem_of

if TYPE_CHECKING:
    from tests.families import Family

ROWS = {
    "/signatures/{id}": "signed version",
    "/certificates/{id}": "certificate",
    "/certificate-authorities/{id}": "authority",
    "/certificates/authorities/{id}": "authority",
    "/chart/{patient}": "patient",
}

BODIES = {
    "POST /api/v1/certificates": lambda world: {},
    "POST /api/v1/certificates/{id}/revocation": lambda world: {"reason": "lost"},
    "POST /api/v1/certificate-authorities": lambda world: {"pem": root("Nova")},
    "POST /api/v1/certificate-authorities/{id}/withdrawal": lambda world: {"reason": "expired"},
}


def make(family: "Family") -> None:
    """A root that is trusted, and a certificate of somebody who may sign."""
    from tests.rows.consultations import writer

    family.rows["authority"] = actions.trust_authority(pem=root(family.letter), by=family.by)
    family.rows["certificate"] = actions.issue_certificate(by=writer(family))


def grow(family: "Family", by: int) -> None:
    """As many more roots, and certificates that were revoked."""
    from tests.rows.consultations import writer

    for number in range(by):
        actions.trust_authority(pem=root(f"{family.letter}{number}"), by=family.by)
        kept = actions.issue_certificate(by=writer(family))
        actions.revoke_certificate(kept, reason="lost", by=writer(family))
    family.rows["certificate"] = actions.issue_certificate(by=writer(family))


def root(letter: str) -> str:
    """The certificate of a certificate authority like no other."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"AC Raiz {letter}")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = (
        builder.not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=999))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    return pem_of(made)
