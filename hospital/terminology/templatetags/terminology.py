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


@register.simple_tag
def code_parts(field: BoundField, systems: str = "") -> Parts:
    """The parts of a code by the field of its words: `x_display` has `x_system` and `x_code` beside it."""
    stem = field.name.removesuffix("display")
    stem = stem if stem != field.name else f"{field.name}_"
    form, allowed = field.form, uris(systems)
    system = form[f"{stem}system"]
    shown = list(dict.fromkeys([*allowed, *filter(None, [str(system.value() or "")])]))
    choices = [(uri, _(BY_URI[uri].title) if uri in BY_URI else uri) for uri in shown]
    return Parts(field, form[f"{stem}code"], system, allowed, choices)
