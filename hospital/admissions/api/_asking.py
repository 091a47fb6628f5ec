"""Rows by the keys a client sends, as far as the asker sees them; what she does not see is not there."""

from typing import Any  # Any: rows of every model
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.errors import Invalid
from hospital.patients import care

from .. import lists
from ..models import Admission


def row(request: HttpRequest, model: type[Model], id: UUID, **which: Any) -> Any:  # Any: see above
    """The row that an address names, or 404."""
    return get_object_or_404(
        model.objects.visible_to(asker(request)),  # type: ignore[attr-defined]  # every model here has it
        pk=id, **which,
    )  # fmt: skip


def named(
    request: HttpRequest, model: type[Model], id: UUID | None, field: str, **which: Any  # Any: see above
) -> Any:  # Any: see above  # fmt: skip
    """The row that a field of the body names; None for null, Invalid for what the asker does not see."""
    if id is None:
        return None
    found = model.objects.visible_to(asker(request)).filter(pk=id, **which).first()  # type: ignore[attr-defined]  # see above
    if found is None:
        raise Invalid(fields={field: [_("Not found.")]})
    return found


def shown(request: HttpRequest, id: UUID) -> Any:  # Any: an admission of lists.whole
    """The stay with everything that is shown of it, or 404."""
    return get_object_or_404(lists.one(id, by=asker(request)))


def opened(request: HttpRequest, id: UUID, what: str) -> Admission:
    """The stay, whose patient's chart the asker opens to see a part of it."""
    found: Admission = row(request, Admission, id)
    care.open_chart(found.patient, by=asker(request), what=what)
    return found
