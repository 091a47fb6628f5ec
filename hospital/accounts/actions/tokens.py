"""Keys to the API: made, shown once, and revoked."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit, config
from hospital.core.db import change, lock
from hospital.core.errors import Conflict, Denied, Invalid

from ..keys import digest, remembered
from ..models import Token, User
from .roles import known

PREFIX = "hsp_"  # so that secret scanners recognise a key that was committed or pasted


@dataclass(frozen=True)
class Issued:
    """A token and its key; the key is nowhere else, so it is shown now or never."""

    token: Token
    key: str


class MoreThanOwn(Denied):
    message = _("A token cannot do more than the person who issues it.")


class OnlyForMachines(Conflict):
    message = _("A machine's token belongs to a machine's account. People issue their own.")


class AlreadyRevoked(Conflict):
    message = _("This token was revoked already.")


@transaction.atomic
def begin_session(*, by: User) -> Issued:
    """The token of a sign-in that was proven (actions.prove); it does all that the user may do."""
    ends = now() + timedelta(hours=config.value("session.hours"))
    return _issue(by, kind=Token.Kind.SESSION, name="", scopes=[], expires_at=ends, by=by)


@transaction.atomic
def issue_personal_token(*, name: str, scopes: Iterable[str], expires_at: datetime, by: User) -> Issued:
    """A key of one's own for a programme, for some of one's own permissions. Raises MoreThanOwn, Invalid."""
    wanted = _scopes(name, scopes)
    if not by.permissions.issuperset(wanted):
        raise MoreThanOwn
    return _issue(
        by, kind=Token.Kind.PERSONAL, name=name, scopes=wanted, expires_at=_until(expires_at), by=by
    )


@transaction.atomic
def issue_machine_token(
    machine: User, *, name: str, scopes: Iterable[str], expires_at: datetime, by: User
) -> Issued:
    """A key for a machine; its roles and these scopes both limit it. Raises OnlyForMachines, Invalid."""
    by.require("accounts.manage_token")
    if machine.kind != User.Kind.MACHINE:
        raise OnlyForMachines
    wanted, ends = _scopes(name, scopes), _until(expires_at)
    return _issue(machine, kind=Token.Kind.MACHINE, name=name, scopes=wanted, expires_at=ends, by=by)


@transaction.atomic
def revoke_token(token: Token, *, by: User) -> Token:
    """End a token now: one's own, or any for who manages tokens. Refused on every worker within 5 s."""
    if token.user_id != by.pk:
        by.require("accounts.manage_token")
    token = lock(token)
    if token.revoked_at:
        raise AlreadyRevoked
    change(token, revoked_at=now(), revoked_by=by)
    transaction.on_commit(remembered.forget)
    audit.record("accounts.token_revoked", token, by=by, prefix=token.prefix)
    return token


def _issue(user: User, *, kind: str, name: str, scopes: list[str], expires_at: datetime, by: User) -> Issued:
    key = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        kind=kind,
        name=name.strip(),
        prefix=key[:12],
        digest=digest(key),
        scopes=scopes,
        expires_at=expires_at,
    )
    if kind != Token.Kind.SESSION:
        audit.record(
            "accounts.token_issued", token, by=by, prefix=token.prefix, scopes=scopes, user=str(user.pk)
        )
    return Issued(token, key)


def _scopes(name: str, scopes: Iterable[str]) -> list[str]:
    wanted = known(scopes)
    if not name.strip():
        raise Invalid(fields={"name": [_("Say what it is for.")]})
    if not wanted:
        raise Invalid(fields={"scopes": [_("Choose at least one permission.")]})
    return wanted


def _until(expires_at: datetime) -> datetime:
    days = config.value("token.max_days")
    if not now() < expires_at <= now() + timedelta(days=days, minutes=1):
        raise Invalid(fields={"expires_at": [_("From now to at most %(days)s days.") % {"days": days}]})
    return expires_at
