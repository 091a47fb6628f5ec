"""What all entries of the record share besides being charted: the encounter, a note, a way to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.patients.models import Charted


class Entry(Charted):
    """An entry of the record; `encounter` is the one in which it was written, if it was in one."""

    encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True, max_length=4000)

    class Meta(Charted.Meta):
        abstract = True
        indexes = [models.Index(fields=["patient", "-occurred_at", "-id"], name="%(class)s_by_patient")]


def says_what(noun: str) -> models.CheckConstraint:
    """A coded row has words, with a code or without."""
    return models.CheckConstraint(name=f"{noun}_says_what", condition=~Q(display=""))


def ends_later(noun: str, start: str, end: str) -> models.CheckConstraint:
    """Nothing ends before it begins."""
    return models.CheckConstraint(
        name=f"{noun}_ends_after_it_starts",
        condition=Q(**{start: None}) | Q(**{end: None}) | Q(**{f"{end}__gte": models.F(start)}),
    )
