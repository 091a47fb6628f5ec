"""Second factors: what people do with their own, and what an administrator does when one is lost."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.core.checks import said
from hospital.core.db import lock
from hospital.core.errors import Conflict, Denied

from ..endings import end_everything
from ..models import Token, User
from .administrators import NotYourAdministrator


class NoSecondFactor(Conflict):
    message = _("This user has no second factor.")


class OwnFactors(Denied):
    message = _("Change your own second factor on its page, or ask another administrator.")


@transaction.atomic
def note_second_factor(*, what: str, by: User) -> None:
    """Record what somebody did with her own second factor, in allauth's word such as totp_activated."""
    audit.record("accounts.second_factor_changed", by, by=by, what=what)


@transaction.atomic
def remove_second_factors(user: User, *, reason: str, by: User) -> None:
    """Take away every second factor of somebody who lost hers: the password alone lets her in again.

    Ends her sessions. Who cannot give roles cannot weaken an account that can.
    """
    by.require("accounts.manage_user")
    if user.pk == by.pk:
        raise OwnFactors
    if not by.may_take_over(user):
        raise NotYourAdministrator
    why = said(reason)
    removed, _kinds = Authenticator.objects.filter(user=lock(user)).delete()
    if not removed:
        raise NoSecondFactor
    end_everything(user, by=by, kinds=(Token.Kind.SESSION,))
    audit.record("accounts.second_factors_removed", user, by=by, reason=why, count=removed)
