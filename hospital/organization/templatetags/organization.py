"""How the numbers of people, and the hours of a shift, are written."""

from django import template
from django.utils.timezone import localtime

from hospital.core import identifiers
from hospital.organization.models import Shift

register = template.Library()

register.filter("shown_cpf", identifiers.show_cpf)
register.filter("shown_cns", identifiers.show_cns)
register.filter("shown_cep", identifiers.show_cep)
register.filter("shown_phone", identifiers.show_phone)


@register.filter
def hours(shift: Shift) -> str:
    """07:00–19:00; +1 when it ends on the next day."""
    starts, ends = localtime(shift.starts_at), localtime(shift.ends_at)
    nights = (ends.date() - starts.date()).days
    return f"{starts:%H:%M}–{ends:%H:%M}" + (f" +{nights}" if nights else "")
