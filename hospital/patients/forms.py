"""What the pages ask. Labels, choices and lengths are those of the models."""

from datetime import date
from typing import Any, TypeVar  # Any: form data is of every type

from django import forms
from django.db.models import Model
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from hospital.core.forms import ActionForm

from .actions.identity import IdentityData
from .actions.merging import Difference
from .models import Address, Alert, Contact, Guardian, Identifier, MedicalHistory, Patient

Form = TypeVar("Form", bound=type[ActionForm])

TYPED = {"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}
ADDRESS = ("street", "number", "complement", "district", "city", "state", "postal_code", "country")


def of_model(model: type[Model], *names: str, **required: bool) -> Any:  # Any: a class decorator
    """Give a form the fields of a model's columns, before its own."""

    def decorate(form: Form) -> Form:
        made: dict[str, forms.Field] = fields_for_model(model, fields=names)
        for name, field in made.items():
            field.required = required.get(name, field.required)
            if isinstance(field, forms.TypedChoiceField):
                known: list[Any] = list(field.choices)  # type: ignore[arg-type]  # of a column: never a callable
                field.choices = [(value, label if value else _("Not informed")) for value, label in known]
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        form.base_fields = form.declared_fields = {**made, **form.base_fields}
        return form

    return decorate


class PatientFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, document, chart number, phone or birth date"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("All")), *Patient.Sex.choices], required=False)
    state = forms.ChoiceField(label=_("Records"), choices=Patient.State.choices, required=False)
    registered_from = forms.DateField(label=_("Registered from"), required=False)

    def words(self) -> dict[str, Any]:  # Any: see above
        """What was asked for, without what was left open or makes no sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@of_model(Patient, *IdentityData.__annotations__)
class IdentityForm(ActionForm):
    """Who a patient is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        for name in ("given_name", "family_name", "social_name", "mother_name"):
            self.fields[name].widget.attrs.update(TYPED)


class IdentificationForm(IdentityForm):
    different_because = forms.CharField(
        label=_("Why this is someone else"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


@of_model(Address, *ADDRESS, country=False)
class RegisterForm(IdentificationForm):
    """A registration on one page: what is needed in a minute, and all the rest below it."""

    cpf = forms.CharField(label="CPF", max_length=20, required=False)
    cns = forms.CharField(label="CNS", max_length=25, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("Email"), max_length=200, required=False)

    def arguments(self) -> dict[str, Any]:  # Any: see above
        """The address goes as a list of one, or of none when nothing but the country is filled in."""
        data = dict(self.cleaned_data)
        address = {name: data.pop(name) for name in ADDRESS}
        address["country"] = address["country"] or "BR"
        is_there = any(value for name, value in address.items() if name != "country")
        return {**data, "addresses": [address] if is_there else []}


class UnidentifiedForm(ActionForm):
    sex = forms.ChoiceField(label=_("Sex"), choices=Patient.Sex.choices, initial=Patient.Sex.UNKNOWN)
    years = forms.IntegerField(
        label=_("Age the person seems to have"), min_value=0, max_value=130, required=False,
        help_text=_("In years"),
    )  # fmt: skip
    description = forms.CharField(
        label=_("What may help to identify the person"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Where found, clothes, marks, who brought her"),
    )  # fmt: skip


class NewbornForm(ActionForm):
    birth_date = forms.DateField(label=_("Birth date"))
    sex = forms.ChoiceField(label=_("Sex"), choices=Patient.Sex.choices, initial=Patient.Sex.UNKNOWN)
    order = forms.IntegerField(
        label=_("Which of twins"), min_value=1, max_value=9, required=False,
        help_text=_("Empty for a single child"),
    )  # fmt: skip
    given_name = forms.CharField(
        label=_("Given name"), max_length=100, required=False,
        help_text=_("Without one, the child is called after the mother"),
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:  # Any: see above
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Photo"), help_text=_("JPEG, PNG or WebP, at most 2 MB"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip


class ReasonForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the audit trail"),
    )  # fmt: skip


class DeathForm(ActionForm):
    at = forms.DateTimeField(
        label=_("Died at"), required=False, help_text=_("Day and time, if they are known")
    )


class EndForm(ActionForm):
    on = forms.DateField(label=_("Last day it held"), required=False, help_text=_("Today, when left empty"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def arguments(self) -> dict[str, Any]:  # Any: see above
        day: date | None = self.cleaned_data["on"]
        return {"on": day, "reason": self.cleaned_data["reason"]}


@of_model(Identifier, "kind", "value", "system", "is_preferred", "starts_on", system=False)
class IdentifierForm(ActionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.fields["system"].help_text = _("Country, state or institution; not needed for CPF and CNS")


@of_model(Contact, "kind", "use", "value", "is_preferred", "note")
class ContactForm(ActionForm):
    pass


@of_model(Address, "use", *ADDRESS, "city_code", "starts_on", "note")
class AddressForm(ActionForm):
    pass


@of_model(Guardian, "name", "relation", "phone", "is_legal_guardian", "is_emergency_contact", "note")
class GuardianForm(ActionForm):
    cpf = forms.CharField(label="CPF", max_length=20, required=False)


@of_model(Alert, "kind", "severity", "text")
class AlertForm(ActionForm):
    pass


@of_model(MedicalHistory, "condition", "medication", "starts_on", "note")
class HistoryForm(ActionForm):
    pass


class MergeForm(ActionForm):
    """Why two records are one person, and what to take from the one that goes."""

    take = forms.MultipleChoiceField(label=_("Take from the other record"), required=False)
    reason = forms.CharField(
        label=_("How do you know that they are one person?"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, differences: list[Difference], **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        take = self.fields["take"]
        assert isinstance(take, forms.MultipleChoiceField)
        take.choices = [(told.group, told.label) for told in differences]
