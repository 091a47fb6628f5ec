"""What the agenda's pages ask."""

from datetime import date, datetime, time, timedelta
from typing import Any  # Any: form data is of every type

from django import forms
from django.db import models
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.models import User
from hospital.core.forms import ActionForm
from hospital.core.ids import uuid7
from hospital.organization.forms import DayInput, DepartmentChoice, TimeInput
from hospital.organization.models import today

from .models import Absence, Appointment, Resource, Service

SERVICE = pgettext_lazy("appointment", "Service")
TIME = pgettext_lazy("of day", "Time")


class Filter(forms.Form):
    """What a list or the agenda is narrowed to; what makes no sense is left out."""

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, **options)
        offer(self, by)

    def words(self) -> dict[str, Any]:  # Any: see above
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def keys(self) -> dict[str, Any]:  # Any: see above
        """The same with the keys of rows instead of the rows."""
        return {
            name: value.pk if isinstance(value, models.Model) else value
            for name, value in self.words().items()
        }


class ByForm(ActionForm):
    """A form whose choices are what `by` may see."""

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, **options)
        offer(self, by)


def offer(form: forms.Form, by: User) -> None:
    """Fill the fields of a form with the departments, resources and services that `by` sees."""
    for field in form.fields.values():
        if isinstance(field, DepartmentChoice | ResourceChoice | ResourcesChoice):
            field.offer(by)
        elif isinstance(field, ServiceChoice | ServicesChoice):
            field.queryset = Service.objects.visible_to(by).active().order_by("name", "id")


class ResourceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """Somebody or something that is booked."""

    def __init__(self, label: Any, *, kinds: tuple[str, ...] = (), **options: Any) -> None:  # Any: see above
        super().__init__(queryset=None, label=label, **options)
        self.kinds = kinds

    def offer(self, by: User) -> None:
        rows = Resource.objects.visible_to(by).active()
        rows = rows.filter(kind__in=self.kinds) if self.kinds else rows
        self.queryset = rows.order_by("name", "id")


class ResourcesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """Some of those."""

    def __init__(self, label: Any, *, kinds: tuple[str, ...] = (), **options: Any) -> None:  # Any: see above
        super().__init__(queryset=None, label=label, required=False, **options)
        self.kinds = kinds

    def offer(self, by: User) -> None:
        rows = Resource.objects.visible_to(by).active()
        rows = rows.filter(kind__in=self.kinds) if self.kinds else rows
        self.queryset = rows.order_by("name", "id")


class ServiceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    """What a patient comes for."""

    def __init__(self, label: Any = SERVICE, **options: Any) -> None:  # Any: see above
        super().__init__(queryset=None, label=label, **options)

    def label_from_instance(self, obj: Service) -> str:
        return f"{obj.name} · {obj.duration} min"


class ServicesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    def __init__(self, label: Any, **options: Any) -> None:  # Any: see above
        super().__init__(queryset=None, label=label, required=False, **options)


def day(label: Any, **options: Any) -> forms.DateField:  # Any: see above
    return forms.DateField(label=label, widget=DayInput(), **options)


def hour(label: Any, **options: Any) -> forms.TimeField:  # Any: see above
    return forms.TimeField(label=label, widget=TimeInput(), **options)


def words(label: Any, length: int = 300, *, required: bool = False, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=length, required=required, widget=area, **options)


class BoardFilter(Filter):
    """Which day, and whose."""

    day = day(_("Day"), required=False)
    department = DepartmentChoice(_("Department"), required=False, empty_label=_("All"))
    kind = forms.ChoiceField(label=_("Whose"), choices=Resource.Kind.choices, required=False)


class WeekFilter(Filter):
    resource = ResourceChoice(pgettext_lazy("agenda", "Of"), required=False, empty_label=None)
    day = day(_("Week of"), required=False)


class FindFilter(Filter):
    """Where there is still time."""

    service = ServiceChoice(required=False)
    resource = ResourceChoice(
        pgettext_lazy("appointment", "With"), kinds=("practitioner",), required=False,
        empty_label=_("Whoever is free first"),
    )  # fmt: skip
    department = DepartmentChoice(_("Department"), required=False, empty_label=_("All"))
    from_day = day(_("From day"), required=False)


class Moment(forms.DateTimeField):
    """A moment as addresses write it, in ISO 8601."""

    widget = forms.HiddenInput


