"""The entries of charts in a delivery, once people and what is referred to are known: each becomes our row.

What was kept before its kind had a home, or before its patient came, becomes one when it is delivered again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.apps import apps
from django.db import DataError, transaction
from django.db.models import Model
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.errors import DomainError, Invalid
from hospital.patients.models import Patient

from ..fhir.bundles import Entry
from ..fhir.outcome import Issue, issues_of
from ..fhir.wire import JSON
from ..known import Known, place_of
from ..models import Resource
from ..receipts import CHANGED, CREATED, REFUSED, UNCHANGED, Receipt
from .arriving import Arrival, Translator

# Where the row that a resource became is found: the column of Resource that points to it.
POINTERS = {"Patient": "patient", "Practitioner": "employee", "Organization": "department"}


@dataclass
class Translation:
    """One delivery while its entries of charts are translated; `before`: what changed resources said then."""

    known: Known
    by: User
    translators: Mapping[str, Translator]
    before: Mapping[UUID, JSON]
    people: dict[UUID, Patient] = field(default_factory=dict)
    rows: dict[UUID, Model] = field(default_factory=dict)

    def translate(
        self, entries: Sequence[Entry], receipts: dict[int, Receipt],
        row_of: Callable[[Entry], Resource | None],
    ) -> None:  # fmt: skip
        """Make of each entry the row that it is, and amend its receipt."""
        turns = {kind: turn for turn, kind in enumerate(self.translators)}
        ours = [entry for entry in entries if entry.type in turns]
        for entry in sorted(ours, key=lambda entry: (turns[entry.type], entry.position)):
            receipt, row = receipts[entry.position], row_of(entry)
            if row and row.patient_id and receipt.outcome != REFUSED:
                receipts[entry.position] = self._receipt(entry, receipt, row)

    def _receipt(self, entry: Entry, receipt: Receipt, row: Resource) -> Receipt:
        """What became of it; what has no home in our tables stays kept whole, and the receipt says why."""
        if row.became_id and (receipt.outcome == UNCHANGED or row.pk not in self.before):
            return receipt
        try:
            with transaction.atomic():
                outcome = self._changed(entry, row) if row.became_id else self._made(entry, row)
        except DomainError as error:
            return replace(receipt, issues=(*receipt.issues, *_why(error, entry)))
        except DataError:
            refusal = Invalid(_("A value is out of range."))
            return replace(receipt, issues=(*receipt.issues, *_why(refusal, entry)))
        return replace(receipt, outcome=outcome, place=place_of(row), version=0)

    def _made(self, entry: Entry, row: Resource) -> str:
        became = self.translators[entry.type].become(self._arrival(entry, row))
        row.became, row.became_id = became._meta.label_lower, became.pk
        self.rows[became.pk] = became
        if not row._state.adding:
            row.updated_at = now()
            row.save(update_fields=["became", "became_id", "patient", "whose", "updated_at"])
        return CREATED

    def _changed(self, entry: Entry, row: Resource) -> str:
        became = self._row(row.became, row.became_id)
        self.translators[entry.type].change(became, self._arrival(entry, row), self.before[row.pk])
        return CHANGED

    def _arrival(self, entry: Entry, row: Resource) -> Arrival:
        return Arrival(
            entry.resource, self._patient(row.patient_id), self.by, lambda ref: self._meant(ref, entry.source)
        )

    def _patient(self, key: UUID | None) -> Patient:
        assert key is not None
        if key not in self.people:
            self.people[key] = Patient.objects.get(pk=key).survivor()
        return self.people[key]

    def _meant(self, reference: str, source: str) -> Model | None:
        """The row of ours that a reference means."""
        row = self.known.row_meant(reference, source)
        if row is None:
            return None
        if row.became_id:
            return self._row(row.became, row.became_id)
        found: Model | None = getattr(row, POINTERS[row.type]) if row.type in POINTERS else None
        return found

    def _row(self, label: str, key: UUID | None) -> Model:
        assert key is not None
        if key not in self.rows:
            self.rows[key] = apps.get_model(label)._default_manager.get(pk=key)
        return self.rows[key]


def _why(error: DomainError, entry: Entry) -> list[Issue]:
    """The refusal as information: the resource was not refused, it is kept whole."""
    return [replace(issue, severity="information") for issue in issues_of(error, entry.place)]
