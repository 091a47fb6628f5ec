"""What we tell django-allauth: our words, our lock-out, our records; nobody signs up by herself."""

from typing import Any  # Any: credentials and forms come as keywords

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hospital.core.errors import DomainError

from . import actions
from .models import User

BACKEND = "hospital.accounts.backends.PasswordBackend"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are opened by an administrator only; every sign-in and sign-out is recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User:  # Any: see above
        """Who this is, or a form error in the words of the refusal."""
        try:
            user = actions.prove_password(str(credentials.get("username")), str(credentials.get("password")))
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error
        user.backend = BACKEND  # where Django's login reads it
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        try:
            actions.confirm(_ours(user), password)
        except actions.LockedOut as error:
            raise forms.ValidationError(str(error)) from error
        except DomainError:
            return False
        return True

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any  # Any: see above
    ) -> HttpResponse | None:  # fmt: skip
        """A passkey opens nothing for who may not enter."""
        if _ours(user).may_enter:
            return None
        messages.error(request, str(actions.AccountLocked.message))
        return redirect("account_login")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        person = _ours(user)
        before = person.last_login
        actions.complete(means=_means(request), by=person)
        super().login(request, person)
        request.session["agent"] = request.headers.get("User-Agent", "")
        if before:
            moment = date_format(localtime(before), "SHORT_DATETIME_FORMAT")
            messages.info(request, _("Your last access was on %(moment)s.") % {"moment": moment})

    def logout(self, request: HttpRequest) -> None:
        actions.sign_out(by=_ours(request.user))
        super().logout(request)

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *args: Any, **kwargs: Any
    ) -> None:
        """allauth tells of every change of a second factor here; we record it."""
        actions.note_second_factor(what=template_prefix.rsplit("/", 1)[-1], by=_ours(user))

    def add_message(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        """Say nothing of its own: the page one arrives at says enough."""


class SignIn(LoginForm):  # type: ignore[misc]  # see Adapter
    """Username and password, without the suggestions a shared computer would keep (NGS1 02.17)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(
            autocomplete="off", autocapitalize="none", spellcheck="false"
        )
        self.fields["password"].widget.attrs.update(autocomplete="off")
        self.fields["password"].help_text = ""


class CountedCode:
    """A second factor's code, counted like a password when it is wrong (NGS1 02.13: all methods)."""

    user: User
    cleaned_data: dict[str, Any]  # Any: a form's own

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        try:
            self.authenticator = actions.prove_code(self.user, code)
        except DomainError as error:
            raise forms.ValidationError(_wrong_code(error), code="incorrect_code") from error
        self.authenticator.user = self.user
        return code


class SecondFactor(CountedCode, AuthenticateForm):  # type: ignore[misc]  # see Adapter
    """The code at sign-in."""


class SecondFactorAgain(CountedCode, ReauthenticateForm):  # type: ignore[misc]  # see Adapter
    """The code before something delicate."""


def _wrong_code(error: DomainError) -> str:
    return (
        str(error) if isinstance(error, actions.LockedOut) else _("This code is wrong or was used already.")
    )


def _means(request: HttpRequest) -> str:
    """The methods by which allauth saw this person prove herself, such as password+totp."""
    seen = request.session.get("account_authentication_methods") or []
    return "+".join(str(record.get("type") or record.get("method")) for record in seen) or "password"


def _ours(user: Any) -> User:  # Any: allauth hands over whatever model the settings name
    assert isinstance(user, User)
    return user
