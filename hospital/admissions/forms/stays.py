"""What the pages of a stay ask. Labels, choices and lengths are those of the models."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.beds.models import BedRequest
from hospital.core.forms import ActionForm

from ..colours import Colour
from ..models import Admission

CID10 = "http://hl7.org/fhir/sid/icd-10"
MOMENT = "%Y-%m-%dT%H:%M"


def text(label: Any, *, rows: int = 0, **options: Any) -> forms.CharField:  # Any: see above
    """A text of one line, or of so many rows."""
    widget = {"widget": forms.Textarea(attrs={"rows": rows})} if rows else {}
    return forms.CharField(label=label, **({"max_length": 400} | options | widget))


def day(label: Any, **options: Any) -> forms.DateField:  # Any: see above
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def moment(label: Any, **options: Any) -> forms.DateTimeField:  # Any: see above
    """A day and a time of the clock here."""
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **options,
    )  # fmt: skip


def optional(label: Any, choices: Any) -> forms.ChoiceField:  # Any: see above
    return forms.ChoiceField(label=label, choices=[("", _("All")), *choices], required=False)


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """A row of a list that the page gives."""


class BedField(RowField):
    """A bed with its ward and room, and whom it is for."""

    def label_from_instance(self, bed: Any) -> str:  # Any: a bed
        kept = "" if bed.state == "free" else f" ({bed.get_state_display().lower()})"
        return f"{bed.ward.name} · {bed.room.number} · {bed.name}{kept}"


class NamedField(RowField):
    """A row by its name."""

    def label_from_instance(self, row: Any) -> str:  # Any: a department, ward or employee
        return str(row.name)


class WithRows(forms.Form):
    """A form whose fields choose among rows that the page gives by the name of the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        names = [name for name, field in self.base_fields.items() if isinstance(field, RowField)]
        given = {name: kwargs.pop(name) for name in names if name in kwargs}
        super().__init__(*args, **kwargs)
        for name, rows in given.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class AdmissionFilter(WithRows):
    """The filters of the list, which are those of the API."""

    department_id = NamedField(None, label=_("Department"), required=False, empty_label=_("All"))
    state = optional(_("State"), Admission.State.choices)
    colour = optional(_("Colour"), Colour.choices)
    leaving = forms.BooleanField(label=_("On the way out"), required=False)
    under_way = forms.BooleanField(label=_("In a bed"), required=False)
    expected_until = day(_("Expected to leave by"), required=False)

    def words(self) -> dict[str, Any]:  # Any: see above
        """What is filled in and makes sense, as the API's filter takes it."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
        if "department_id" in found:
            found["department_id"] = found["department_id"].pk
        return found


class CensusFilter(WithRows):
    """Which days, and of which ward."""

    first = day(_("From"), required=False)
    last = day(_("Until"), required=False)
    ward_id = NamedField(None, label=_("Ward"), required=False, empty_label=_("All"))

    def words(self) -> dict[str, Any]:  # Any: see above
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        if "ward_id" in found:
            found["ward_id"] = found["ward_id"].pk
        return found


class OrderForm(WithRows, ActionForm):
    """A stay that is asked for."""

    department = NamedField(None, label=_("Department"))
    ward = NamedField(None, label=_("Ward wanted"), required=False)
    practitioner = NamedField(None, label=_("Professional responsible"), required=False)
    at = moment(_("When"), required=False, help_text=_("Empty: now"))
    origin = forms.ChoiceField(label=_("How she comes"), choices=Admission.Origin.choices)
    reason = text(_("Reason for the stay"))
    display = text(_("Diagnosis"), required=False)
    code = text(_("Code"), max_length=60, required=False)
    system = text(_("Code system"), max_length=200, required=False)
    procedure_code = text(_("Procedure"), max_length=20, required=False, help_text=_("Code of SIGTAP"))
    expected_days = forms.IntegerField(
        label=_("Days that it usually takes"), min_value=1, max_value=365, required=False,
        help_text=_("Empty: those that SIGTAP gives the procedure"),
    )  # fmt: skip
    is_authorisation_needed = forms.BooleanField(label=_("Needs an authorisation"), required=False)
    bed_priority = forms.TypedChoiceField(
        label=_("Ask for a bed"), required=False, coerce=int, empty_value=None,
        choices=[("", _("No, not yet")), *BedRequest.Priority.choices],
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = dict(self.cleaned_data)
        return {**data, "system": (data["system"] or CID10) if data["code"] else ""}


class AdmitForm(WithRows, ActionForm):
    """Into which bed."""

    bed = BedField(None, label=_("Bed"))
    at = moment(_("When"), required=False, help_text=_("Empty: now"))
    overridden_because = text(
        _("Why in a bed that does not suit"), required=False, max_length=300,
        help_text=_("Only when it is used all the same"),
    )  # fmt: skip


class TransferForm(AdmitForm):
    because = text(_("Why"))
    field_order = ("bed", "because", "at", "overridden_because")


class AuthorisationForm(ActionForm):
    number = text(_("Number"), max_length=40)
    days = forms.IntegerField(label=_("Days authorised"), min_value=1, max_value=365, required=False)


class DelayForm(ActionForm):
    at = moment(_("New day"))
    reason = text(_("Reason"), rows=2)


class ReasonForm(ActionForm):
    reason = text(_("Reason"), rows=2)


class BecauseForm(ActionForm):
    because = text(_("Why"), rows=2)


class StageForm(ActionForm):
    """A stage without anything to say but a note."""

    note = text(_("Note"), rows=2, max_length=1000, required=False)

    def __init__(self, *args: Any, stage: str, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.stage = stage
        if stage == "clinical":
            hard = (Admission.Outcome.DEATH, Admission.Outcome.EVASION)
            choices = [choice for choice in Admission.Outcome.choices if choice[0] not in hard]
            self.fields["outcome"] = forms.ChoiceField(
                label=_("How the stay ends"), choices=choices, widget=forms.RadioSelect
            )
            self.fields["destination"] = text(_("Where she goes"), max_length=200, required=False)
            self.order_fields(["outcome", "destination", "note"])

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {**self.cleaned_data, "stage": self.stage}


class DeathForm(ActionForm):
    died_at = moment(_("When"))
    certificate = text(_("Number of the death certificate"), max_length=20, required=False)
    note = text(_("Note"), rows=2, max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.fields["died_at"].initial = localtime(now()).strftime(MOMENT)


class EvasionForm(BecauseForm):
    at = moment(_("When it was noticed"), required=False, help_text=_("Empty: now"))


class DietForm(ActionForm):
    diet = forms.ChoiceField(label=pgettext_lazy("on the ward", "Diet"), choices=Admission.Diet.choices)
    diet_note = text(_("More about it"), max_length=200, required=False)


class ExpectedForm(ActionForm):
    day = day(_("Expected discharge"), required=False)
    reason = text(_("Why the day changes"), required=False)
