"""Who asks, and the rows that an address or a body names, as far as she sees them."""

from collections.abc import Callable
from typing import Any  # Any: rows of every model, and what actions take
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from hospital.core.errors import Conflict, DomainError, Invalid

from .models import User

REFUSALS: tuple[type[DomainError], ...] = (Conflict, Invalid)


def asker(request: HttpRequest) -> User:
    """The user a door has let in."""
    assert isinstance(request.user, User)
    return request.user


def row(request: HttpRequest, model: type[Model], id: UUID, **which: Any) -> Any:  # Any: see above
    """The row that an address names, or 404: what she does not see is not there."""
    return get_object_or_404(
        model.objects.visible_to(asker(request)),  # type: ignore[attr-defined]  # every model named here has it
        pk=id, **which,
    )  # fmt: skip


def named(
    request: HttpRequest, model: type[Model], id: UUID | None, field: str, **which: Any  # Any: see above
) -> Any:  # Any: see above  # fmt: skip
    """The row that a field of the body names; None for null, Invalid for what she does not see."""
    if id is None:
        return None
    found = model.objects.visible_to(asker(request)).filter(pk=id, **which).first()  # type: ignore[attr-defined]  # see above
    if found is None:
        raise Invalid(fields={field: [_("Not found.")]})
    return found


def tried(
    request: HttpRequest, said: Any, action: Callable[..., Any], *args: Any,
    refusals: tuple[type[DomainError], ...] = REFUSALS, **kwargs: Any,  # Any: see above
) -> None:  # fmt: skip
    """Carry out a one-button step of a page; what was done, or why not, is left as a message."""
    try:
        action(*args, **kwargs, by=asker(request))
    except refusals as error:
        faults = "; ".join(str(line) for lines in error.fields.values() for line in lines)
        messages.error(request, f"{error} {faults}".strip())
    else:
        messages.success(request, str(said))
