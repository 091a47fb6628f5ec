"""Signing, and proving later that nothing was changed."""

from .authorities import trust_authority, withdraw_authority
from .certificates import (
    AlreadyRevoked,
    NotHers,
    issue_certificate,
    register_certificate,
    revoke_certificate,
)
from .signing import (
    BadSignature,
    ChainMoved,
    NoLicence,
    NotAnEmployee,
    licence_of,
    pades,
    prepare,
    sign,
)
from .verifying import Report, Verdict, verify, verify_patient, verify_subject

__all__ = [
    "AlreadyRevoked", "BadSignature", "ChainMoved", "NoLicence", "NotAnEmployee", "NotHers", "Report",
    "Verdict", "issue_certificate", "licence_of", "pades", "prepare", "register_certificate",
    "revoke_certificate", "sign", "trust_authority", "verify", "verify_patient", "verify_subject",
    "withdraw_authority",
]  # fmt: skip
