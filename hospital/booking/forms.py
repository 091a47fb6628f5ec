"""What the pages of the waiting list and of the patients' own door ask."""

from datetime import timedelta
from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.forms import ActionForm
from hospital.core.ids import uuid7
from hospital.organization.models import today
from hospital.scheduling.forms import ByForm, Filter, ResourceChoice, ServiceChoice, day, words

from .models import Offer, Wish


def in_two_weeks() -> object:
    return today() + timedelta(days=14)


class WishFilter(Filter):
    service = ServiceChoice(required=False, empty_label=_("All"))
    state = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("open", _("Who waits now")), *Wish.State.choices]
    )


class OfferFilter(Filter):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Offer.State.choices]
    )


class WishForm(ByForm):
    """What somebody waits for."""

    starts_on = day(_("From day"), initial=today)
    ends_on = day(_("Until day"), initial=in_two_weeks)
    part_of_day = forms.ChoiceField(label=_("Time of day"), choices=Wish.PartOfDay.choices)
    resource = ResourceChoice(
        pgettext_lazy("appointment", "With"), kinds=("practitioner",), required=False,
        empty_label=_("Whoever is free first"),
    )  # fmt: skip
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Wish.Priority.choices, coerce=int, initial=Wish.Priority.ROUTINE
    )
    payer_code = forms.CharField(label=_("Payer"), max_length=30, required=False)
    note = words(_("Note"))


class NewWishForm(WishForm):
    patient = forms.UUIDField(
        label=_("Patient"), widget=forms.HiddenInput, error_messages={"required": _("Choose the patient.")}
    )
    service = ServiceChoice()
    field_order = ["service", "resource"]


class ChangeWishForm(WishForm):
    def arguments(self) -> dict[str, Any]:  # Any: see above
        return self.cleaned_data | {"any_resource": self.cleaned_data["resource"] is None}


class ReasonForm(ActionForm):
    reason = words(_("Reason"), required=True)


class AskForm(ActionForm):
    """Who somebody is, at the patients' own door."""

    cpf = forms.CharField(
        label="CPF",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    birth_date = day(_("Birth date"))


class CodeForm(ActionForm):
    code = forms.CharField(
        label=_("Code"), max_length=10,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input"}
        ),
    )  # fmt: skip


class OwnFind(forms.Form):
    """What a patient needs, with whom, and from when."""

    service = ServiceChoice(_("What do you need?"), empty_label=None)
    resource = ResourceChoice(_("With whom?"), required=False, empty_label=_("Whoever is free first"))
    from_day = day(_("From day"), required=False)

    def __init__(self, data: Any, *, services: Any, resources: Any) -> None:  # Any: see above, querysets
        super().__init__(data)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["resource"].queryset = resources  # type: ignore[attr-defined]  # as above


class OwnBook(ActionForm):
    """The time a patient chose."""

    service = forms.UUIDField(widget=forms.HiddenInput)
    at = forms.CharField(widget=forms.HiddenInput, max_length=80)
    request_id = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=uuid7)


class OwnWishForm(ActionForm):
    starts_on = day(_("From day"), initial=today)
    ends_on = day(_("Until day"), initial=in_two_weeks)
    part_of_day = forms.ChoiceField(label=_("Time of day"), choices=Wish.PartOfDay.choices)
    service = ServiceChoice(_("What do you need?"), empty_label=None)
    field_order = ["service"]

    def __init__(self, data: Any = None, *, services: Any, **options: Any) -> None:  # Any: see above
        super().__init__(data, **options)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]  # a ModelChoiceField
