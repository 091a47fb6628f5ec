"""A page that only who knows the passphrase can read, in any browser and without a server."""

import base64
import hashlib
import json
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.template.loader import render_to_string

ROUNDS = 600_000  # PBKDF2-HMAC-SHA256, as OWASP recommends (2023)
NONCE, SALT = 12, 16  # bytes


def sealed_page(content: str, *, passphrase: str, title: str, made: str) -> bytes:
    """One HTML file: `content` (HTML, escaped already) under AES-GCM, the key made by PBKDF2."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, ROUNDS, 32)
    box = {
        "rounds": ROUNDS, "salt": _text(salt), "nonce": _text(nonce),
        "content": _text(AESGCM(key).encrypt(nonce, content.encode(), None)),
    }  # fmt: skip
    script, style = (render_to_string(f"custody/pack.{kind}") for kind in ("js", "css"))
    # Not a page of ours: a file with everything in it, guarded by the hashes in its own policy.
    return render_to_string("custody/pack.txt", {
        "title": title, "made": made, "box": json.dumps(box), "script": script, "style": style,
        "script_hash": _hash(script), "style_hash": _hash(style),
    }).encode()  # fmt: skip


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _hash(text: str) -> str:
    return f"sha256-{_text(hashlib.sha256(text.encode()).digest())}"
