"""What the components need to know of the things they show."""

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any  # Any: JSON values of the trail, attributes of any widget

from babel.dates import format_date
from babel.numbers import format_currency
from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import get_language, gettext as _, to_locale

register = template.Library()

TINTS = 6
PARTICLES = {"da", "das", "de", "di", "do", "dos", "e"}


@register.filter
def initials(name: str) -> str:
    """Two letters that stand for a name: Maria da Silva is MS."""
    words = [word for word in str(name).split() if word.lower() not in PARTICLES]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@register.filter
def first_name(name: str) -> str:
    """The name a colleague would be greeted by."""
    return str(name).split()[0] if str(name).split() else ""


@register.filter
def tint(name: str) -> str:
    """The colour class of a name: always the same one."""
    return f"t{zlib.crc32(str(name).encode()) % TINTS}"


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, the way one says it; a date once it is older than yesterday."""
    minutes = int((now() - moment).total_seconds() // 60)
    here = localtime(moment)
    if 0 <= minutes < 1:
        return _("now")
    if 0 <= minutes < 60:
        return _("%(count)s min ago") % {"count": minutes}
    days = (localdate() - here.date()).days
    clock = here.strftime("%H:%M")
    if days in (0, 1):
        return (_("today at %(clock)s") if days == 0 else _("yesterday at %(clock)s")) % {"clock": clock}
    return here.strftime("%d/%m/%Y %H:%M")


@register.filter
def money(amount: Decimal, currency: str = "BRL") -> str:
    """R$ 1.234,56."""
    return format_currency(amount, currency, locale=to_locale(get_language() or "pt-br"))


@register.filter
def times(count: str | int) -> range:
    """To repeat something `count` times."""
    return range(int(count))


@register.filter
def opens(cells: str, href: str) -> SafeString:
    """Give the row's main cell the address that the row opens."""
    link = f'<a class="row-link" href="{conditional_escape(href)}">'
    return mark_safe(cells.replace('<a class="row-link">', link, 1))  # noqa: S308  cells are rendered, href escaped


@register.filter
def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterable[tuple[str, str, str]]:
    """Name, old and new value of each field that differs between two states of a row."""
    old, new = before or {}, after or {}
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield name, _said(old.get(name)), _said(new.get(name))


def _said(value: Any) -> str:  # Any: see above
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is one box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_options(field: BoundField) -> bool:
    """Whether the field is a group of boxes or buttons, which needs a legend in place of a label."""
    return isinstance(
        field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget
    )


@register.simple_tag
def control(
    field: BoundField, mask: str = "", help: str = "", attrs: Mapping[str, Any] | None = None
) -> SafeString:  # Any: see above
    """The input of a field, tied to its help and its faults; `mask` is one of static/site/js/masks.js."""
    given = dict(attrs or {})
    kind = mask or _mask_of(field)
    if kind:
        given["data-mask"] = kind
        given.setdefault("inputmode", "tel" if kind == "phone" else "numeric")
        given.setdefault("autocomplete", "off")
    if field.field.widget.attrs.get("placeholder") == field.label:
        given["placeholder"] = False  # it would only say the label twice
    described = [f"{field.id_for_label}-error"] if field.errors else []
    if help or field.help_text:
        described.append(f"{field.id_for_label}-help")
    if described:
        given["aria-describedby"] = " ".join(described)
    if field.errors:
        given["aria-invalid"] = "true"
    return mark_safe(conditional_escape(field.as_widget(attrs=given)))  # noqa: S308  rendered by the widget


def _mask_of(field: BoundField) -> str:
    """Days are typed, dd/mm/yyyy, on every browser: its own calendar would follow the browser's language."""
    widget = field.field.widget
    if not isinstance(widget, forms.DateInput):
        return ""
    widget.input_type, widget.format = "text", None
    return "date"


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:  # Any: see above
    """The query of this page with some of it changed; None takes a name out. Works inside components too."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


class Capture(template.Node):
    """Render the content once and keep it under a name, for every later part of the page."""

    def __init__(self, name: str, content: template.NodeList) -> None:
        self.name = name
        self.content = content

    def render(self, context: template.Context) -> SafeString:
        made = self.content.render(context).strip()
        context[self.name] = mark_safe(made)  # noqa: S308  rendered by the engine
        return mark_safe("")  # safe: nothing is shown here


@register.tag
def capture(parser: template.base.Parser, token: template.base.Token) -> Capture:
    """{% capture name %}…{% endcapture %}: a block may then be shown twice, or not at all when empty."""
    name = token.split_contents()[1]
    content = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(name, content)


@register.filter
def day(value: datetime) -> str:
    """A day in words: terça-feira, 24 de novembro de 2026."""
    return format_date(value, "full", locale=to_locale(get_language() or "pt-br"))
