"""Setting passwords: one's own, and, for administrators, somebody else's."""

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.core.db import change, lock
from hospital.core.errors import Conflict, Denied, Invalid

from .. import passwords
from ..endings import end_everything
from ..models import Token, User
from .administrators import NotYourAdministrator


class NoPassword(Conflict):
    message = _("A machine has no password. Issue a token for it.")


class OwnPassword(Denied):
    message = _("Change your own password with the present one.")


@transaction.atomic
def set_password(user: User, *, by: User, password: str | None = None) -> str:
    """Give somebody else a password, made when absent, and return it: she changes it before anything else.

    Who cannot give roles cannot take over an account that can. Ends her sessions. (NGS1 02.06, 02.07, 02.09)
    """
    by.require("accounts.manage_user")
    if user.pk == by.pk:
        raise OwnPassword
    user = lock(user)
    if user.kind != User.Kind.PERSON:
        raise NoPassword
    if not by.may_take_over(user):
        raise NotYourAdministrator
    given = checked(password, user) if password else passwords.generated()
    _keep(user, given, must_change=True, by=by)
    audit.record("accounts.password_set", user, by=by)
    return given


@transaction.atomic
def change_password(*, password: str, by: User, keep_session: str = "") -> User:
    """Take a new password of one's own; the caller has proven the present one (actions.confirm).

    Ends every other session (NGS1 02.23). Raises Invalid when the new one is too weak or one of the last two.
    """
    user = lock(by)
    _keep(
        user,
        checked(password, user, field="new_password"),
        must_change=False,
        by=by,
        keep_session=keep_session,
    )
    audit.record("accounts.password_changed", user, by=by)
    return user


def checked(password: str, user: User, *, field: str = "password") -> str:
    """The password, or Invalid with all that is wrong with it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        messages: Sequence[str] = error.messages
        raise Invalid(fields={field: messages}) from error
    return password


def _keep(user: User, password: str, *, must_change: bool, by: User, keep_session: str = "") -> None:
    previous = user.password
    user.set_password(password)
    made, user.password = user.password, previous
    change(
        user,
        password=made,
        previous_password=previous,
        password_changed_at=now(),
        must_change_password=must_change,
    )
    end_everything(user, by=by, kinds=(Token.Kind.SESSION,), keep=keep_session)
