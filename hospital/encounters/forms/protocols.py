"""What is asked of who writes a triage protocol."""

from collections.abc import Iterable
from typing import Any  # Any: form data is of every type

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.forms import ActionForm

from ..models import Colour


class ProtocolForm(ActionForm):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("Description"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


LINE = pgettext_lazy("triage protocol", "code | question | colour | measured | what it means")


class DraftForm(ActionForm):
    """A draft as text: one question on a line, its parts between bars. Shown and read by the same rules."""

    note = forms.CharField(label=_("What is new"), max_length=400, required=False)
    general = forms.CharField(
        label=_("Questions of every complaint"), required=False, help_text=LINE,
        widget=forms.Textarea(attrs={"rows": 14, "wrap": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, content: dict[str, Any], **kwargs: Any) -> None:  # Any: see above
        super().__init__(*args, **kwargs)
        self.levels = [one["code"] for one in content["colours"]]
        for one in content["colours"]:
            code = one["code"]
            label = Colour.Code(code).label
            self.fields[f"name_{code}"] = forms.CharField(label=label, max_length=60, initial=one["name"])
            self.fields[f"minutes_{code}"] = forms.IntegerField(
                label=_("Minutes until seen: %(colour)s") % {"colour": label}, min_value=0, max_value=1440,
                initial=one["minutes"],
            )  # fmt: skip
        self.fields["general"].initial = _text(content["general"])
        self.charts = len(content["flowcharts"]) + 1
        blank = {"code": "", "name": "", "words": "", "discriminators": []}
        for number, chart in enumerate([*content["flowcharts"], blank]):
            self._chart(number, chart)

    def _chart(self, number: int, chart: dict[str, Any]) -> None:  # Any: see above
        for name, label, length in (
            ("code", _("Code"), 40), ("name", _("Complaint"), 120), ("words", _("Other words"), 400),
        ):  # fmt: skip
            self.fields[f"{name}_{number}"] = forms.CharField(
                label=label, max_length=length, required=False, initial=chart[name]
            )
        self.fields[f"lines_{number}"] = forms.CharField(
            label=_("Questions"), required=False, initial=_text(chart["discriminators"]), help_text=LINE,
            widget=forms.Textarea(attrs={"rows": 5, "wrap": "off", "spellcheck": "false"}),
        )  # fmt: skip

    def colour_fields(self) -> list[tuple[Any, Any]]:  # Any: bound fields
        return [(self[f"name_{code}"], self[f"minutes_{code}"]) for code in self.levels]

    def chart_fields(self) -> list[list[Any]]:  # Any: see above
        return [
            [self[f"{name}_{number}"] for name in ("name", "code", "words", "lines")]
            for number in range(self.charts)
        ]

    def clean(self) -> dict[str, Any]:  # Any: see above
        data = super().clean() or {}
        for name in ["general", *(f"lines_{number}" for number in range(self.charts))]:
            try:
                data[name] = _lines(data.get(name, ""))
            except ValueError as error:
                self.add_error(name, str(error))
        return data

    def arguments(self) -> dict[str, Any]:  # Any: see above
        data = self.cleaned_data
        colours = [
            {"code": code, "name": data[f"name_{code}"], "level": level, "minutes": data[f"minutes_{code}"]}
            for level, code in enumerate(self.levels, start=1)
        ]
        charts = [
            {
                "code": data[f"code_{number}"], "name": data[f"name_{number}"],
                "words": data[f"words_{number}"], "discriminators": data[f"lines_{number}"],
            }
            for number in range(self.charts)
            if data[f"name_{number}"]
        ]  # fmt: skip
        content = {"colours": colours, "general": data["general"], "flowcharts": charts}
        return {"content": content, "note": data["note"]}


def _text(asked: Iterable[dict[str, str]]) -> str:
    """Questions as lines of text."""
    order = ("code", "text", "colour", "rule", "hint")
    named = ({**one, "colour": str(Colour.Code(one["colour"]).label)} for one in asked)
    return "\n".join(" | ".join(one[name] for name in order).rstrip(" |") for one in named)


def _lines(text: str) -> list[dict[str, str]]:
    """Lines of text as questions. ValueError naming the line that makes no sense."""
    colours = {str(label).casefold(): value for value, label in Colour.Code.choices}
    colours |= {value: value for value in Colour.Code.values}
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        parts = [part.strip() for part in line.split("|")] + [""] * 3
        colour = colours.get(parts[2].casefold())
        if not parts[0] or not parts[1] or colour is None:
            raise ValueError(_("This line has no code, no question or no colour: %(line)s") % {"line": line})
        found.append(
            {"code": parts[0], "text": parts[1], "colour": colour, "rule": parts[3], "hint": parts[4]}
        )
    return found
