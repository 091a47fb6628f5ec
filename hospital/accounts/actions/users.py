"""People and machines that may enter."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.core import identifiers
from hospital.core.checks import said
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, Denied, Invalid

from .. import passwords
from ..endings import end_everything
from ..models import Lockout, User
from .administrators import one_administrator_stays
from .passwords import checked

USERNAME = re.compile(r"[\w.@+-]{2,60}")


class UsernameTaken(Conflict):
    message = _("Another user has this username.")


class AccountExists(Conflict):
    message = _("This person has an account already: the CPF is the same.")


class OwnAccount(Denied):
    message = _("Nobody locks or unlocks herself. Ask another administrator.")


@transaction.atomic
def system() -> User:
    """The account under which the hospital's own worker acts. It has no password and cannot sign in."""
    account, _made = User.objects.get_or_create(
        username="system", defaults={"name": "Hospital", "kind": User.Kind.SYSTEM, "password": "!"}
    )
    return account


@transaction.atomic
def create_user(
    *, username: str, name: str, by: User, password: str | None = None, cpf: str = "", email: str = "",
    kind: str = User.Kind.PERSON, description: str = "", language: str = "",
    must_change_password: bool = True, is_demo: bool = False,
) -> User:  # fmt: skip
    """Open an account, still without a role. Raises UsernameTaken, AccountExists (NGS1 03.09), Invalid.

    A person without a password gets one made, in `initial_password` of the answer: told once, and changed
    at the first sign-in before anything else (NGS1 02.06, 02.07). A machine has none; it uses tokens.
    """
    by.require("accounts.manage_user")
    is_person = kind == User.Kind.PERSON
    user = User(
        username=_signs_as(username), name=_named(name), cpf=_numbered(cpf), email=_mailed(email),
        kind=_opened(kind), description=description, language=language, is_demo=is_demo,
        must_change_password=is_person and must_change_password and not is_demo,
    )  # fmt: skip
    user.initial_password = passwords.generated() if is_person and password is None else ""
    user.set_password(checked(password, user) if is_person and password else user.initial_password or None)
    with conflicts(one_user_per_username=UsernameTaken, one_account_per_person=AccountExists):
        user.save(force_insert=True)
    audit.record("accounts.user_created", user, by=by, kind=kind)
    return user


@transaction.atomic
def change_user(
    user: User, *, name: str, email: str, description: str, language: str, by: User, cpf: str | None = None,
    reason: str = "", version: int | None = None,
) -> User:  # fmt: skip
    """Mend what is known of an account; another CPF needs a reason, None keeps it (NGS1 03.09)."""
    by.require("accounts.manage_user")
    user = lock(user, version=version)
    number = user.cpf if cpf is None else _numbered(cpf)
    values = {"name": _named(name), "email": _mailed(email), "description": description, "language": language}
    if user.cpf not in ("", number):
        reason = said(reason)
    return _changed(user, values | {"cpf": number}, by=by, reason=reason)


@transaction.atomic
def change_profile(*, email: str, language: str, by: User, version: int | None = None) -> User:
    """Change what a person decides about her own account."""
    return _changed(lock(by, version=version), {"email": _mailed(email), "language": language}, by=by)


@transaction.atomic
def deactivate_user(user: User, *, reason: str, by: User) -> User:
    """Close an account and end all it has open: refused on every worker within 5 s. Raises AlwaysOneAdmin."""
    by.require("accounts.manage_user")
    with one_administrator_stays():
        user = lock(user)
        changed = change(user, is_active=False)
    if changed:
        end_everything(user, by=by)
        audit.record("accounts.user_deactivated", user, by=by, reason=said(reason))
    return user


@transaction.atomic
def activate_user(user: User, *, reason: str, by: User) -> User:
    """Open a closed account again, with the roles it had; ended sessions and tokens stay ended."""
    by.require("accounts.manage_user")
    user = lock(user)
    if change(user, is_active=True):
        audit.record("accounts.user_activated", user, by=by, reason=said(reason))
    return user


@transaction.atomic
def lock_user(user: User, *, reason: str, by: User) -> User:
    """Keep somebody out until she is unlocked, and end all she has open. Raises AlwaysOneAdmin."""
    by.require("accounts.manage_user")
    if user.pk == by.pk:
        raise OwnAccount
    with one_administrator_stays():
        user = lock(user)
        changed = [] if user.locked_at else change(user, locked_at=now(), locked_by=by)
    if changed:
        end_everything(user, by=by)
        audit.record("accounts.user_locked", user, by=by, reason=said(reason))
    return user


@transaction.atomic
def unlock_user(user: User, *, by: User) -> User:
    """Let somebody in again: end an administrator's lock and every lock-out after failed sign-ins."""
    by.require("accounts.manage_user")
    if user.pk == by.pk:
        raise OwnAccount
    user = lock(user)
    freed, _rows = Lockout.objects.filter(user=user).delete()
    if change(user, locked_at=None, locked_by=None) or freed:
        audit.record("accounts.user_unlocked", user, by=by, addresses=freed)
    return user


def _changed(user: User, values: dict[str, str], *, by: User, reason: str = "") -> User:
    with conflicts(one_account_per_person=AccountExists):
        changed = change(user, **values)
    if changed:
        audit.record("accounts.user_changed", user, by=by, reason=reason, fields=changed)
    return user


def _opened(kind: str) -> str:
    if kind not in (User.Kind.PERSON, User.Kind.MACHINE):
        raise Invalid(fields={"kind": [_("An account is a person's or a machine's.")]})
    return kind


def _signs_as(username: str) -> str:
    found = username.strip()
    if not USERNAME.fullmatch(found):
        raise Invalid(
            fields={"username": [_("2 to 60 letters, digits, dots, hyphens or underscores, without spaces.")]}
        )
    return found


def _numbered(cpf: str) -> str:
    return identifiers.cpf(cpf) if cpf.strip() else ""


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid(fields={"name": [_("Say the full name.")]})
    return " ".join(name.split())


def _mailed(email: str) -> str:
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Invalid(fields={"email": error.messages}) from error
    return email
