"""What the pages ask that set up resources, services, agendas and holidays."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.models import User
from hospital.core.forms import ActionForm
from hospital.organization.forms import DepartmentChoice
from hospital.organization.models import Employee, today

from .forms import ByForm, Filter, ServicesChoice, day, hour, words
from .models import Holiday, Resource, Service, Weekday


class ResourceForm(ByForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Empty: the employee's name")
    )
    department = DepartmentChoice(_("Department"))
    capacity = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=500, initial=1,
        help_text=_("How many patients at the same time, at most"),
    )  # fmt: skip


class NewResourceForm(ResourceForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Resource.Kind.choices)
    employee: "forms.ModelChoiceField[Employee]" = forms.ModelChoiceField(
        label=_("Employee"), queryset=None, required=False, help_text=_("For a practitioner")
    )
    field_order = ["kind", "employee", "name", "department", "capacity"]

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, by=by, **options)
        field = self.fields["employee"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = Employee.objects.visible_to(by).filter(resource=None)
        field.queryset = rows.order_by("search", "id")


class ChangeResourceForm(ResourceForm):
    is_active = forms.BooleanField(label=pgettext_lazy("of a resource", "in use"), required=False)


class ServiceForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    duration = forms.IntegerField(
        label=_("Duration"), min_value=1, max_value=1440, initial=30, help_text=_("Minutes")
    )
    buffer_before = forms.IntegerField(
        label=_("Free before"), min_value=0, max_value=480, initial=0, help_text=_("Minutes")
    )
    buffer_after = forms.IntegerField(
        label=_("Free after"), min_value=0, max_value=480, initial=0, help_text=_("Minutes")
    )
    capacity = forms.IntegerField(
        label=_("Patients at a time"), min_value=1, max_value=500, initial=1, help_text=_("More for groups")
    )
    modality = forms.ChoiceField(label=_("Modality"), choices=Service.Modality.choices)
    preparation = words(_("Preparation"), 4000, help_text=_("What the patient is told when she books"))
    is_bookable_online = forms.BooleanField(label=_("Patients book it themselves"), required=False)


class NewServiceForm(ServiceForm):
    code = forms.CharField(label=_("Code"), max_length=20)
    field_order = ["code", "name"]


class ChangeServiceForm(ServiceForm):
    is_active = forms.BooleanField(label=pgettext_lazy("of a service", "offered"), required=False)


class HolidayForm(ActionForm):
    day = day(_("Day"))
    name = forms.CharField(label=_("Name"), max_length=100)
    scope = forms.ChoiceField(label=_("Kind"), choices=Holiday.Scope.choices)


class YearFilter(Filter):
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)


class ResourceFilter(Filter):
    q = forms.CharField(label=_("Name"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All")), *Resource.Kind.choices], required=False
    )
    department_id = DepartmentChoice(_("Department"), required=False, empty_label=_("All"))
    with_inactive = forms.BooleanField(label=_("Also those out of use"), required=False)


class ServiceFilter(Filter):
    q = forms.CharField(label=_("Name or code"), max_length=80, required=False)
    with_inactive = forms.BooleanField(label=_("Also those no longer offered"), required=False)


class AgendaForm(ByForm):
    """A new agenda: from when, and where."""

    department = DepartmentChoice(_("Department"), required=False, empty_label=_("Her own"))
    starts_on = day(_("First day"), initial=today)
    ends_on = day(_("Last day"), required=False, help_text=_("Empty: without end"))
    works_on_holidays = forms.BooleanField(label=_("Open on holidays"), required=False)


class CloseAgendaForm(ActionForm):
    ends_on = day(_("Last day"), initial=today)
    reason = words(_("Reason"), required=True)


class ExtraHoursForm(ActionForm):
    day = day(_("Day"))
    opens_at = hour(_("From"))
    closes_at = hour(_("Until"))
    slot_minutes = forms.IntegerField(
        label=_("Minutes between starts"), min_value=1, max_value=1440, initial=30
    )
    capacity = forms.IntegerField(label=_("Patients at a time"), min_value=1, max_value=500, initial=1)
    reason = words(_("Reason"), required=True)


class WeekFrom(ActionForm):
    from_day = day(_("Holds from"), initial=today)


class HoursForm(ByForm):
    """Hours of one weekday; a row that is left empty is none."""

    weekday = forms.TypedChoiceField(
        label=_("Weekday"), coerce=int, empty_value=None, required=False,
        choices=[("", "—"), *Weekday.choices],
    )  # fmt: skip
    opens_at = hour(_("From"), required=False)
    closes_at = hour(_("Until"), required=False)
    slot_minutes = forms.IntegerField(
        label=_("Minutes between starts"), min_value=1, max_value=1440, initial=30, required=False
    )
    capacity = forms.IntegerField(
        label=_("Patients at a time"), min_value=1, max_value=500, initial=1, required=False
    )
    services = ServicesChoice(_("Services"), help_text=_("None: all of them"))
    quotas = forms.CharField(
        label=_("Places by payer"), max_length=200, required=False, help_text=_("As in SUS=5, UNIMED=3")
    )

    def clean(self) -> dict[str, Any]:  # Any: see above
        given = super().clean() or self.cleaned_data
        if given.get("weekday"):
            for name in ("opens_at", "closes_at", "slot_minutes", "capacity"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("This field is needed for the weekday."))
        return given

    def clean_quotas(self) -> dict[str, int]:
        """ "SUS=5, UNIMED=3" as {"SUS": 5, "UNIMED": 3}."""
        found: dict[str, int] = {}
        for part in filter(None, (piece.strip() for piece in self.cleaned_data["quotas"].split(","))):
            payer, _sign, most = part.partition("=")
            if not payer.strip() or not most.strip().isdecimal() or int(most) > 500:
                raise forms.ValidationError(_("Write it as in SUS=5, UNIMED=3."))
            found[payer.strip()] = int(most)
        return found


def hours_formset(
    data: Any, *, by: User, initial: list[dict[str, Any]] | None = None
) -> Any:  # Any: see above
    """The week of an agenda as rows, three of them empty."""
    made = forms.formset_factory(HoursForm, extra=3, max_num=60, absolute_max=80)
    return made(data, form_kwargs={"by": by}, initial=initial, prefix="week")
