"""What the settings' page asks."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from hospital.core.forms import ActionForm

from .registry import Declared


class SettingForm(ActionForm):
    """Another value for one setting, and why."""

    value = forms.CharField(label=_("Value"))
    reason = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(
        self, data: Any = None, *, declared: Declared, initial: Any = None
    ) -> None:  # Any: see above
        super().__init__(data, initial=initial)
        self.fields["value"] = _field(declared)


def _field(declared: Declared) -> forms.Field:
    words: dict[str, Any] = {"label": declared.label, "help_text": declared.range}  # Any: see above
    if isinstance(declared.default, bool):
        return forms.BooleanField(required=False, **words)
    if isinstance(declared.default, int):
        return forms.IntegerField(min_value=declared.low, max_value=declared.high, **words)
    return forms.CharField(min_length=declared.low, max_length=declared.high, **words)
