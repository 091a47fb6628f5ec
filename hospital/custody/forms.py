"""What the pages of the custody of records ask for."""

from typing import Any  # Any: whatever JSON holds

from django import forms
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Invalid
from hospital.core.forms import ActionForm
from hospital.integrations.fhir.door import bounded, most_bytes
from hospital.integrations.fhir.wire import parse

from .models import Export


class ExportForm(ActionForm):
    """A copy of the record: of which kind, for whom and why."""

    kind = forms.ChoiceField(label=_("What is copied"), choices=Export.Kind.choices)
    reason = forms.CharField(
        label=_("For whom and why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As in: asked by the patient herself, in person, on this day"),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password of your certificate"), required=False, widget=forms.PasswordInput, strip=False,
        help_text=_("Only for the copy on paper, to sign it. Without it the copy is not signed."),
    )  # fmt: skip


class ImportForm(ActionForm):
    """A record that another installation exported whole."""

    file = forms.FileField(label=_("File"), help_text=_("The Bundle that the other hospital exported"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {"bundle": self.cleaned_data["file"], "reason": self.cleaned_data["reason"]}

    def clean_file(self) -> Any:  # Any: see above
        """The JSON in the file, read within the bound of the FHIR door."""
        try:
            return parse(bounded(self.cleaned_data["file"].chunks(), most_bytes()))
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error


class PassphraseForm(ActionForm):
    """What opens the downtime packs."""

    passphrase = forms.CharField(
        label=_("New passphrase"), min_length=12, max_length=200, strip=False, widget=forms.PasswordInput,
        help_text=_("At least 12 characters. Write it on paper, in the safe of each ward."),
    )  # fmt: skip
