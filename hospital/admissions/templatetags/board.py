"""The short words of the bed board: there is little room on a card."""

from datetime import date, datetime

from django import template
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _, pgettext

from hospital.beds.models import Isolation

from ..colours import Colour

register = template.Library()

ARROWS = {"up": " ↑", "down": " ↓", "same": " →"}
PARTICLES = {"da", "das", "de", "di", "do", "dos", "e"}
SUFFIXES = {"filho", "filha", "neto", "neta", "júnior", "junior", "jr", "jr.", "sobrinho"}
MONTHS_FROM, MONTHS_TO = 31, 730  # days of age that are told in months


@register.filter
def arrow(trend: str) -> str:
    """Where a score goes."""
    return ARROWS.get(trend, "")


@register.filter
def short(name: str) -> str:
    """For screens on a wall: the first name, and letters. Maria Aparecida da Silva: Maria A. S."""
    first, *others = name.split() or [""]
    return " ".join([first, *(f"{word[0]}." for word in others if word.lower() not in PARTICLES)])


@register.filter
def short_doctor(name: str) -> str:
    """The first and the last name; Filho, Neto and the like are no last names."""
    words = name.split()
    while len(words) > 2 and words[-1].lower() in SUFFIXES:
        words.pop()
    return f"{words[0]} {words[-1]}" if len(words) > 1 else name


@register.filter
def sex_letter(sex: str) -> str:
    """F, M, or a dash."""
    return {"female": pgettext("sex", "F"), "male": pgettext("sex", "M")}.get(sex, "–")


@register.filter
def age_words(born: date) -> str:
    """Years; months of who is under two; days of who is under one month."""
    today = localdate()
    days = (today - born).days
    if days < MONTHS_FROM:
        return _("%(n)s d") % {"n": max(days, 0)}
    if days < MONTHS_TO:
        months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
        return _("%(n)s mo") % {"n": months}
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return _("%(n)s y") % {"n": years}


@register.filter
def soon(day: date) -> str:
    """A day near today in one word."""
    days = (day - localdate()).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return near.get(days) or (f"+{days} d" if 1 < days < 7 else day.strftime("%d/%m"))


@register.filter
def colour_words(colour: str) -> str:
    """What the colour of a stay means."""
    return str(Colour(colour).label) if colour else ""


@register.filter
def isolation_words(kind: str) -> str:
    """What a kind of isolation is called."""
    return str(Isolation(kind).label)


@register.filter
def waited(since: datetime) -> str:
    """How long somebody waits: 9 min, 1 h 12, 2 d."""
    minutes = max(int((now() - since).total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h {minutes % 60:02}" if hours < 48 else f"{hours // 24} d"
