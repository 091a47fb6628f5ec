"""What publishers say of a code besides its meaning, in words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any  # Any: what a publisher says of a code is of every kind

from django.utils.formats import number_format
from django.utils.translation import gettext as _, gettext_noop, pgettext

LABELS = {
    "level": gettext_noop("Level"),
    "mark": gettext_noop("Double coding"),
    "causes_death": gettext_noop("Can be the cause of a death"),
    "complexity": gettext_noop("Complexity"),
    "financing": gettext_noop("Financing"),
    "rubric": gettext_noop("Rubric"),
    "most": gettext_noop("At most, times"),
    "days": gettext_noop("Days of stay"),
    "points": gettext_noop("Points"),
    "least_months": gettext_noop("From the age of, months"),
    "most_months": gettext_noop("To the age of, months"),
    "stay": gettext_noop("Hours of stay"),
    "prices.hospital": gettext_noop("Hospital service, R$"),
    "prices.outpatient": gettext_noop("Outpatient service, R$"),
    "prices.professional": gettext_noop("Professional service, R$"),
}
VALUES = {
    "chapter": gettext_noop("Chapter"),
    "group": gettext_noop("Group"),
    "subgroup": gettext_noop("Subgroup"),
    "form": gettext_noop("Form of organisation"),
    "category": gettext_noop("Category"),
    "subcategory": gettext_noop("Subcategory"),
    "procedure": gettext_noop("Procedure"),
    "family": gettext_noop("Family of occupations"),
}


def shown(properties: Mapping[str, Any]) -> list[tuple[str, str]]:  # Any: see above
    """Name and value of each, in their order; those without a value are left out."""
    flat: dict[str, Any] = {}  # Any: see above
    for name, value in properties.items():
        inside = value if isinstance(value, dict) else {}
        flat |= {f"{name}.{part}": text for part, text in inside.items()} if inside else {name: value}
    return [(_label(name), _value(name, value)) for name, value in flat.items() if value not in ("", None)]


def _label(name: str) -> str:
    return _(LABELS[name]) if name in LABELS else name


def _value(name: str, value: Any) -> str:  # Any: see above
    if name.startswith("prices."):
        return number_format(Decimal(value), 2, force_grouping=True)
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    return _(VALUES[value]) if value in VALUES else str(value)
