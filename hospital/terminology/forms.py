"""What the pages of terminology take."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.forms import ActionForm

from .models import CodeSystem, Load

MOST = 64 * 1024 * 1024  # as actions.MOST_UPLOADED; the action refuses, this form says so earlier


class ConceptFilter(forms.Form):
    """A code or words, in one system or all."""

    q = forms.CharField(label=_("Code or words"), required=False, max_length=200)
    system = forms.ChoiceField(label=_("Code system"), required=False)

    def __init__(self, *args: Any, systems: list[CodeSystem], **kwargs: Any) -> None:  # Any: passed through
        super().__init__(*args, **kwargs)
        self.systems = systems
        field = self.fields["system"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Every code system")), *((one.alias, one.name) for one in systems)]

    @property
    def words(self) -> str:
        return str(self.data.get("q", ""))[:200]

    @property
    def uris(self) -> list[str]:
        """The system that was chosen; none for all, and for one that does not exist."""
        said = self.data.get("system", "")
        return [one.uri for one in self.systems if one.alias == said]


class LoadForm(ActionForm):
    """A file and what it is; the last fields are asked for lists only."""

    kind = forms.ChoiceField(label=_("What the file is"), choices=Load.Kind.choices)
    file = forms.FileField(label=_("File"), help_text=_("At most 64 MB"), max_length=200)
    alias = forms.CharField(
        label=_("Short name"), required=False, max_length=40,
        help_text=_("Of the list's code system: ciap2, loinc, or a new one in small letters"),
    )  # fmt: skip
    title = forms.CharField(
        label=pgettext_lazy("code system", "Title"), required=False, max_length=200,
        help_text=_("Only of a list that is not known yet"),
    )  # fmt: skip
    uri = forms.CharField(
        label=_("URI"), required=False, max_length=200, help_text=_("As its publisher writes it, if any")
    )
    edition_name = forms.CharField(
        label=_("Edition"), required=False, max_length=80,
        help_text=_("Empty: named after the file. The name of an edition that is loaded replaces it."),
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("In force from"), required=False,
        help_text=_("Empty: what the file says, or since ever for the first edition"),
    )  # fmt: skip

    def clean_file(self) -> "UploadedFile[Any]":  # Any: whatever kind of file it was kept in
        file: UploadedFile[Any] = self.cleaned_data["file"]  # Any: see above
        if file.size and file.size > MOST:
            raise forms.ValidationError(_("The file is too big: at most 64 MB."))
        return file

    def arguments(self) -> dict[str, Any]:  # Any: see above
        values = super().arguments()
        file = values.pop("file")
        return {**values, "content": file, "file_name": file.name or ""}
