"""What the pages ask."""

from datetime import date, datetime, timedelta
from typing import Any  # Any: form data is of every type

from django import forms
from django.db import models
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.models import User
from hospital.core.forms import ActionForm

from .models import Department, Employee, Leave, Licence, today

SOON = [
    ("", _("Any")),
    ("0", _("Already ended")),
    ("30", _("in 30 days")),
    ("60", _("in 60 days")),
    ("90", _("in 90 days")),
]


class DayInput(forms.DateInput):
    """A day picked in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def day(
    label: Any, *, required: bool = True, **options: Any
) -> forms.DateField:  # Any: lazy texts, field options
    return forms.DateField(label=label, required=required, widget=DayInput(), **options)


def text(
    label: Any, length: int, *, required: bool = False, **options: Any
) -> forms.CharField:  # Any: see above
    return forms.CharField(label=label, max_length=length, required=required, **options)


NOTES = _("Notes")


def note(
    label: Any = NOTES, length: int = 4000, *, required: bool = False
) -> forms.CharField:  # Any: see above
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=length, required=required, widget=area)


class DepartmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """One of the departments that are open today, by name."""

    def __init__(self, label: Any, **options: Any) -> None:  # Any: see above
        super().__init__(queryset=None, label=label, **options)

    def offer(self, by: User) -> None:
        self.queryset = Department.objects.visible_to(by).as_of(today()).by_name()

    def label_from_instance(self, obj: Department) -> str:
        return f"{obj.name} · {obj.code}"


class EmployeeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """One of the people who work in a department or below it."""

    def __init__(self, label: Any, **options: Any) -> None:  # Any: see above
        super().__init__(queryset=None, label=label, **options)

    def offer(self, by: User, department: Department, *also: Employee) -> None:
        rows = Employee.objects.visible_to(by)
        working = rows.working_in(department.pk, today()) | rows.filter(pk__in=[one.pk for one in also])
        self.queryset = working.order_by("search", "id")


class WithDepartments(ActionForm):
    """A form whose department fields offer what `by` may see."""

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, **options)
        for field in self.fields.values():
            if isinstance(field, DepartmentChoice):
                field.offer(by)


class Filter(forms.Form):
    def words(self) -> dict[str, Any]:  # Any: see above
        """What was asked for, without what was left open or makes no sense."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return {name: value.pk if isinstance(value, models.Model) else value for name, value in asked.items()}


class DepartmentFilter(Filter):
    q = text(_("Name or code"), 80)
    as_of = day(_("As it was on"), required=False)


class EmployeeFilter(Filter):
    q = text(_("Name, registration or licence"), 120)
    department_id = DepartmentChoice(_("Department"), required=False, empty_label=_("All"))
    active = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("true", _("Works here")), ("false", _("Has left")), ("all", _("All"))],
    )  # fmt: skip
    council = forms.ChoiceField(
        label=_("Council"), required=False,
        choices=[("", _("All")), *((council, council) for council in Licence.Council.values)],
    )  # fmt: skip
    licence_expiring_in = forms.ChoiceField(label=_("Licence ends"), required=False, choices=SOON)

    def __init__(self, data: Any, *, by: User) -> None:  # Any: see above
        super().__init__(data)
        field = self.fields["department_id"]
        assert isinstance(field, DepartmentChoice)
        field.offer(by)

    def words(self) -> dict[str, Any]:  # Any: see above
        words = {"active": "true"} | super().words()
        return {name: value for name, value in words.items() if value != "all"}


class LicenceFilter(Filter):
    expiring_in = forms.ChoiceField(label=_("Ends"), required=False, choices=SOON)
    council = forms.ChoiceField(
        label=_("Council"), required=False,
        choices=[("", _("All")), *((council, council) for council in Licence.Council.values)],
    )  # fmt: skip


class DepartmentForm(WithDepartments):
    """What can be said of a department on any day."""

    code = text(_("Code"), 20, required=True, help_text=_("Short, as on labels: UTI, CLM"))
    service_code = text(_("CNES service code"), 7, help_text=_("3 digits, or 6 with the classification"))
    cost_centre = text(_("Cost centre"), 20)
    phone = text(_("Phone or extension"), 20)
    description = note()


class NewDepartmentForm(DepartmentForm):
    name = text(_("Name"), 120, required=True)
    parent = DepartmentChoice(_("Part of"), required=False, empty_label=_("Nothing: it is at the top"))
    opened_on = day(_("Open since"), initial=today)
    field_order = ["name", "code", "parent", "opened_on"]


class ChangeDepartmentForm(DepartmentForm):
    head = EmployeeChoice(_("Head"), required=False, empty_label=_("Nobody"))

    def __init__(
        self, data: Any = None, *, department: Department, by: User, **options: Any
    ) -> None:  # Any: see above
        super().__init__(data, by=by, **options)
        field = self.fields["head"]
        assert isinstance(field, EmployeeChoice)
        field.offer(by, department, *([department.head] if department.head else []))


class RenameForm(ActionForm):
    name = text(_("New name"), 120, required=True)
    on = day(
        _("Takes effect on"),
        initial=today,
        help_text=_("Until the day before, the old name is shown."),
    )


