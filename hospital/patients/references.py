"""Every reference to a patient, and what a merge does with it.

A table added after the merge was written is how merges lose an allergy. So each app says what becomes of its
references (`plan`), and a test compares what was said with what the models hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any  # Any: what a foreign key is set to and gives

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Patient


class Fate(Enum):
    """What a merge does with the rows that point to the absorbed patient."""

    MOVES = "moves"  # they belong to the person, so they go over to the survivor
    STAYS = "stays"  # they tell of the record itself, so they stay with it


@dataclass(frozen=True)
class Planned:
    """What becomes of one reference, and what people call its rows."""

    fate: Fate
    label: str | Promise = ""


PLAN: dict[str, Planned] = {
    "patients.identifier.patient": Planned(Fate.MOVES, _("Documents")),
    "patients.contact.patient": Planned(Fate.MOVES, _("Contacts")),
    "patients.address.patient": Planned(Fate.MOVES, _("Addresses")),
    "patients.guardian.patient": Planned(Fate.MOVES, _("People")),
    "patients.alert.patient": Planned(Fate.MOVES, _("Alerts")),
    "patients.medicalhistory.patient": Planned(Fate.MOVES, _("Medical history")),
    "patients.consent.patient": Planned(Fate.MOVES, _("Consents")),
    "patients.restriction.patient": Planned(Fate.MOVES, _("Restrictions of access")),
    # Who opened which record stays true; what an access opens after a merge is asked through `into`.
    "patients.emergencyaccess.patient": Planned(Fate.STAYS),
    "patients.patient.mother": Planned(Fate.MOVES, _("Children registered here")),
    "patients.patient.merged_into": Planned(Fate.STAYS),  # a chain of merges is undone from its end
    "patients.merge.survivor": Planned(Fate.STAYS),
    "patients.merge.absorbed": Planned(Fate.STAYS),
}


def plan(reference: str, fate: Fate, label: str | Promise = "") -> None:
    """Say what becomes of another reference: `plan("records.note.patient", Fate.MOVES, _("Notes"))`."""
    PLAN[reference] = Planned(fate, label)


def references() -> Iterator[tuple[str, type[Model], ForeignKey[Any, Any]]]:
    """Each foreign key to Patient in the whole system, with its name: "app.model.field"."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and field.related_model is Patient:
                yield f"{model._meta.label_lower}.{field.name}", model, field


def unplanned() -> list[str]:
    """References that the plan does not name, and names that are no reference any more."""
    real = {name for name, _model, _field in references()}
    return sorted(real ^ PLAN.keys())


def moving() -> Iterator[tuple[str, type[Model], ForeignKey[Any, Any]]]:
    """The references whose rows go over to the survivor."""
    return (found for found in references() if PLAN[found[0]].fate is Fate.MOVES)
