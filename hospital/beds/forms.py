"""What the pages of wards and beds ask. Choices and lengths are those of the models."""

from datetime import datetime
from typing import Any  # Any: form data is of every type

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.forms import ActionForm
from hospital.organization.forms import DepartmentChoice
from hospital.organization.models import Employee
from hospital.patients.models import Patient

from .kinds import CHOICES
from .models import Bed, BedRequest, Cleaning, Isolation, Room, SexRule, Stay, Ward
from .visiting import encounter_of

ALL = [("", _("All"))]
OF_WARD = [(rule.value, rule.label) for rule in Ward.RULES]
OVERRIDE = _("Only if the bed does not suit the patient: why it is used all the same")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def moment(label: Any, **options: Any) -> forms.DateTimeField:  # Any: see above
    return forms.DateTimeField(label=label, widget=MomentInput(), **options)


def why(label: Any = None, *, required: bool = True, **options: Any) -> forms.CharField:  # Any: see above
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label or _("Reason"), max_length=300, required=required, widget=area, **options
    )


class BedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """A bed with its ward and room."""

    def label_from_instance(self, obj: Bed) -> str:
        return f"{obj.ward.name} · {obj.room.number} · {obj.name}"


class WardChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # see above
    """One of the wards that the person sees."""

    def offer(self, by: User) -> None:
        self.queryset = Ward.objects.visible_to(by).active().by_name()


class RoomChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # see above
    def label_from_instance(self, obj: Room) -> str:
        return f"{obj.ward.name} · {obj.number}"

    def offer(self, by: User) -> None:
        self.queryset = (
            Room.objects.visible_to(by).select_related("ward").order_by("ward__name", "number", "id")
        )


class StayChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # see above
    """A patient in her bed."""

    def label_from_instance(self, obj: Stay) -> str:
        return f"{obj.bed.ward.name} · {obj.bed.name} · {obj.patient.name}"


class CleanerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # see above
    def offer(self, by: User) -> None:
        self.queryset = Employee.objects.visible_to(by).order_by("search", "id")


def offer(form: forms.Form, by: User) -> None:
    """Fill the choices with what `by` sees."""
    for field in form.fields.values():
        if isinstance(field, DepartmentChoice | WardChoice | RoomChoice | CleanerChoice):
            field.offer(by)


class ByForm(ActionForm):
    """A form whose choices are what `by` may see."""

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, **options)
        self.by = by
        offer(self, by)


class Filter(forms.Form):
    """What a list is narrowed to; what makes no sense is left out."""

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, **options)
        offer(self, by)

    def keys(self) -> dict[str, Any]:  # Any: see above
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value not in ("", None, False)}
        return {name: value.pk if isinstance(value, models.Model) else value for name, value in found.items()}


class WardForm(ByForm):
    department = DepartmentChoice(_("Department"))
    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=80)
    floor = forms.CharField(label=_("Floor"), max_length=20, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Ward.Kind.choices)
    sex = forms.ChoiceField(label=_("For"), choices=OF_WARD)
    age_from = forms.IntegerField(label=_("From the age of"), min_value=0, max_value=130, required=False)
    age_to = forms.IntegerField(label=_("Up to the age of"), min_value=0, max_value=130, required=False)
    description = why(_("Description"), required=False)


class ChangeWardForm(WardForm):
    is_active = forms.BooleanField(label=_("In use"), required=False)


class RoomForm(ActionForm):
    number = forms.CharField(label=_("Number"), max_length=20)
    sex = forms.ChoiceField(label=_("For"), choices=SexRule.choices)
    isolation = forms.MultipleChoiceField(
        label=_("Made for the isolation"), choices=Isolation.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    description = why(_("Description"), required=False)


class BedForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=CHOICES, initial="03")
    sex = forms.ChoiceField(label=_("For"), choices=OF_WARD)
    is_extra = forms.BooleanField(label=_("Extra bed"), required=False)
    is_virtual = forms.BooleanField(label=_("Virtual bed"), required=False)
    description = why(_("Description"), required=False)


class NewBedForm(BedForm):
    is_clean = forms.BooleanField(label=_("It is clean"), required=False, initial=True)
    since = moment(_("Here since"), required=False, help_text=_("Empty: now. The census counts it from then"))


class ChangeBedForm(ByForm, BedForm):
    room = RoomChoice(None, label=_("Room"))


class ReasonForm(ActionForm):
    because = why()


class OptionalReasonForm(ActionForm):
    because = why(required=False)


