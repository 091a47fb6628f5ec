"""What is asked of who sets up queues, rooms and panels."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from hospital.core.forms import ActionForm
from hospital.organization.models import Department

from ..models import Encounter, Queue


class QueueForm(ActionForm):
    """A queue as it is set up."""

    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(None, label=_("Department"))
    name = forms.CharField(label=_("Service"), max_length=80)
    prefix = forms.CharField(  # type: ignore[assignment]  # a field, taken off the class by Django
        label=_("Letters of its tickets"), max_length=3
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=Queue.Purpose.choices)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of encounter"), choices=Encounter.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    target_minutes = forms.IntegerField(
        label=_("Minutes until called"), min_value=1, max_value=1440, initial=60,
        help_text=_("For who has no colour"),
    )  # fmt: skip

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        if departments is None:
            del self.fields["department"]
        else:
            field = self.fields["department"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = departments


class RoomForm(ActionForm):
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(None, label=_("Department"))
    name = forms.CharField(label=_("Name on the panel"), max_length=60)
    spoken = forms.CharField(
        label=_("As it is spoken"), max_length=120, required=False, help_text=_("Empty: as it is written")
    )

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments


class QueuesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # see above
    def label_from_instance(self, queue: Any) -> str:  # Any: see above
        return f"{queue.department.name} · {queue.name}"


class PanelForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Where the screen hangs"))
    queues = QueuesField(None, label=_("Queues"), widget=forms.CheckboxSelectMultiple)
    is_spoken = forms.BooleanField(label=_("Speaks the calls"), required=False, initial=True)

    def __init__(self, *args: Any, queues: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["queues"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = queues
