"""Ending what a user has open, as part of an action that says why."""

from collections.abc import Collection

from django.db import transaction
from django.utils.timezone import now

from .keys import remembered
from .models import Session, Token, User


def end_everything(
    user: User, *, by: User, kinds: Collection[str] = tuple(Token.Kind), keep: str = ""
) -> None:
    """Sign a user out of every browser but the one whose key is `keep`, and revoke tokens of these kinds."""
    Session.objects.filter(user=user).exclude(session_key=keep).delete()
    Token.objects.filter(user=user, kind__in=kinds, revoked_at=None).update(revoked_at=now(), revoked_by=by)
    transaction.on_commit(remembered.forget)
