"""Words and numbers of hospital stays for the templates."""

from fractions import Fraction

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hospital.admissions.balance import SHIFTS
from hospital.admissions.colours import Colour
from hospital.admissions.models import DischargeStage
from hospital.admissions.pages.discharge import TITLES

register = template.Library()


@register.filter
def stay_colour(code: str) -> str:
    """The colour of a stay in words."""
    return str(Colour(code).label)


@register.filter
def stage_name(code: str) -> str:
    """A stage of the discharge in words."""
    return str(DischargeStage.Stage(code).label)


@register.filter
def stage_title(code: str) -> str:
    """What is done at a stage, for a button."""
    return str(TITLES[code])


@register.filter
def shift_name(code: str) -> str:
    """A shift, or the whole day, in words."""
    return next((str(label) for name, label, _begin, _long in SHIFTS if name == code), _("Whole day"))


@register.filter
def figure(value: Fraction | None) -> str:
    """A figure with two decimals; a dash where there is nothing to divide by."""
    return "—" if value is None else number_format(round(float(value), 2), 2)
