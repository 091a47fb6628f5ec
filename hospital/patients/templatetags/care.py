"""What pages of a patient show of an emergency: the banner while it lasts, the form that opens a chart."""

from typing import Any  # Any: a template context

from django import template

from ..care_forms import BreakGlassForm
from ..models import EmergencyAccess, Patient

register = template.Library()


@register.simple_tag
def break_glass_form() -> BreakGlassForm:
    """An empty form to break the glass with."""
    return BreakGlassForm()


@register.simple_tag(takes_context=True)
def emergency_access_of(context: dict[str, Any], patient: Patient) -> EmergencyAccess | None:
    """The emergency access by which the person sees this patient's chart now.

    A page that knows its `ground` has it already; for who cannot break the glass nothing is asked.
    """
    ground = context.get("ground")
    if ground is not None:
        known: EmergencyAccess | None = ground.access
        return known
    user = context["request"].user
    if not user.is_authenticated or not user.has_perm("patients.break_glass"):
        return None
    mine = EmergencyAccess.objects.visible_to(user).filter(user=user.pk)
    return mine.into(patient).under_way().order_by("-began_at").first()
