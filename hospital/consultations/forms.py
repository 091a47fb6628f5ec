"""What the pages ask. Labels, choices and lengths are those of the models."""

from typing import Any  # Any: Django's form arguments

from django import forms
from django.utils.translation import gettext_lazy as _

from hospital.core.forms import ActionForm
from hospital.organization.models import Employee
from hospital.patients.forms import of_model
from hospital.signatures.forms import SigningForm

from .models import SECTIONS, Addendum, Consultation, Diagnosis, Template

MOMENT = "%Y-%m-%dT%H:%M"


def moment(label: Any, **more: Any) -> forms.DateTimeField:  # Any: see above
    """A day with its time, in the hospital's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, **more)


@of_model(Consultation, *SECTIONS, "kind", "description", "late_because", "return_by")
class VisitForm(ActionForm):
    """A visit as it is written."""

    occurred_at = moment(_("When it happened"), required=False)
    cosigner: "forms.ModelChoiceField[Employee]" = forms.ModelChoiceField(
        queryset=None, label=_("Preceptor who signs too"), required=False
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.fields["cosigner"].queryset = colleagues  # type: ignore[attr-defined]  # a ModelChoiceField
        for name in SECTIONS:
            self.fields[name].widget.attrs |= {"rows": 5, "spellcheck": "true"}

    def arguments(self) -> dict[str, Any]:  # Any: see above
        sent = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        return {name: value for name, value in sent.items() if name != "occurred_at" or value}


class BeginForm(ActionForm):
    """What to begin a visit with."""

    template: "forms.ModelChoiceField[Template]" = forms.ModelChoiceField(
        queryset=None, label=_("Template"), required=False, empty_label=_("Empty")
    )
    copy_from: "forms.ModelChoiceField[Consultation]" = forms.ModelChoiceField(
        queryset=None, label=_("Begin from an earlier visit"), required=False, empty_label=_("No")
    )

    def __init__(self, *args: Any, templates: Any, earlier: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["copy_from"].queryset = earlier  # type: ignore[attr-defined]  # as above


@of_model(Diagnosis, "certainty", "note", "despite_because")
class DiagnosisForm(ActionForm):
    """A diagnosis by code or in words."""

    display = forms.CharField(label=_("Diagnosis"), max_length=400, required=False)
    code = forms.CharField(label=_("Code"), max_length=60, required=False)
    system = forms.CharField(label=_("Code system"), max_length=200, required=False)

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


@of_model(Diagnosis, "certainty", "kind", "note")
class ChangeDiagnosisForm(ActionForm):
    """What may be said anew of a diagnosis."""


class SignForm(SigningForm):
    """The signature of what was shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


@of_model(Addendum, "text")
class AddendumForm(SigningForm):
    """A dated text under a signed visit."""


class WithdrawalForm(SigningForm):
    because = forms.CharField(label=_("Why it is an error"), max_length=300)


@of_model(Template, "name", "specialty", "kind", *SECTIONS)
class TemplateForm(ActionForm):
    """A text to begin a visit with."""
