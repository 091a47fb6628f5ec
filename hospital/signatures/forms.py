"""What the pages ask of who signs."""

from typing import Any  # Any: action arguments are of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.errors import Conflict, Invalid
from hospital.core.forms import ActionForm

from .credentials import Credential, credential_of

MOST_BYTES = 64 * 1024


class SigningForm(ActionForm):
    """One's password for the software certificate, or an ICP-Brasil A1 file with its PIN."""

    password = forms.CharField(
        label=_("Your password"), required=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    certificate = forms.FileField(
        label=_("ICP-Brasil certificate (A1 file)"), required=False, max_length=200,
        help_text=_("Instead of the password; it is used once and not kept"),
    )  # fmt: skip
    pin = forms.CharField(
        label=_("PIN of the file"), required=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def credential(self, by: User) -> Credential | None:
        """What she signs with, proven before any action begins; None with the reason on the form."""
        if not self.is_valid():
            return None
        file = self.cleaned_data["certificate"]
        try:
            return credential_of(
                by, password=self.cleaned_data["password"], pin=self.cleaned_data["pin"],
                file=file.read(MOST_BYTES + 1) if file else b"",
            )  # fmt: skip
        except (Conflict, Invalid) as error:
            self._show(error)
            return None

    def arguments(self) -> dict[str, Any]:  # Any: see above
        ours = SigningForm.base_fields
        return {name: value for name, value in self.cleaned_data.items() if name not in ours}


class CertificateForm(ActionForm):
    """One's ICP-Brasil certificate, to make it known."""

    pem = forms.CharField(
        label=_("Certificate in PEM"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6})
    )


class AuthorityForm(ActionForm):
    """A root of ICP-Brasil."""

    pem = forms.CharField(
        label=_("Certificate in PEM"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)
