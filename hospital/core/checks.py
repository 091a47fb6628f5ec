"""Values against the columns they are for, before the database sees them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any  # Any: column values are of every type

from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from .errors import FieldFaults, Invalid, Text


def fitting(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:  # Any: see above
    """The values as their columns take them, text without outer spaces.

    Raises Invalid naming every field that is empty, too long, or not among its choices. Relations pass.
    """
    fit: dict[str, Any] = {}  # Any: see above
    faults: dict[str, list[Text]] = {}
    for name, value in values.items():
        column = model._meta.get_field(name)
        if column.is_relation or not isinstance(column, Field):
            fit[name] = value
            continue
        if isinstance(value, str) and "\x00" in value:
            faults[name] = [_("This text has a character that cannot be stored.")]
            continue
        try:
            fit[name] = column.clean(value.strip() if isinstance(value, str) else value, None)
        except ValidationError as error:
            faults[name] = list(error.messages)
    refuse(faults)
    return fit


def refuse(faults: FieldFaults) -> None:
    """Raise Invalid when there are faults."""
    if faults:
        raise Invalid(fields=faults)


def said(why: str, field: str = "reason") -> str:
    """The reason that was given, or Invalid when there is none."""
    refuse({} if why.strip() else {field: [_("Say why.")]})
    return why.strip()


def moment_of(at: datetime | None, field: str = "at") -> datetime:
    """When it happened: now, or earlier for what is written down after it was done. Invalid for later."""
    present = now()
    if at is not None and at > present:
        refuse({field: [_("This is still to come.")]})
    return at or present
