"""What the pages of the trail may be asked: the same as the API."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from . import labels
from .models import Access, Change


class TrailFilter(forms.Form):
    """Days, user and patient; a field that makes no sense finds nothing."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    username = forms.CharField(label=_("Username"), max_length=60, required=False)
    patient_id = forms.UUIDField(label=_("Patient (id)"), required=False)

    def words(self) -> dict[str, Any]:  # Any: see above
        """What was asked for, without what was left open."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class EventFilter(TrailFilter):
    verb = forms.ChoiceField(label=_("What happened"), required=False)
    target_id = forms.UUIDField(label=_("Object (id)"), required=False)
    request_id = forms.UUIDField(label=_("Request (id)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: passed through
        super().__init__(*args, **kwargs)
        field = self.fields["verb"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Everything")),
            *sorted(labels.verbs().items(), key=lambda verb: str(verb[1])),
        ]


class AccessFilter(TrailFilter):
    action = forms.ChoiceField(
        label=_("How"), choices=[("", _("Everything")), *Access.Action.choices], required=False
    )
    request_id = forms.UUIDField(label=_("Request (id)"), required=False)


class ChangeFilter(TrailFilter):
    table = forms.ChoiceField(label=_("Kind of thing"), required=False)
    row_id = forms.CharField(label=_("Object (id)"), max_length=80, required=False)
    operation = forms.ChoiceField(
        label=_("How"), choices=[("", _("Everything")), *Change.Operation.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: passed through
        super().__init__(*args, **kwargs)
        field = self.fields["table"]
        assert isinstance(field, forms.ChoiceField)
        kept = [(name, str(labels.table(name))) for name in labels.kept_tables()]
        field.choices = [("", _("Everything")), *sorted(kept, key=lambda table: table[1])]
