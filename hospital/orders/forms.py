"""What the pages of orders and results ask."""

from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.forms import ActionForm

from .grid import GridLine
from .models import Category, Order, Progress, ReferenceRange, TestPanel, Tube

TYPED = {"autocomplete": "off", "spellcheck": "false"}


class OrdersForm(ActionForm):
    """Several things to order on one page: panels by a tick, anything else by code or words."""

    favourites = forms.MultipleChoiceField(
        label=_("Often ordered"), required=False, widget=forms.CheckboxSelectMultiple
    )
    laboratory = forms.MultipleChoiceField(
        label=_("Laboratory"), required=False, widget=forms.CheckboxSelectMultiple
    )
    imaging = forms.MultipleChoiceField(
        label=_("Imaging and procedures"), required=False, widget=forms.CheckboxSelectMultiple
    )
    display = forms.CharField(
        label=_("Something else"), max_length=400, required=False, widget=forms.TextInput(attrs=TYPED),
        help_text=_("By its name or code; what no list knows is ordered in words"),
    )  # fmt: skip
    code = forms.CharField(label=_("Code"), max_length=60, required=False)
    system = forms.CharField(label=_("Code system"), max_length=200, required=False)
    category = forms.ChoiceField(label=_("Carried out by"), choices=Category.choices, required=False)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=Order.Priority.choices, initial=Order.Priority.ROUTINE,
        widget=forms.RadioSelect,
    )  # fmt: skip
    clinical_indication = forms.CharField(
        label=_("Clinical indication"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=_("What the laboratory must know to answer well"),
    )  # fmt: skip

    def __init__(self, *args: Any, panels: list[TestPanel], **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        self.panels = {str(panel.pk): panel for panel in panels}
        groups: dict[str, list[tuple[str, str]]] = {"favourites": [], "laboratory": [], "imaging": []}
        for key, panel in self.panels.items():
            rest = "laboratory" if panel.category == Category.LABORATORY else "imaging"
            groups["favourites" if panel.is_favourite else rest].append((key, panel.name))
        for name, choices in groups.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices

    def arguments(self) -> dict[str, Any]:  # Any: see above
        """One order for each tick, and one for what was typed."""
        data = self.cleaned_data
        common = {"priority": data["priority"], "clinical_indication": data["clinical_indication"]}
        ticked = [*data["favourites"], *data["laboratory"], *data["imaging"]]
        orders = [{"panel": self.panels[key], **common} for key in ticked]
        if data["display"]:
            typed = {name: data[name] for name in ("system", "code", "display", "category") if data[name]}
            orders.append({**typed, **common})
        return {"orders": orders}


class WorklistFilter(forms.Form):
    q = forms.CharField(
        label=_("Barcode, number or name"), max_length=100, required=False,
        widget=forms.TextInput(attrs=TYPED),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("Service"), choices=[("", _("All")), *Category.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("Stage"), required=False,
        choices=[
            ("", _("All that is open")), ("requested", _("To collect or do")),
            ("collected", _("To enter")), ("resulted", _("To validate")),
        ],
    )  # fmt: skip
    department_id = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        field = self.fields["department_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *units]

    def words(self) -> dict[str, Any]:  # Any: see above
        """What was asked for, without what was left open or makes no sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OrderFilter(forms.Form):
    category = forms.ChoiceField(
        label=_("Service"), choices=[("", _("All")), *Category.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("Stage"), choices=[("", _("All")), *Progress.State.choices], required=False
    )

    def words(self) -> dict[str, Any]:  # Any: see above
        """As in WorklistFilter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CollectionForm(ActionForm):
    tubes = forms.MultipleChoiceField(
        label=_("Containers"), choices=Tube.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("One label for each"),
    )  # fmt: skip


class ResultForm(ActionForm):
    """A field for each test, in the order of the panel, and a report."""

    text = forms.CharField(
        label=_("Report"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(
        self, *args: Any, grid: list[GridLine], is_correction: bool = False, **kwargs: Any
    ) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.grid = grid
        for line in grid:
            mode = {} if line.is_text else {"inputmode": "decimal"}
            self.fields[line.name] = forms.CharField(
                label=line.display, max_length=400, required=False,
                widget=forms.TextInput(attrs={**TYPED, **mode, "class": "input result-value"}),
            )  # fmt: skip
        if is_correction:
            self.fields["because"] = forms.CharField(
                label=_("Why it is corrected"), max_length=300, help_text=_("Shown beside the result")
            )

    @property
    def rows(self) -> list[tuple[GridLine, Any]]:  # Any: a bound field
        """Each test with its field."""
        return [(line, self[line.name]) for line in self.grid]

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = self.cleaned_data
        values: dict[str, Any] = {  # Any: see above
            "lines": [line.answer(data[line.name]) for line in self.grid if data[line.name].strip()],
            "text": data["text"],
        }
        return {**values, "because": data["because"]} if "because" in self.fields else values


class ReadingForm(ActionForm):
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("What follows from it, if anything")
    )


class AcknowledgeForm(ActionForm):
    told = forms.CharField(
        label=_("Who was told, and how"), max_length=200,
        help_text=_("For example: I read it myself; or: read back on the telephone to Dr Ana"),
    )  # fmt: skip
    measure = forms.CharField(
        label=_("What is done now"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class WhyForm(ActionForm):
    reason = forms.CharField(
        label=pgettext_lazy("why something is done", "Reason"), max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class RejectionForm(ActionForm):
    because = forms.CharField(
        label=_("Why the specimen is no good"), max_length=300,
        help_text=_("For example: haemolysed, too little, without a label"),
    )  # fmt: skip


class RangeForm(ActionForm):
    """The limits of a test; empty is no limit."""

    low = forms.DecimalField(label=_("Low"), required=False, localize=True)
    high = forms.DecimalField(label=_("High"), required=False, localize=True)
    critical_low = forms.DecimalField(label=_("Critically low"), required=False, localize=True)
    critical_high = forms.DecimalField(label=_("Critically high"), required=False, localize=True)

    @classmethod
    def of(cls, row: ReferenceRange, data: Any = None) -> "RangeForm":  # Any: a POST
        """The form with what the range is now."""
        return cls(data, initial={name: getattr(row, name) for name in cls.base_fields})


class RangeFilter(forms.Form):
    q = forms.CharField(label=_("Test"), max_length=100, required=False, widget=forms.TextInput(attrs=TYPED))

    def words(self) -> dict[str, Any]:  # Any: see above
        """As in WorklistFilter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
