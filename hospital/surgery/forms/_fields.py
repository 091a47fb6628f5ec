"""Fields that the forms of operations share."""

from collections.abc import Callable
from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import chosen
from ..models import Laterality


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """A row by its name; its choices are asked for when the form is made."""

    def __init__(self, rows: Callable[[], Any], **kwargs: Any) -> None:  # Any: see above
        super().__init__(None, **kwargs)
        self.rows = rows

    def label_from_instance(self, row: Any) -> str:  # Any: see above
        return str(row.name)


class ManyNamedField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # see above
    """Rows by their names."""

    def __init__(self, rows: Callable[[], Any], **kwargs: Any) -> None:  # Any: see above
        super().__init__(None, **kwargs)
        self.rows = rows

    def label_from_instance(self, row: Any) -> str:  # Any: see above
        return str(row.name)


def fill(form: forms.Form) -> None:
    """Give the fields that choose rows their rows."""
    for field in form.fields.values():
        if isinstance(field, NamedField | ManyNamedField):
            field.queryset = field.rows()


def person(label: Any, **kwargs: Any) -> NamedField:  # Any: see above
    return NamedField(chosen.staff, label=label, **kwargs)


WHEN = _("When")


def moment(label: Any = WHEN, **kwargs: Any) -> forms.DateTimeField:  # Any: see above
    """A moment by the clock of the hospital."""
    return forms.DateTimeField(
        label=label, required=kwargs.pop("required", False),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), **kwargs,
    )  # fmt: skip


def side(**kwargs: Any) -> forms.ChoiceField:  # Any: see above
    return forms.ChoiceField(label=_("Side"), choices=Laterality.choices, **kwargs)


def optional(choices: Any) -> Any:  # Any: see above
    """The choices with nothing before them."""
    return [("", "—"), *choices]
