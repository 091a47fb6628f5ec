"""What an entry of a chart is made from, and who makes it: one translator for each kind of resource.

A translator calls the action that a person's click calls. It raises a DomainError for what our tables have no
home for; then the resource stays kept whole, and the receipt says why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar  # Any: rows of every model

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.errors import Conflict
from hospital.patients.models import Patient

from ..fhir.wire import JSON

Row = TypeVar("Row", bound=Model)


class NoHome(Conflict):
    """Our tables have no place for it, or not for all that it says."""

    message = _("It is kept whole: the chart has no place for it.")


@dataclass(frozen=True)
class Arrival:
    """A resource that arrives for a patient; `meant` finds the row of ours that a reference means."""

    resource: JSON
    patient: Patient
    by: User
    meant: Callable[[str], Model | None]

    def one(self, reference: Any, model: type[Row]) -> Row | None:  # Any: a JSON value
        """The row of this model that a Reference means, if it is known here."""
        said = reference.get("reference") if isinstance(reference, dict) else None
        found = self.meant(said) if isinstance(said, str) else None
        return found if isinstance(found, model) else None


@dataclass(frozen=True)
class Translator:
    """How a kind of resource becomes an entry, and how a later delivery changes it."""

    become: Callable[[Arrival], Model]
    change: Callable[[Any, Arrival, JSON], None]  # Any: the row it became; the JSON is what was said before
