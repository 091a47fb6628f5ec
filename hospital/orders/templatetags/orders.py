"""How states, priorities and values of orders look."""

from decimal import Decimal

from django import template

from hospital.orders.models.results import figure as figure_of

register = template.Library()

TONES = {
    "requested": "info", "collected": "violet", "resulted": "warn", "validated": "ok", "read": "",
    "cancelled": "", "stat": "bad", "urgent": "warn", "routine": "", "normal": "ok", "low": "warn",
    "high": "warn", "abnormal": "warn", "critical_low": "bad", "critical_high": "bad", "draft": "violet",
    "issued": "ok",
}  # fmt: skip
ICONS = {
    "requested": "clipboard-list", "collected": "test-tube", "resulted": "keyboard", "validated": "check",
    "read": "check-check", "cancelled": "ban", "stat": "siren", "urgent": "zap", "low": "arrow-down",
    "high": "arrow-up", "critical_low": "siren", "critical_high": "siren", "abnormal": "triangle-alert",
    "draft": "pencil", "issued": "file-check", "prescription": "pill", "certificate": "file-check",
    "referral": "share-2", "exam_request": "microscope", "report": "file-text",
    "attendance_declaration": "calendar-check", "laboratory": "flask-conical", "imaging": "scan-line",
    "procedure": "activity", "referral_exam": "external-link",
}  # fmt: skip
UNITS = {"10*3/uL": "10³/µL", "10*6/uL": "10⁶/µL", "{INR}": "", "[pH]": "", "{ratio}": "", "ug": "µg"}


@register.filter
def tone(state: str) -> str:
    """The tone of a state, a priority or an interpretation."""
    return TONES.get(str(state), "")


@register.filter
def sign(state: str) -> str:
    """The icon of a state, a priority, an interpretation or a kind."""
    return ICONS.get(str(state), "")


@register.filter
def unit(code: str) -> str:
    """A UCUM unit as people write it."""
    return UNITS.get(code, code.replace("uL", "µL").replace("ug", "µg"))


@register.filter
def figure(value: Decimal | None) -> str:
    """A number without trailing zeros; nothing for none."""
    return "" if value is None else figure_of(value)


@register.filter
def bare(value: Decimal | None) -> str:
    """A number for a program to read."""
    return "" if value is None else f"{value.normalize():f}"
