"""Rows by the keys a client sends, as far as the asker sees them; what she does not see is not there."""

from typing import Any  # Any: rows of every model
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hospital.accounts.asking import asker, row
from hospital.patients import care

from .. import lists
from ..models import Admission


def shown(request: HttpRequest, id: UUID) -> Any:  # Any: an admission of lists.whole
    """The stay with everything that is shown of it, or 404."""
    return get_object_or_404(lists.one(id, by=asker(request)))


def opened(request: HttpRequest, id: UUID, what: str) -> Admission:
    """The stay, whose patient's chart the asker opens to see a part of it."""
    found: Admission = row(request, Admission, id)
    care.open_chart(found.patient, by=asker(request), what=what)
    return found
