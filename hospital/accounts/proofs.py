"""Proving who somebody is (NGS1 02.*), before anybody acts.

A refused try is a fact too: it is counted and recorded in a transaction of its own, and only then refused. So
never prove anything inside an action: its rollback would forget the failure.
"""

from datetime import timedelta
from math import ceil

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit, config
from hospital.core.errors import Conflict, Denied, DomainError, Invalid
from hospital.core.origin import origin

from .models import Lockout, User


class Unproven(Invalid):
    """Nobody is signed in: 401 at the API."""


class WrongCredentials(Unproven):
    message = _("The username or the password is wrong.")


class SecondFactorNeeded(Unproven):
    message = _("Send the code of your second factor, or one of your recovery codes.")


class WrongPassword(Invalid):
    message = _("The password is wrong.")

    def __init__(self) -> None:
        super().__init__(fields={"password": [self.message]})


class LockedOut(Conflict):
    """Too many failures in a row from this address: 429 at the API, for `retry_after` seconds."""

    message = _("Too many failed tries from here. Wait some minutes, or ask an administrator to unlock you.")

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.retry_after = max(1, ceil(seconds))


class AccountLocked(Denied):
    message = _("This account is locked. Ask an administrator.")


class PasswordChangeNeeded(Denied):
    message = _("Change your password first.")


def prove_password(username: str, password: str) -> User:
    """Who this is, by password alone: a browser goes on to the second factor.

    Raises WrongCredentials, in the same words and time whether the name or the password is wrong; LockedOut;
    AccountLocked. The failures in a row end only with `complete`.
    """
    return _person(_try(username, password))


def prove(username: str, password: str, *, code: str = "") -> User:
    """Who this is, by password and, when she has one, second factor. Raises also SecondFactorNeeded."""
    return _person(_try(username, password, code=code, second=True))


def prove_code(user: User, code: str) -> Authenticator:
    """The second factor that a code proves. Raises SecondFactorNeeded, LockedOut."""
    verdict = _try_code(user, code)
    if isinstance(verdict, DomainError):
        raise verdict
    return verdict


def confirm(user: User, password: str) -> None:
    """Prove again that it is still she. Raises Invalid naming the field `password`; LockedOut."""
    try:
        prove_password(user.username, password)
    except WrongCredentials as error:
        raise WrongPassword from error
    forgive(user)


def forgive(user: User) -> None:
    """Forget the failures in a row of this user at this address."""
    Lockout.objects.of(user.username, origin().address).delete()


def needs_new_password(user: User) -> bool:
    """Whether she may do nothing before she changes her password (NGS1 02.06, 02.10)."""
    days = config.value("password.max_days")
    return user.kind == User.Kind.PERSON and (
        user.must_change_password or (days > 0 and user.password_changed_at < now() - timedelta(days=days))
    )


def has_second_factor(user: User) -> bool:
    """Whether a password alone does not let her in."""
    return bool(
        Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    )


def _person(verdict: User | DomainError) -> User:
    if isinstance(verdict, DomainError):
        raise verdict
    return verdict


@transaction.atomic
def _try(username: str, password: str, *, code: str = "", second: bool = False) -> User | DomainError:
    """One try, alone among those of this name and address, so that many at once are counted one by one."""
    refused = _queue(username)
    user = User.objects.filter(username__iexact=username.strip(), kind=User.Kind.PERSON).first()
    if refused:
        return _refused(user, username, refused, "locked_out")
    if not _is_right(user, password) or user is None or not user.is_active:
        return _failed(user, username, WrongCredentials(), "password")
    if user.locked_at:
        return _refused(user, username, AccountLocked(), "locked")
    if second and has_second_factor(user):
        if not code:
            return SecondFactorNeeded()
        verdict = _checked_code(user, code)
        return verdict if isinstance(verdict, DomainError) else user
    return user


@transaction.atomic
def _try_code(user: User, code: str) -> Authenticator | DomainError:
    refused = _queue(user.username)
    return _refused(user, user.username, refused, "locked_out") if refused else _checked_code(user, code)


def _queue(username: str) -> LockedOut | None:
    """Wait for the other tries of this name and address; LockedOut when there were too many."""
    key = Lockout.key_of(username, origin().address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    row = Lockout.objects.in_force().filter(key=key).first()
    if row is None or row.locked_until is None:
        return None
    return LockedOut((row.locked_until - now()).total_seconds())


def _is_right(user: User | None, password: str) -> bool:
    """Whether the password opens the account; for nobody's name as slow as for a real one (NGS1 02.16)."""
    if user is None:
        User().set_password(password)
        return False
    return user.check_password(password)


def _checked_code(user: User, code: str) -> Authenticator | DomainError:
    for factor in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN):
        if factor.wrap().validate_code(code):
            factor.record_usage()
            return factor
    return _failed(user, user.username, SecondFactorNeeded(), "code")


def _failed(user: User | None, username: str, refusal: DomainError, what: str) -> DomainError:
    """Count a failure, lock out when it is one too many, and record both."""
    row, _made = Lockout.objects.get_or_create(
        key=Lockout.key_of(username, origin().address), defaults={"user": user, "address": origin().address}
    )
    count = row.failures + 1
    is_last = count >= config.value("signin.max_failures")
    row.failures, row.updated_at = (0 if is_last else count), now()
    if is_last:
        row.locked_until = now() + timedelta(minutes=config.value("signin.lock_minutes"))
    row.save()
    audit.record("accounts.sign_in_failed", user or row, by=None, what=what, failures=count)
    if is_last:
        audit.record("accounts.locked_out", user or row, by=None, until=str(row.locked_until))
    return refusal


def _refused(user: User | None, username: str, refusal: DomainError, what: str) -> DomainError:
    target = user or Lockout.objects.of(username, origin().address).first() or Lockout()
    audit.record("accounts.sign_in_failed", target, by=None, what=what)
    return refusal
