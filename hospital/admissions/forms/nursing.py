"""What the pages of the ward's notes ask."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from hospital.core.forms import ActionForm
from hospital.patients.models import Guardian

from ..models import FluidEntry, NursingNote, Round
from ..scores import SCALES
from .stays import day, moment, text


class RoundForm(ActionForm):
    assessment = text(_("How she is"), rows=4, max_length=4000)
    plan = text(_("Plan for the day"), rows=3, max_length=4000, required=False)
    pending = forms.ChoiceField(label=_("What keeps her here"), choices=Round.Pending.choices)
    expected_discharge = day(_("Expected discharge"), required=False)


class NoteForm(ActionForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=NursingNote.Kind.choices, initial=NursingNote.Kind.PROGRESS
    )
    text = text(_("Note"), rows=6, max_length=8000)
    at = moment(_("When"), required=False, help_text=_("Empty: now"))


class HandoverForm(ActionForm):
    """SBAR."""

    situation = text(_("Situation"), rows=2, max_length=2000)
    background = text(_("Background"), rows=2, max_length=2000, required=False)
    assessment = text(_("Assessment"), rows=2, max_length=2000, required=False)
    recommendation = text(_("Recommendation"), rows=2, max_length=2000)


INTO = [choice for choice in FluidEntry.Kind.choices if choice[0] in FluidEntry.INTO]
OUT = [choice for choice in FluidEntry.Kind.choices if choice[0] not in FluidEntry.INTO]


class FluidForm(ActionForm):
    kind = forms.ChoiceField(label=_("What"), choices=[(_("In"), INTO), (_("Out"), OUT)])
    millilitres = forms.IntegerField(
        label=_("Millilitres"), min_value=1, max_value=20_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    note = text(_("Note"), max_length=200, required=False)
    at = moment(_("When"), required=False, help_text=_("Empty: now"))


class ScoreForm(ActionForm):
    """One question for each item of a scale."""

    def __init__(self, *args: Any, scale: str, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.scale = scale
        for item in SCALES[scale]:
            self.fields[item.code] = forms.TypedChoiceField(
                label=item.label, coerce=int, widget=forms.RadioSelect,
                choices=[(points, f"{label} ({points})") for points, label in item.choices],
            )  # fmt: skip

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {"scale": self.scale, "items": dict(self.cleaned_data)}


class CompanionForm(ActionForm):
    name = text(_("Name"), max_length=200)
    relation = forms.ChoiceField(
        label=_("Relation"), choices=Guardian.Relation.choices, initial=Guardian.Relation.OTHER
    )
    document = text(_("Document"), max_length=40, required=False)
    phone = text(_("Phone"), max_length=40, required=False)


class BelongingForm(ActionForm):
    description = text(_("What"), max_length=200)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1000, initial=1)
    kept_in = text(_("Where it is kept"), max_length=100, required=False)


class ReturnForm(ActionForm):
    to = text(_("Given back to"), max_length=200)


class AnswerForm(ActionForm):
    answer = text(_("What was done"), rows=2)