class MoveForm(WithDepartments):
    parent = DepartmentChoice(_("Part of"), required=False, empty_label=_("Nothing: it is at the top"))
    on = day(_("Takes effect on"), initial=today, help_text=_("Everything below it moves along."))


class CloseForm(ActionForm):
    on = day(_("Closed from"), initial=today)
    reason = note(_("Reason"), 500, required=True)


class EmployeeForm(ActionForm):
    """Who somebody is, how she is reached, and what she does here."""

    given_name = text(_("Given name"), 100, required=True)
    family_name = text(_("Family name"), 100)
    social_name = text(_("Social name"), 200, help_text=_("The name the person is called by; shown first"))
    birth_date = day(_("Birth date"), required=False)
    gender = forms.ChoiceField(
        label=_("Gender"), choices=Employee.Gender.choices, initial=Employee.Gender.UNKNOWN, required=False
    )
    cpf = text(_("CPF"), 14)
    cns = text(_("CNS"), 20)
    job_title = text(_("Job title"), 100)
    cbo_code = text(_("CBO code"), 7, help_text=_("6 digits"))
    registration_number = text(_("Registration number"), 20)
    hired_on = day(_("Hired on"), required=False, initial=today)
    phone = text(_("Phone or extension"), 20)
    mobile = text(_("Mobile"), 20)
    email = forms.EmailField(label=_("Email"), required=False)
    postal_code = text(_("CEP"), 12)
    street = text(_("Street"), 200)
    number = text(_("Number"), 20)
    complement = text(_("Complement"), 100)
    district = text(_("District"), 100)
    city = text(_("City"), 100)
    state = text(pgettext_lazy("of a country", "State"), 40)
    description = note()

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return self.cleaned_data | {"gender": self.cleaned_data["gender"] or Employee.Gender.UNKNOWN}


class ReasonForm(ActionForm):
    reason = note(_("Reason"), 500, required=True)


class DismissalForm(ReasonForm):
    on = day(_("Last day of work"), initial=today)
    field_order = ["on", "reason"]


class RehireForm(ActionForm):
    on = day(_("First day"), initial=today)


class AssignForm(WithDepartments):
    department = DepartmentChoice(_("Department"))
    role = text(_("Role in the department"), 80)
    starts_on = day(_("First day"), initial=today)
    ends_on = day(_("Last day"), required=False, help_text=_("Empty: without end"))
    is_primary = forms.BooleanField(label=_("Primary department"), required=False)


class EndForm(ActionForm):
    ends_on = day(_("Last day"), initial=today)


class LicenceForm(ActionForm):
    council = forms.ChoiceField(label=_("Council"), choices=Licence.Council.choices)
    uf = forms.ChoiceField(
        label=pgettext_lazy("of a country", "State"), choices=Licence.State.choices, initial=Licence.State.SP
    )
    number = text(_("Number"), 30, required=True)
    category = text(_("Category"), 10, help_text=_("For example ENF, TE or AE at COREN"))
    specialty = text(_("Specialty"), 100)
    rqe = text(_("RQE"), 10, help_text=_("Number of the specialty's own registration"))
    valid_from = day(_("Valid from"), initial=today)
    valid_until = day(_("Valid until"), required=False, help_text=_("The last day; empty: no end"))


class ShiftTimes(ActionForm):
    """A day and two times; an end that is not after the start is on the next day."""

    day = day(_("Day"), initial=today)
    starts = forms.TimeField(label=_("Starts at"), widget=TimeInput())
    ends = forms.TimeField(
        label=_("Ends at"), widget=TimeInput(), help_text=_("Not after the start: the next day")
    )
    note = text(_("Note"), 200)

    def arguments(self) -> dict[str, Any]:  # Any: see above
        given = dict(self.cleaned_data)
        begins: date = given.pop("day")
        starts, ends = given.pop("starts"), given.pop("ends")
        ends_on = begins if ends > starts else begins + timedelta(days=1)
        return given | {
            "starts_at": make_aware(datetime.combine(begins, starts)),
            "ends_at": make_aware(datetime.combine(ends_on, ends)),
        }


class ShiftForm(WithDepartments, ShiftTimes):
    """A shift of somebody, in a department."""

    department = DepartmentChoice(_("Department"))
    field_order = ["department", "day", "starts", "ends", "note"]


class RosterShiftForm(ShiftTimes):
    """A shift in a department, of somebody."""

    employee = EmployeeChoice(_("Who"))
    field_order = ["employee", "day", "starts", "ends", "note"]

    def __init__(
        self, data: Any = None, *, department: Department, by: User, **options: Any
    ) -> None:  # Any: see above
        super().__init__(data, **options)
        field = self.fields["employee"]
        assert isinstance(field, EmployeeChoice)
        field.offer(by, department)


class LeaveForm(ActionForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Leave.Kind.choices)
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))
    note = note(_("Note"), 500)


class ApprovalForm(ActionForm):
    cancel_shifts = forms.BooleanField(
        label=_("Cancel the planned shifts that are in the way"), required=False
    )


class UserForm(ActionForm):
    """Whose user it is."""

    user: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(label=_("User"), queryset=None)

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, **options)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        people = User.objects.visible_to(by).filter(is_active=True, kind=User.Kind.PERSON, employee=None)
        field.queryset = people.order_by("search", "id")
