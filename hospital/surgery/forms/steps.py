"""What the pages ask in the theatre: moments, team, checklist, counts, what is taken out and left in."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from ..checklist import ANSWERS, ITEMS
from ..models import (
    AldreteScore,
    Anaesthesia,
    AnaesthesiaEntry,
    Count,
    Delay,
    Destination,
    SurgicalConsent,
    TeamMember,
)
from ._fields import moment, optional, person, side
from .requests import LINES, SurgeryForm

NOW = _("Empty: now")


class MomentForm(SurgeryForm):
    at = moment(help_text=NOW)


class EnterForm(MomentForm):
    delay = forms.ChoiceField(
        label=_("If later than planned: why"), choices=optional(Delay.choices), required=False
    )
    delay_note = forms.CharField(label=_("More on the delay"), max_length=300, required=False)


class DelayForm(SurgeryForm):
    delay = forms.ChoiceField(label=_("Why it began late"), choices=Delay.choices)
    delay_note = forms.CharField(label=_("More on the delay"), max_length=300, required=False)


class AnaesthesiaForm(MomentForm):
    anaesthesia = forms.ChoiceField(label=_("Anaesthesia"), choices=Anaesthesia.choices)


class FinishForm(MomentForm):
    post_diagnosis = forms.CharField(label=_("Diagnosis after"), max_length=400, required=False)
    findings = forms.CharField(label=_("Findings and course"), max_length=8000, required=False, widget=LINES)
    not_performed = forms.MultipleChoiceField(
        label=_("Planned and not done"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, procedures: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["not_performed"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(row.pk), row.display) for row in procedures]


class ExitForm(MomentForm):
    destination = forms.ChoiceField(label=_("Where she goes"), choices=Destination.choices)


class RecoveryExitForm(MomentForm):
    because = forms.CharField(
        label=_("Reason"), max_length=400, required=False, help_text=_("With an Aldrete score below 9")
    )


class MemberForm(SurgeryForm):
    employee = person(_("Person"))
    role = forms.ChoiceField(label=_("Role"), choices=TeamMember.Role.choices)


class SurgeonForm(SurgeryForm):
    surgeon = person(_("Surgeon"))


class ConsentForm(SurgeryForm):
    kind = forms.ChoiceField(label=_("Consent to"), choices=SurgicalConsent.Kind.choices)
    procedure = forms.CharField(label=_("Procedure, as it was signed"), max_length=400)
    laterality = side()
    signed_by = forms.CharField(
        label=_("Signed by"), max_length=200, required=False, help_text=_("Empty: the patient herself")
    )
    relation = forms.CharField(label=_("Relation to the patient"), max_length=80, required=False)
    signed_at = moment(_("Signed at"), help_text=NOW)


class PhaseForm(SurgeryForm):
    """The items of one phase, each with its answers."""

    note = forms.CharField(label=_("Note"), max_length=1000, required=False)

    def __init__(self, *args: Any, phase: str, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        note = self.fields.pop("note")
        for item in ITEMS[phase]:
            choices = [(key, word) for key, word in ANSWERS.items() if key in {*item.good, "no"}]
            self.fields[item.key] = forms.ChoiceField(
                label=str(item.text), choices=choices, widget=forms.RadioSelect, required=False
            )
        if phase == "time_out":
            self.fields["laterality"] = side()
        self.fields["note"] = note
        self.items = [item.key for item in ITEMS[phase]]

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = dict(self.cleaned_data)
        answers = {key: data.pop(key) for key in self.items}
        return {**data, "answers": {key: said for key, said in answers.items() if said}}


class CountForm(SurgeryForm):
    kind = forms.ChoiceField(label=_("What is counted"), choices=Count.Kind.choices)
    what = forms.CharField(label=_("Which"), max_length=120, required=False)
    before = forms.IntegerField(label=_("Before"), min_value=0, max_value=10000)


class MoreForm(SurgeryForm):
    more = forms.IntegerField(label=_("How many more"), min_value=1, max_value=1000)


class FinalCountForm(SurgeryForm):
    after = forms.IntegerField(label=_("After"), min_value=0, max_value=10000)
    counted_by = person(_("Counted by"))
    checked_by = person(_("Checked by"))


class ExplainForm(SurgeryForm):
    explained = forms.CharField(label=_("How the difference is explained"), max_length=400)
    xray_at = moment(_("X-ray taken at"), required=True)


class SpecimenForm(SurgeryForm):
    what = forms.CharField(label=_("Specimen"), max_length=200)
    label = forms.CharField(label=_("Label"), max_length=60)
    site = forms.CharField(label=_("From where"), max_length=200, required=False)
    fixative = forms.CharField(label=_("Kept in"), max_length=100, required=False)
    sent_to = forms.CharField(label=_("Sent to"), max_length=200, required=False)


class ImplantForm(SurgeryForm):
    what = forms.CharField(label=_("Implant"), max_length=300)
    maker = forms.CharField(label=_("Maker"), max_length=200)
    registration = forms.CharField(label=_("Anvisa registration"), max_length=30, required=False)
    lot = forms.CharField(label=_("Lot"), max_length=60, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    expires_on = forms.DateField(
        label=_("Expires"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    site = forms.CharField(label=_("Where"), max_length=200, required=False)
    laterality = side()
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1000, initial=1)


class LineForm(SurgeryForm):
    """A line of the record of anaesthesia."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AnaesthesiaEntry.Kind.choices)
    what = forms.CharField(label=_("What"), max_length=200, required=False)
    amount = forms.DecimalField(label=_("Amount"), max_digits=10, decimal_places=3, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    heart_rate = forms.IntegerField(label=_("Heart rate"), min_value=0, max_value=300, required=False)
    systolic = forms.IntegerField(label=_("Systolic pressure"), min_value=0, max_value=350, required=False)
    diastolic = forms.IntegerField(label=_("Diastolic pressure"), min_value=0, max_value=250, required=False)
    spo2 = forms.IntegerField(label=_("Oxygen saturation"), min_value=0, max_value=100, required=False)
    etco2 = forms.IntegerField(label=_("End-tidal CO₂"), min_value=0, max_value=150, required=False)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)
    at = moment(help_text=NOW)


class AldreteForm(SurgeryForm):
    """Five items of 0 to 2 points."""

    WORDS = {
        "activity": (_("Moves no limb"), _("Moves two limbs"), _("Moves all limbs")),
        "respiration": (_("Does not breathe by herself"), _("Short of breath"), _("Breathes deeply, coughs")),
        "circulation": (
            _("Pressure off by 50% or more"), _("Pressure off by 20 to 49%"), _("Pressure within 20%")
        ),
        "consciousness": (_("Does not respond"), _("Wakes when called"), _("Fully awake")),
        "saturation": (_("Below 90% with oxygen"), _("Needs oxygen for 90%"), _("Above 92% in room air")),
    }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        for name, words in self.WORDS.items():
            label = AldreteScore._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a column
            self.fields[name] = forms.TypedChoiceField(
                label=str(label).capitalize(), coerce=int, widget=forms.RadioSelect,
                choices=[(points, f"{points} · {word}") for points, word in enumerate(words)],
            )  # fmt: skip