class BookForm(ByForm):
    """Who comes, for what, when and to whom; the rest is rarely needed."""

    patient = forms.UUIDField(
        label=_("Patient"), widget=forms.HiddenInput, error_messages={"required": _("Choose the patient.")}
    )
    resource = ResourceChoice(pgettext_lazy("appointment", "With"))
    day = day(_("Day"))
    hour = hour(TIME)
    service = ServiceChoice()
    companions = ResourcesChoice(
        _("Also needed"),
        kinds=("room", "equipment", "theatre"),
        help_text=_("Rooms and devices"),
    )
    channel = forms.ChoiceField(
        label=_("How it was asked for"), choices=Appointment.Channel.choices[:2], required=False
    )
    payer_code = forms.CharField(label=_("Payer"), max_length=30, required=False)
    notes = words(_("Notes"), 2000)
    times = forms.IntegerField(
        label=_("Repeat, times in all"), min_value=1, max_value=104, required=False,
        help_text=_("The same hour, week after week"),
    )  # fmt: skip
    every_weeks = forms.IntegerField(
        label=_("Every so many weeks"), min_value=1, max_value=12, required=False, initial=1
    )
    overbooked_because = forms.CharField(
        label=_("Why it is booked all the same"), max_length=300, required=False,
        help_text=_("Over the capacity or outside the hours; seen on the agenda"),
    )  # fmt: skip
    request_id = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False, initial=uuid7)

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, by=by, **options)
        if not by.has_perm("scheduling.overbook"):
            del self.fields["overbooked_because"]

    @property
    def starts_at(self) -> datetime | None:
        """The time that is asked for, when it is a time."""
        given = getattr(self, "cleaned_data", {})
        if not given.get("day") or not given.get("hour"):
            return None
        return make_aware(datetime.combine(given["day"], given["hour"]))


class ReasonForm(ActionForm):
    reason = words(_("Reason"), required=True, help_text=_("Kept in the course of the appointment"))


class MaybeReasonForm(ActionForm):
    reason = words(_("Reason"))


class MoveForm(ByForm):
    """To when and to whom."""

    resource = ResourceChoice(pgettext_lazy("appointment", "With"))
    day = day(_("Day"))
    hour = hour(TIME)
    because = words(_("Reason"))
    overbooked_because = forms.CharField(
        label=_("Why it is booked all the same"), max_length=300, required=False,
        help_text=_("Over the capacity or outside the hours; seen on the agenda"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, by: User, **options: Any) -> None:  # Any: see above
        super().__init__(data, by=by, **options)
        if not by.has_perm("scheduling.overbook"):
            del self.fields["overbooked_because"]

    def arguments(self) -> dict[str, Any]:  # Any: see above
        given = dict(self.cleaned_data)
        starts_at = make_aware(datetime.combine(given.pop("day"), given.pop("hour")))
        return given | {"starts_at": starts_at}


class Stretch(ByForm):
    """From a day and time to another; without times, whole days."""

    starts_on = day(_("First day"), initial=today)
    starts = hour(_("From"), required=False, help_text=_("Empty: the whole day"))
    ends_on = day(_("Last day"), required=False, help_text=_("Empty: the same day"))
    ends = hour(_("Until"), required=False, help_text=_("Empty: the whole day"))

    def arguments(self) -> dict[str, Any]:  # Any: see above
        given = dict(self.cleaned_data)
        first: date = given.pop("starts_on")
        last: date = given.pop("ends_on") or first
        starts, ends = given.pop("starts"), given.pop("ends")
        after = datetime.combine(last, ends) if ends else datetime.combine(last + timedelta(days=1), time.min)
        return given | {
            "starts_at": make_aware(datetime.combine(first, starts or time.min)),
            "ends_at": make_aware(after),
        }


class BlockForm(Stretch):
    resource = ResourceChoice(pgettext_lazy("agenda", "Of"))
    kind = forms.ChoiceField(
        label=_("Kind"), initial=Absence.Kind.BLOCK,
        choices=[choice for choice in Absence.Kind.choices if choice[0] != Absence.Kind.ABSENCE],
    )  # fmt: skip
    reason = words(_("Reason"), required=True)
    field_order = ["resource", "starts_on", "starts", "ends_on", "ends", "kind", "reason"]


class AbsenceForm(Stretch):
    """Who is away and when, and who may take her patients."""

    resource = ResourceChoice(_("Who is away"), kinds=("practitioner",))
    among = ResourcesChoice(
        _("Her patients go to"), kinds=("practitioner",), help_text=_("Nobody chosen: to herself, later")
    )
    reason = words(_("Reason"), required=True)
    field_order = ["resource", "starts_on", "starts", "ends_on", "ends", "among", "reason"]


class AgainForm(ByForm):
    among = ResourcesChoice(
        _("Her patients go to"), kinds=("practitioner",), help_text=_("Nobody chosen: to herself, later")
    )
