"""What the pages ask before an operation: the request, its day, and why not."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.forms import ActionForm
from hospital.organization.models import Department

from .. import chosen
from ..models import Anaesthesia, Cancellation, Need, Risk, Surgery, Wound
from ._fields import ManyNamedField, NamedField, fill, moment, optional, person, side

LINES = forms.Textarea(attrs={"rows": 4})


class SurgeryForm(ActionForm):
    """A form about an operation, whose fields that choose rows are filled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        fill(self)


class RequestFields(SurgeryForm):
    """What can be said when it is asked for, and later."""

    laterality = side()
    priority = forms.ChoiceField(label=_("Priority"), choices=Surgery.Priority.choices)
    max_wait_days = forms.IntegerField(
        label=_("To be done within (days)"), min_value=0, max_value=3650, required=False,
        help_text=_("Empty: by the priority"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Expected time in the theatre"), min_value=5, max_value=1440, initial=60,
        help_text=_("Minutes, from entering to leaving"),
    )  # fmt: skip
    anaesthesia = forms.ChoiceField(
        label=_("Anaesthesia"), choices=optional(Anaesthesia.choices), required=False
    )
    diagnosis = forms.CharField(label=_("Diagnosis"), max_length=400, required=False)
    diagnosis_code = forms.CharField(label=_("Code"), max_length=60, required=False)
    diagnosis_system = forms.CharField(label=_("Code system"), max_length=200, required=False)
    reason = forms.CharField(label=_("Indication"), max_length=4000, required=False, widget=LINES)
    needs = forms.MultipleChoiceField(
        label=_("Needs"), choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    needs_note = forms.CharField(label=_("Special requests"), max_length=400, required=False)

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = dict(self.cleaned_data)
        return data if data["diagnosis_code"] else {**data, "diagnosis_system": ""}


class RequestChangeForm(RequestFields):
    """What was asked for, to be changed."""


class RequestForm(RequestFields):
    """A new request."""

    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(None, label=_("Department"))
    surgeon = person(_("Surgeon"))
    procedures = forms.CharField(
        label=_("Procedures"), max_length=4000, widget=LINES,
        help_text=_("One on a line, the main one first; with its code in front and a bar if it has one"),
    )  # fmt: skip
    field_order = ("department", "surgeon", "procedures", "laterality", "priority")

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = super().arguments()
        return {**data, "procedures": procedures_in(data["procedures"])}


def procedures_in(text: str) -> list[dict[str, str]]:
    """The procedures of a text: one on a line, "system|code|words" or only words."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        *coded, words = (part.strip() for part in line.split("|"))
        system, code = ("", *coded)[-2:] if coded else ("", "")
        found.append({"system": system, "code": code, "display": words})
    return found


class ProceduresForm(SurgeryForm):
    procedures = RequestForm.base_fields["procedures"]

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {"procedures": procedures_in(self.cleaned_data["procedures"])}


class AssessmentForm(SurgeryForm):
    """The visit before anaesthesia, and what was found."""

    asa = forms.TypedChoiceField(
        label=_("ASA class"), choices=optional([(n, str(n)) for n in range(1, 7)]), required=False,
        coerce=int, empty_value=None,
    )  # fmt: skip
    asa_emergency = forms.BooleanField(label=_("ASA, emergency (E)"), required=False)
    anaesthesia = RequestFields.base_fields["anaesthesia"]
    wound = forms.ChoiceField(label=_("Wound class"), choices=optional(Wound.choices), required=False)
    risks = forms.MultipleChoiceField(
        label=_("Cardiac risk (RCRI)"), choices=Risk.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("One point each"),
    )  # fmt: skip
    post_diagnosis = forms.CharField(label=_("Diagnosis after"), max_length=400, required=False)
    findings = forms.CharField(label=_("Findings and course"), max_length=8000, required=False, widget=LINES)


class AuthoriseForm(SurgeryForm):
    authorisation = forms.CharField(
        label=_("Number of the authorisation"), max_length=40, required=False,
        help_text=_("If the payer gave one"),
    )  # fmt: skip


class ScheduleForm(SurgeryForm):
    """A theatre, a time and the team that is booked with it."""

    theatre = NamedField(chosen.theatres, label=_("Theatre"))
    starts_at = moment(_("From"), required=True)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440)
    anaesthetist = person(_("Anaesthetist"), required=False)
    equipment = ManyNamedField(
        chosen.devices, label=_("Equipment"), required=False, widget=forms.CheckboxSelectMultiple
    )
    because = forms.CharField(label=_("Reason"), max_length=400, required=False)


class BecauseForm(SurgeryForm):
    because = forms.CharField(label=_("Reason"), max_length=400)


class CancelForm(SurgeryForm):
    code = forms.ChoiceField(label=_("Why"), choices=Cancellation.choices)
    because = forms.CharField(label=_("More on it"), max_length=400, required=False)


class SurgeryFilter(forms.Form):
    """The filters of the lists, which are those of the API."""

    department_id: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        None, label=_("Department"), required=False, empty_label=_("All")
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("", _("All")), *Surgery.Priority.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *Surgery.State.choices], required=False
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    overdue = forms.BooleanField(label=pgettext_lazy("waiting list", "Waits too long"), required=False)

    def __init__(
        self, *args: Any, departments: Any, without: tuple[str, ...] = (), **kwargs: Any  # Any: see above
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        field = self.fields["department_id"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments
        for name in without:
            del self.fields[name]

    def words(self) -> dict[str, Any]:  # Any: see above
        """What is filled in and makes sense, as the API's filter takes it."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
        if "department_id" in found:
            found["department_id"] = found["department_id"].pk
        return found


class ImplantFilter(forms.Form):
    lot = forms.CharField(label=_("Lot"), max_length=60, required=False)
    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    registration = forms.CharField(label=_("Anvisa registration"), max_length=30, required=False)


class MapFilter(forms.Form):
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
