"""What <c-code-field> must know of the fields it fills."""

from dataclasses import dataclass

from django import template
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from hospital.terminology.systems import BY_URI, uris

register = template.Library()


@dataclass(frozen=True)
class Parts:
    """The three inputs of a code, and the systems it may be of."""

    display: BoundField
    code: BoundField
    system: BoundField
    uris: list[str]
    choices: list[tuple[str, str]]

    @property
    def chosen(self) -> str:
        """The system of the code that is there."""
        return str(self.system.value() or "")

    @property
    def only(self) -> str:
        """The system, when it can be but one."""
        return self.chosen or self.uris[0] if len(self.choices) == 1 else ""

    @property
    def has_faults(self) -> bool:
        return bool(self.code.errors or self.system.errors)


def _stem(field: BoundField) -> str:
    """What the names of the code and the system begin with: `x_` for the words in `x_display` or in `x`."""
    stem = field.name.removesuffix("display")
    return stem if stem != field.name else f"{field.name}_"


@register.filter
def is_coded(field: BoundField) -> bool:
    """Whether the field is the words of a code: its code and its system stand in the form too."""
    return {f"{_stem(field)}code", f"{_stem(field)}system"} <= field.form.fields.keys()


@register.filter
def is_code_part(field: BoundField) -> bool:
    """Whether the field is printed together with the words of its code."""
    return any(
        field.name in (f"{_stem(words)}code", f"{_stem(words)}system")
        for words in field.form
        if is_coded(words)
    )


@register.simple_tag
def code_parts(field: BoundField, systems: str = "") -> Parts:
    """The parts of a code by the field of its words: `x_display` has `x_system` and `x_code` beside it."""
    stem, form, allowed = _stem(field), field.form, uris(systems)
    system = form[f"{stem}system"]
    shown = list(dict.fromkeys([*allowed, *filter(None, [str(system.value() or "")])]))
    choices = [(uri, _(BY_URI[uri].title) if uri in BY_URI else uri) for uri in shown]
    return Parts(field, form[f"{stem}code"], system, allowed, choices)
