"""What the pages ask. Labels, choices and lengths are those of the models."""

from collections.abc import Iterator
from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import DomainError
from hospital.core.forms import ActionForm
from hospital.patients.forms import of_model

from .actions import Decision, Unusual
from .files import most_bytes
from .models import (
    Allergy,
    Document,
    FamilyHistory,
    Immunization,
    MedicationStatement,
    Observation,
    Problem,
    Procedure,
    Reaction,
    SocialHistory,
)
from .readings import CHOICES, READINGS

CODED = ("display", "system", "code")
WHEN_HELP = _("Day and time; now, when left empty")


class EntryForm(ActionForm):
    """An entry: what its model asks for, then when it was so."""

    asks = _("What it is")  # the label of the words of its code

    occurred_at = forms.DateTimeField(label=_("When"), required=False, help_text=WHEN_HELP)
    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        if "display" in self.fields:
            self.fields["display"].label = self.asks
        last = ["occurred_at", "note"]
        self.order_fields([*(name for name in self.fields if name not in last), *last])


@of_model(
    Problem, *CODED, "category", "clinical_status", "verification", "severity", "onset_on", "abatement_on"
)
class ProblemForm(EntryForm):
    asks = _("Problem or diagnosis")


class AddReaction(EntryForm):
    """An allergy, and one reaction to it; more of them are added by changing the entry."""

    reaction_display = forms.CharField(label=_("Reaction"), max_length=400, required=False)
    reaction_system = forms.CharField(label=_("Code system"), max_length=200, required=False)
    reaction_code = forms.CharField(label=_("Code"), max_length=60, required=False)
    reaction_severity = forms.ChoiceField(
        label=_("Severity of the reaction"), choices=[("", _("Not informed")), *Reaction.Severity.choices],
        required=False,
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:  # Any: see above
        """The reaction goes as a list of one, or of none."""
        data = dict(self.cleaned_data)
        reaction = {name: data.pop(f"reaction_{name}") for name in ("display", "system", "code", "severity")}
        return {**data, "reactions": [reaction] if reaction["display"] or reaction["code"] else []}


@of_model(
    Allergy, *CODED, "kind", "category", "criticality", "verification", "clinical_status", "last_occurrence"
)
class AllergyForm(AddReaction):
    asks = _("Substance")


@of_model(Observation, *CODED, "category", "value_number", "unit", "value_text", "method")
class ObservationForm(EntryForm):
    asks = _("Test or finding")


@of_model(
    Immunization, *CODED, "status", "dose_number", "dose_label", "lot", "manufacturer", "expires_on", "site",
    "route", "performer_name", "not_given_because",
)  # fmt: skip
class ImmunizationForm(EntryForm):
    asks = _("Vaccine")


@of_model(FamilyHistory, *CODED, "relationship", "onset_age", "is_deceased", "deceased_age")
class FamilyForm(EntryForm):
    asks = _("Condition of the relative")


@of_model(SocialHistory, "kind", "status", "amount", "unit", "detail", "starts_on", "ended_on")
class SocialForm(EntryForm):
    pass


@of_model(Procedure, *CODED, "status", "performer_name", "body_site", "outcome")
class ProcedureForm(EntryForm):
    asks = _("Procedure")


@of_model(MedicationStatement, *CODED, "dosage", "status", "starts_on", "ended_on", "reason")
class MedicationForm(EntryForm):
    asks = _("Medicine")


@of_model(Document, "title", *CODED)
class DocumentForm(EntryForm):
    asks = _("Kind of document")

    file = forms.FileField(
        label=_("File"), help_text=_("PDF, PNG, JPEG, WebP, DICOM or plain text"),
        widget=forms.FileInput(
            attrs={"accept": "application/pdf,image/png,image/jpeg,image/webp,text/plain,.dcm"}
        ),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:  # Any: see above
        """The file goes as its content; a byte more than is accepted says that it is too large."""
        data = dict(self.cleaned_data)
        content = data.pop("file").read(most_bytes() + 1)
        return {**data, "content": content}


class ReasonForm(ActionForm):
    because = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown beside the entry, which stays in the chart, struck through"),
    )  # fmt: skip

    def _show(self, error: DomainError) -> None:
        """The refusals of withdrawing speak of a reason."""
        if "reason" in error.fields:
            error.fields = {"because": error.fields["reason"]}
        super()._show(error)


class VitalsForm(ActionForm):
    """A visit to the bedside: every reading may be left out."""

    is_unusual = False  # very unusual values: the page asks to confirm them

    at = forms.DateTimeField(label=_("When"), required=False, help_text=WHEN_HELP)
    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    confirmed = forms.BooleanField(
        label=_("The unusual values are right: I have checked them"), required=False
    )

    def __init__(self, *args: Any, with_scale: bool = False, **kwargs: Any) -> None:  # Any: Django's
        super().__init__(*args, **kwargs)
        for reading in READINGS.values():
            self.fields[reading.name] = forms.CharField(
                label=str(reading.label), required=False, max_length=12,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip
        for choice in CHOICES.values():
            if choice.name != "oxygen_scale" or with_scale:
                empty = _("As it is") if choice.name == "oxygen_scale" else _("Not observed")
                words = [("", empty), *choice.words.items()]
                self.fields[choice.name] = forms.ChoiceField(
                    label=str(choice.label), choices=words, required=False
                )

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = dict(self.cleaned_data)
        others = {name: data.pop(name) for name in ("at", "note", "confirmed")}
        return {**others, "readings": data}

    def _show(self, error: DomainError) -> None:
        self.is_unusual = isinstance(error, Unusual)
        super()._show(error)

    def bedside(self) -> Iterator[forms.BoundField]:
        """The fields of what was read."""
        return (self[name] for name in self.fields if name in READINGS or name in CHOICES)


class ReconcileForm(ActionForm):
    """What becomes of each problem of the list."""

    WORDS = {
        "keep": _("Stays as it is"),
        "list": _("Goes on the list"),
        "chronic": _("Is chronic"),
        "active": _("Is active again"),
        "remission": _("Is in remission"),
        "resolved": _("Is resolved"),
        "refuted": _("Is ruled out"),
    }

    def __init__(self, *args: Any, problems: list[Problem], **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.problems = problems
        for problem in problems:
            self.fields[f"what_{problem.pk}"] = forms.ChoiceField(
                label=str(problem), choices=list(self.WORDS.items()), initial="keep"
            )
            self.fields[f"version_{problem.pk}"] = forms.IntegerField(
                initial=problem.version, widget=forms.HiddenInput()
            )

    def rows(self) -> Iterator[tuple[Problem, forms.BoundField]]:
        """Each problem with what is asked of it."""
        return ((problem, self[f"what_{problem.pk}"]) for problem in self.problems)

    def arguments(self) -> dict[str, Any]:  # Any: see above
        said = self.cleaned_data
        return {
            "decisions": [
                Decision(one.pk, said[f"version_{one.pk}"], said[f"what_{one.pk}"]) for one in self.problems
            ]
        }
