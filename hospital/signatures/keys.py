"""Private keys at rest: encrypted under a key that only the application's secret gives."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Conflict


class KeyLost(Conflict):
    message = _("This key was encrypted under another secret of the system. Issue a new certificate.")


def lock_away(key: bytes) -> bytes:
    """The key, encrypted."""
    return _box().encrypt(key)


def bring_out(kept: bytes | memoryview) -> bytes:
    """The key again; KeyLost when the secret is no longer that of its day."""
    try:
        return _box().decrypt(bytes(kept))
    except InvalidToken as error:
        raise KeyLost from error


def _box() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=b"hospital.signatures", info=b"private keys")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