class PatientForm(ByForm):
    """Whom it is for, by the number on the wristband; found only among those the person sees."""

    chart_number = forms.IntegerField(label=_("Chart number"), min_value=1)

    def clean_chart_number(self) -> Patient:
        number = self.cleaned_data["chart_number"]
        found = Patient.objects.visible_to(self.by).active().filter(chart_number=number).first()
        if found is None:
            raise forms.ValidationError(_("No patient has this chart number."))
        return found

    def arguments(self) -> dict[str, Any]:  # Any: see above
        told = dict(self.cleaned_data)
        return told | {"patient": told.pop("chart_number")}


class PlaceForm(PatientForm):
    """Into a bed, in the encounter for which she is here."""

    at = moment(_("Since"), required=False, help_text=_("Empty: now"))
    overridden_because = why(_("Exception"), required=False, help_text=OVERRIDE)

    def clean(self) -> dict[str, Any]:  # Any: see above
        given = super().clean() or self.cleaned_data
        if "chart_number" in given:
            given["encounter"] = encounter_of(given["chart_number"], by=self.by)
            if given["encounter"] is None:
                self.add_error("chart_number", _("The patient has no open encounter."))
        return given


class ReserveForm(PatientForm):
    until = moment(_("Until"))
    overridden_because = why(_("Exception"), required=False, help_text=OVERRIDE)


class MoveForm(ActionForm):
    bed = BedChoice(None, label=_("To the bed"))
    because = why()
    overridden_because = why(_("Exception"), required=False, help_text=OVERRIDE)

    def __init__(self, *args: Any, beds: Any, **options: Any) -> None:  # Any: see above
        super().__init__(*args, **options)
        field = self.fields["bed"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = beds


class SwapForm(ActionForm):
    second = StayChoice(None, label=_("With"))
    because = why()
    overridden_because = why(_("Exception"), required=False, help_text=OVERRIDE)

    def __init__(self, *args: Any, stays: Any, **options: Any) -> None:  # Any: see above
        super().__init__(*args, **options)
        field = self.fields["second"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = stays


class LeaveForm(ActionForm):
    expected_at = moment(_("Expected back at"))
    because = why()


class IsolationForm(ActionForm):
    kind = forms.ChoiceField(label=_("Isolation"), choices=Isolation.choices)
    because = why()


class RequestForm(PatientForm):
    ward = WardChoice(None, label=_("Ward"), required=False, empty_label=_("Any"))
    kind = forms.ChoiceField(label=_("Kind of bed"), choices=[("", _("Any")), *CHOICES], required=False)
    sex = forms.ChoiceField(label=_("Room for"), choices=OF_WARD)
    isolation = forms.MultipleChoiceField(
        label=_("Isolation"), choices=Isolation.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None: the precautions that she has"),
    )  # fmt: skip
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=BedRequest.Priority.choices, coerce=int, initial=3
    )
    reason = why()

    def arguments(self) -> dict[str, Any]:  # Any: see above
        told = super().arguments()
        return told | {"encounter": encounter_of(told["patient"], by=self.by)}


class PriorityForm(ActionForm):
    priority = forms.TypedChoiceField(label=_("Priority"), choices=BedRequest.Priority.choices, coerce=int)
    because = why()


class AllocateForm(MoveForm):
    """Which bed the request gets, and until when it is kept."""

    until = moment(_("Until"))
    field_order = ("bed", "until", "overridden_because")

    def __init__(self, *args: Any, until: datetime, **options: Any) -> None:  # Any: see above
        super().__init__(*args, **options)
        del self.fields["because"]
        self.fields["until"].initial = until


class CleaningForm(ByForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Cleaning.Kind.choices)
    assignee = CleanerChoice(None, label=_("Who cleans"), required=False)
    because = why(required=False)


class AssigneeForm(ByForm):
    assignee = CleanerChoice(None, label=_("Who cleans"), required=False)


class InspectionForm(ActionForm):
    is_ok = forms.TypedChoiceField(
        label=_("What was found"), choices=[("yes", _("Well cleaned")), ("no", _("To be cleaned again"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    because = why(required=False, help_text=_("Why it is cleaned again"))


class WardFilter(Filter):
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ALL, *Ward.Kind.choices], required=False)
    with_inactive = forms.BooleanField(label=_("Also those out of use"), required=False)


class RequestFilter(Filter):
    ward_id = WardChoice(None, label=_("Ward"), required=False, empty_label=_("All"))
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[*ALL, *BedRequest.Priority.choices], required=False
    )


class CleaningFilter(Filter):
    ward_id = WardChoice(None, label=_("Ward"), required=False, empty_label=_("All"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ALL, *Cleaning.Kind.choices], required=False)
    overdue = forms.BooleanField(label=_("Beyond the time"), required=False)
