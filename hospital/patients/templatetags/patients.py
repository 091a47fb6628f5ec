"""Numbers as their documents write them; and what a wristband says."""

from django import template
from django.http import HttpRequest

from hospital.accounts.models import User
from hospital.core.identifiers import show_cpf

from ..models import Patient
from ..panels import allergies_of

register = template.Library()
register.filter("cpf", show_cpf)


@register.simple_tag(takes_context=True)
def allergies_told(context: template.Context, patient: Patient) -> str:
    """What the wristband says of the patient's allergies to whoever looks at the page."""
    request = context.get("request")
    user = request.user if isinstance(request, HttpRequest) else None
    return allergies_of(patient, user) if isinstance(user, User) else "hidden"
