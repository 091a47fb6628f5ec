"""What the pages of the desk and of triage ask. Labels, choices and lengths are those of the models."""

from collections.abc import Iterable
from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _

from hospital.core.forms import ActionForm
from hospital.organization.models import Department
from hospital.patients.models import Patient

from ..models import Encounter, QueueEntry, Triage
from ..vitals import MEASURES

FACTS = [
    (value, label)
    for value, label in QueueEntry.Fact.choices
    if value not in (QueueEntry.Fact.OVER_80, QueueEntry.Fact.ELDERLY)
]


class QueueField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no generic when it runs
    """A queue with its department, and how many wait."""

    def label_from_instance(self, queue: Any) -> str:  # Any: a queue of lists.queues
        return f"{queue.department.name} · {queue.name} ({queue.waiting})"


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]  # see above
    """A row by its name."""

    def label_from_instance(self, row: Any) -> str:  # Any: a room or a flowchart
        return str(row.name)


def facts_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Priority by law"), choices=FACTS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Ages of 60 and 80 come from the birth date"),
    )  # fmt: skip


class EncounterFilter(forms.Form):
    """The filters of the list, which are those of the API."""

    department_id: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        None, label=_("Department"), required=False, empty_label=_("All")
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *Encounter.State.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All")), *Encounter.Kind.choices], required=False
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    overdue = forms.BooleanField(label=_("Beyond the time to be called by"), required=False)

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["department_id"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments

    def words(self) -> dict[str, Any]:  # Any: see above
        """What is filled in and makes sense, as the API's filter takes it."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}
        if "department_id" in found:
            found["department_id"] = found["department_id"].pk
        return found


class ArrivalForm(ActionForm):
    """Into which queue, and with which priority by law."""

    queue = QueueField(None, label=_("Queue"))
    facts = facts_field()

    def __init__(self, *args: Any, queues: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["queue"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queues
        rows = list(queues[:2])
        if len(rows) == 1:
            field.initial = rows[0].pk


class AppointmentForm(ArrivalForm):
    """The same; a department without queues receives patients all the same."""

    def __init__(self, *args: Any, queues: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, queues=queues, **kwargs)
        self.fields["queue"].required = False


class WalkInForm(ArrivalForm):
    """Somebody who came without an appointment."""

    reason = forms.CharField(label=_("Reason for coming"), max_length=400)
    priority = forms.ChoiceField(
        label=_("At first sight"), choices=Encounter.Priority.choices, widget=forms.RadioSelect,
        initial=Encounter.Priority.ROUTINE,
    )  # fmt: skip
    field_order = ("queue", "reason", "priority", "facts")

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = dict(self.cleaned_data)
        queue = data["queue"]
        kind = queue.kinds[0] if queue.kinds else Encounter.Kind.OUTPATIENT
        return {**data, "department": queue.department, "kind": kind}


class UnregisteredForm(ActionForm):
    """From the door to a colour in six inputs."""

    complaint = forms.CharField(label=_("Complaint"), max_length=400)
    flowchart = NamedField(None, label=_("Kind of complaint"))
    finding = forms.ChoiceField(
        label=_("Most urgent finding"), required=False,
        help_text=_("A finding of another complaint changes the kind of complaint"),
    )  # fmt: skip
    sex = forms.ChoiceField(label=_("Sex"), choices=Patient.Sex.choices, initial=Patient.Sex.UNKNOWN)
    years = forms.IntegerField(
        label=_("Age the person seems to have"), min_value=0, max_value=130, required=False
    )
    queue = QueueField(None, label=_("Where the patient waits"))

    def __init__(
        self, *args: Any, asked: Iterable[Any], charts: Any, queues: Any, **kwargs: Any  # Any: see above
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        named = {chart.pk: chart.name for chart in charts}
        chart_field, queue_field = self.fields["flowchart"], self.fields["queue"]
        finding = self.fields["finding"]
        assert isinstance(chart_field, forms.ModelChoiceField)
        assert isinstance(queue_field, forms.ModelChoiceField)
        assert isinstance(finding, forms.ChoiceField)
        chart_field.queryset, queue_field.queryset = charts, queues
        self.asked = {str(row.pk): row for row in asked}
        groups: dict[Any, list[tuple[str, str]]] = {None: [], **{pk: [] for pk in named}}  # Any: see above
        for key, row in self.asked.items():
            groups[row.flowchart_id].append((key, f"{row.colour.get_code_display()} · {row.text}"))
        finding.choices = [
            ("", _("None of them")),
            *((named.get(pk) or _("Any complaint"), lines) for pk, lines in groups.items()),
        ]

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = dict(self.cleaned_data)
        found = self.asked.get(data.pop("finding"))
        if found and found.flowchart_id:
            data["flowchart"] = found.flowchart
        answers = {found.code: True} if found else {}
        return {**data, "answers": answers, "department": data["queue"].department}


class TriageForm(ActionForm):
    """Measurements and answers for one flowchart."""

    complaint = forms.CharField(label=_("Complaint in the patient's words"), max_length=400)
    started_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    why = forms.ChoiceField(
        label=_("Why again"), required=False,
        choices=[choice for choice in Triage.Why.choices if choice[0] != Triage.Why.FIRST],
    )  # fmt: skip
    answers = forms.MultipleChoiceField(label=_("Findings"), required=False)
    queue = QueueField(None, label=_("Where the patient waits next"), required=False)

    def __init__(
        self, *args: Any, questions: Iterable[Any], queues: Any, is_again: bool,
        **kwargs: Any,  # Any: see above
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for measure in MEASURES.values():
            self.fields[measure.code] = forms.FloatField(
                label=str(measure.label), required=False, localize=True,
                widget=forms.TextInput(attrs=_shape(measure)),
            )  # fmt: skip
        answers, queue = self.fields["answers"], self.fields["queue"]
        assert isinstance(answers, forms.MultipleChoiceField)
        assert isinstance(queue, forms.ModelChoiceField)
        answers.choices = [(question.code, question.text) for question in questions]
        queue.queryset = queues
        rows = list(queues[:2])
        if len(rows) == 1 and not is_again:
            queue.initial = rows[0].pk
        if not is_again:
            del self.fields["why"]

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = dict(self.cleaned_data)
        vitals = {code: data.pop(code) for code in MEASURES}
        said = set(data.pop("answers"))
        choices: Any = self.fields["answers"]  # Any: its choices
        return {**data, "vitals": vitals, "answers": {code: code in said for code, _text in choices.choices}}


def _shape(measure: Any) -> dict[str, Any]:  # Any: see above
    return {
        "inputmode": "decimal", "data-measure": measure.code, "data-least": measure.least,
        "data-most": measure.most, "data-low": measure.low, "data-high": measure.high, "autocomplete": "off",
        "size": 6,
    }  # fmt: skip


class CallForm(ActionForm):
    """To which room; and why out of turn, when that is needed."""

    room = NamedField(None, label=_("Room"))
    reason = forms.CharField(
        label=_("Why out of turn"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, rooms: Any, jumps: bool, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["room"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rooms
        if jumps:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class MaybeReasonForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class TransferForm(ActionForm):
    queue = QueueField(None, label=_("To which queue"))
    reason = forms.CharField(label=_("Reason"), max_length=400, required=False)

    def __init__(self, *args: Any, queues: Any, **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["queue"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queues


class FinishForm(ActionForm):
    disposition = forms.ChoiceField(
        label=_("How it ended"), choices=Encounter.Disposition.choices, widget=forms.RadioSelect
    )
    description = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class FactsForm(ActionForm):
    facts = facts_field()
