"""Rows by the keys a client sends, as far as the asker sees them; what she does not see is not there."""

from typing import Any  # Any: rows of every model
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.errors import Invalid

from .. import chosen, lists


def surgery_of(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    """The operation with everything that is shown of it, or 404."""
    return get_object_or_404(lists.one(id, by=asker(request)))


def theatre_of(id: UUID) -> Any:  # Any: see above
    """An operating theatre in use, or Invalid."""
    return _chosen(chosen.theatres(), id, "theatre_id")


def equipment_of(ids: list[UUID]) -> list[Any]:  # Any: see above
    """The devices a body names."""
    return [_chosen(chosen.devices(), key, "equipment_ids") for key in ids]


def person_of(id: UUID | None, field: str) -> Any:  # Any: see above
    """Somebody who works here, or Invalid; None for null."""
    return None if id is None else _chosen(chosen.staff(), id, field)


def _chosen(rows: Any, id: UUID, field: str) -> Any:  # Any: see above
    found = rows.filter(pk=id).first()
    if found is None:
        raise Invalid(fields={field: [_("Not found.")]})
    return found
