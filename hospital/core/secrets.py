"""What only this installation can read: sealed with a key of its own for each purpose."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12  # bytes, as AES-GCM wants


class Unsealable(ValueError):
    """It was not sealed here for this purpose, or was changed since."""


def seal(content: bytes, purpose: str) -> bytes:
    """The content under AES-256-GCM; nobody without this installation's secret key reads or changes it."""
    nonce = os.urandom(NONCE)
    return nonce + _box(purpose).encrypt(nonce, content, purpose.encode())


def unseal(sealed: bytes, purpose: str) -> bytes:
    """What was sealed for the purpose. Raises Unsealable."""
    try:
        return _box(purpose).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Unsealable from error


def _box(purpose: str) -> AESGCM:
    kdf = HKDF(SHA256(), length=32, salt=None, info=purpose.encode())
    return AESGCM(kdf.derive(settings.SECRET_KEY.encode()))
