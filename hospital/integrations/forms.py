"""What the pages of integrations take."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Invalid

from .fhir.bundles import Delivery, delivery
from .fhir.door import bounded, most_bytes, unpacked
from .fhir.types import NAMES
from .fhir.wire import parse

GZIP = b"\x1f\x8b"


class UploadForm(forms.Form):
    """A file with a bundle, or with a lone resource."""

    file = forms.FileField(
        label=_("File"), help_text=_("FHIR R4 bundle or resource, .json or .json.gz"), max_length=200
    )

    def clean_file(self) -> Delivery:
        """What the file delivers, read within the same bound as at the FHIR door."""
        file: UploadedFile[Any] = self.cleaned_data["file"]  # Any: whatever kind of file it was kept in
        try:
            chunks = iter(file.chunks())
            file.seek(0)
            is_packed = file.read(2) == GZIP
            file.seek(0)
            return delivery(parse(bounded(unpacked(chunks) if is_packed else chunks, most_bytes())))
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error


class ResourceFilter(forms.Form):
    """Of which kind."""

    type = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(
        self, *args: Any, counts: list[tuple[str, int]], **kwargs: Any
    ) -> None:  # Any: passed through
        super().__init__(*args, **kwargs)
        field = self.fields["type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Every kind")), *((kind, f"{kind} ({count})") for kind, count in counts)]

    @property
    def chosen(self) -> str:
        """The kind that was chosen; empty for all, and for one that does not exist."""
        said = str(self.data.get("type", ""))
        return said if said in NAMES else ""
