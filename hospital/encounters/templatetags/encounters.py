"""Words and icons of encounters for the templates."""

from django import template

from hospital.encounters.models import Colour, Encounter, QueueEntry
from hospital.encounters.vitals import MEASURES

register = template.Library()

ICONS = {
    "plan": "calendar-clock", "arrive": "log-in", "enqueue": "ticket", "classify": "heart-pulse",
    "reclassify": "heart-pulse", "call": "megaphone", "recall": "megaphone", "no_show": "user-x",
    "start": "play", "resume": "play", "hold": "pause", "transfer": "arrow-right-left", "finish": "check",
    "leave": "log-out", "cancel": "x", "take_in": "download",
}  # fmt: skip


@register.filter
def fact(code: str) -> str:
    """A priority by law in words."""
    return str(QueueEntry.Fact(code).label)


@register.filter
def colour(code: str) -> str:
    """A colour in words."""
    return str(Colour.Code(code).label)


@register.filter
def step_icon(what: str) -> str:
    """The icon of a step."""
    return ICONS.get(what, "circle-dot")


@register.filter
def step_note(note: str, what: str) -> str:
    """What a step was about; a colour and an ending are kept as codes."""
    if what in ("classify", "reclassify"):
        return colour(note)
    return str(Encounter.Disposition(note).label) if what == "finish" and note else note


@register.filter
def unit_of(code: str) -> str:
    """The unit of a vital sign for its label: " (mmHg)"."""
    shown = MEASURES[code].shown_unit
    return f" ({shown})" if shown else ""
