"""The beds of each ward as HTML. Many look at the same ward: what was drawn for one is not drawn again.

What is drawn follows from the beds, the language, the view and the day alone, so these are its key; nothing
of it is kept longer than the process, nor more than MOST wards.
"""

import hashlib
from typing import Any  # Any: what a template is given

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import get_language

from .board import WardBeds

MOST = 500
_drawn: dict[str, SafeString] = {}


def sections(context: dict[str, Any]) -> list[SafeString]:  # Any: see above
    """Each of the wards of a page's context, drawn."""
    kept = {name: context.get(name) for name in ("view", "may_move", "chosen")}
    return [_section(ward, kept) for ward in context["wards"]]


def _section(ward: WardBeds, kept: dict[str, Any]) -> SafeString:  # Any: see above
    facts = (ward.name, ward.floor, ward.used, ward.usable, ward.shown, kept, get_language(), localdate())
    key = f"{ward.id} {hashlib.sha256(repr(facts).encode()).hexdigest()}"
    if key not in _drawn:
        if len(_drawn) >= MOST:
            _drawn.clear()
        _drawn[key] = render_to_string("admissions/_ward.html", {**kept, "ward": ward})
    return _drawn[key]
