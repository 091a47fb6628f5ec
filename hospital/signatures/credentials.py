"""What a person signs with this time. Nothing of it is kept."""

import base64
import binascii
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hospital.accounts import actions as accounts
from hospital.accounts.models import User
from hospital.core.errors import Invalid


@dataclass(frozen=True)
class Proven:
    """The software certificate of somebody who has just proven that it is she."""

    user_id: UUID


@dataclass(frozen=True)
class KeyFile:
    """An ICP-Brasil certificate of type A1: the PKCS#12 file and its PIN."""

    data: bytes
    pin: str


@dataclass(frozen=True)
class Outside:
    """A CAdES signature made elsewhere (card, token, cloud) over the seal that `actions.prepare` gave out."""

    seal: bytes
    signature: bytes


Credential = Proven | KeyFile | Outside


def prove(by: User, password: str) -> Proven:
    """The credential that a password opens. Raises WrongPassword, LockedOut; both are counted and recorded.

    Call it before the action, never inside: an action's rollback would forget the failure.
    """
    accounts.confirm(by, password)
    return Proven(by.pk)


class NothingToSignWith(Invalid):
    message = _("Type your password, or send a certificate file with its PIN, or a seal with its signature.")

    def __init__(self) -> None:
        super().__init__(fields={"password": [self.message]})


def credential_of(
    by: User,
    *,
    password: str = "",
    file: bytes = b"",
    pin: str = "",
    seal: bytes = b"",
    signature: bytes = b"",
) -> Credential:
    """The credential of what a face was given; NothingToSignWith, WrongPassword, LockedOut."""
    if signature and seal:
        return Outside(seal, signature)
    if file:
        return KeyFile(file, pin)
    if password:
        return prove(by, password)
    raise NothingToSignWith


def decoded(field: str, text: str) -> bytes:
    """Bytes from base64; Invalid naming the field."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(fields={field: [_("This is not base64.")]}) from error
