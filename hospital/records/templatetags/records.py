"""How fields and values of records are told in templates."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.functional import Promise

from ..files import SUFFIXES
from ..models import Observation
from ..readings import BY_CODE, CHOICES, LOINC, OWN, PANEL, reading

register = template.Library()

UNITS = {
    "mm[Hg]": "mmHg", "Cel": "°C", "{score}": "", "kg/m2": "kg/m²", "10*3/uL": "10³/µL", "10*6/uL": "10⁶/µL",
}  # fmt: skip
FILES = {mime: suffix.upper() for mime, suffix in SUFFIXES.items()}
TONES = {"L": "warn", "H": "warn", "LL": "bad", "HH": "bad", "A": "warn", "AA": "bad", "POS": "warn"}
RISKS = {"high": "bad", "medium": "bad", "low-medium": "warn", "low": "ok", "unknown": "warn"}


@register.filter
def tone(interpretation: str) -> str:
    """The colour of an interpretation; its word stands beside it."""
    return TONES.get(interpretation, "")


@register.filter
def risk_tone(risk: str) -> str:
    """The colour of an early warning; its word stands beside it."""
    return RISKS.get(risk, "")


@register.filter
def figure(value: Decimal | float | None) -> str:
    """A number without trailing zeros, as the language writes it."""
    if value is None:
        return ""
    number = Decimal(str(value)).normalize()
    exponent = number.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return number_format(number, decimal_pos=places, use_l10n=True, force_grouping=False)


@register.filter
def named(row: Observation) -> str | Promise:
    """What was observed: a reading of ours in the language of the page, else as it was written."""
    if row.code == PANEL[0]:
        return PANEL[1]
    name = BY_CODE.get(row.code)
    if name is None or row.system not in (LOINC, OWN):
        return row.display
    return CHOICES[name].label if name in CHOICES else reading(name).label


@register.filter
def shown_unit(unit: str) -> str:
    """A UCUM unit as people write it."""
    return UNITS.get(unit, unit)


@register.filter
def file_kind(mime: str) -> str:
    """The type of a file as people call it."""
    return FILES.get(mime, mime)
