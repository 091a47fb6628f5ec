"""Taking in what is delivered: each resource kept whole, people and organisations also as rows of their own.

A resource is known by its id at its source. One that comes again unchanged leaves every row as it is; one
that says something else changes the row, and its earlier content stays as an edition.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any  # Any: particulars of the trail

from django.db import DataError, connection, transaction
from django.db.models import Model
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Conflict, DomainError, Invalid
from hospital.core.problems import status_of
from hospital.organization.models import Department, Employee
from hospital.patients.models import Patient

from ..fhir.bundles import BundleRefused, Delivery, Entry
from ..fhir.outcome import Issue, issues_of
from ..fhir.references import whose
from ..fhir.types import TRANSLATED
from ..fhir.wire import adds_nothing
from ..known import Known, place_of
from ..models import Edition, ImportRun, Partner, Refusal, Resource
from ..receipts import CHANGED, CREATED, KEPT, OUTCOMES, REFUSED, UNCHANGED, Receipt
from ..report import added, refusals
from .becoming import become, become_changed, doubts
from .clinical import TRANSLATORS
from .translating import Translation

COLUMN = {Patient: "patient", Employee: "employee", Partner: "partner", Department: "department"}
DOORS = 64  # how many deliveries of people and organisations can wait apart from each other
SHOWN = 20  # references that lead nowhere, named in one answer


class ArrivingTwice(Conflict):
    message = _("The same resource is being imported at this moment. Send it again.")


@dataclass
class Intake:
    """One delivery while it is taken in."""

    run: ImportRun
    by: User
    known: Known
    fresh: list[Resource] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    changed: list[Resource] = field(default_factory=list)
    receipts: dict[int, Receipt] = field(default_factory=dict)


@transaction.atomic
def take_in(run: ImportRun, *, delivery: Delivery, by: User, bundle: str = "") -> list[Receipt]:
    """Take in the entries of a delivery; what became of each, in their order.

    Raises BundleRefused, with nothing done, when an entry of a transaction is refused; in any other delivery
    the others are taken in.
    """
    by.require("integrations.import_fhir")
    run = lock(run)
    _wait_for_twins(delivery.entries)
    intake = Intake(run, by, Known.of_delivery(delivery.entries))
    for entry in sorted(delivery.entries, key=_turn):
        intake.receipts[entry.position] = _taken(entry, intake)
    _see_to_the_rest(delivery.entries, intake)
    _translate(delivery.entries, intake)
    receipts = [intake.receipts[entry.position] for entry in delivery.entries]
    refused = [receipt for receipt in receipts if receipt.outcome == REFUSED]
    if refused and delivery.is_whole:
        raise _refusal(refused)
    try:
        _write(intake)
    except DataError as error:
        raise Invalid(_("A value is out of range.")) from error
    _report(run, receipts, refused, bundle, intake)
    return receipts


def _turn(entry: Entry) -> tuple[int, int]:
    """Organisations, practitioners and patients first: the others refer to them."""
    return TRANSLATED.index(entry.type) if entry.type in TRANSLATED else len(TRANSLATED), entry.position


def _wait_for_twins(entries: Sequence[Entry]) -> None:
    """Whoever delivers the same people or organisations waits here, and then finds them."""
    named = {zlib.crc32(entry.id.encode()) % DOORS for entry in entries if entry.type in TRANSLATED}
    with connection.cursor() as cursor:
        for door in sorted(named):
            cursor.execute("SELECT pg_advisory_xact_lock(8, %s)", [door])


def _taken(entry: Entry, intake: Intake) -> Receipt:
    """What becomes of one entry; for those that are only kept, what to do with them is settled afterwards."""
    if entry.faults:
        return Receipt(entry, REFUSED, issues=entry.faults, status=422)
    if entry.condition and (place := intake.known.meeting(entry.condition)):
        return Receipt(entry, UNCHANGED, place)
    row = intake.known.rows.get(entry.key)
    if row and (row.digest == entry.digest or _says_less(entry, row)):
        return _receipt(entry, UNCHANGED, row)
    try:
        return _changed(entry, row, intake) if row else _new(entry, intake)
    except DomainError as error:
        return Receipt(entry, REFUSED, issues=tuple(issues_of(error, entry.place)), status=status_of(error))
    except DataError:
        refusal = Invalid(_("A value is out of range."))
        return Receipt(entry, REFUSED, issues=tuple(issues_of(refusal, entry.place)), status=422)


def _says_less(entry: Entry, row: Resource) -> bool:
    """Practitioners and organisations come shortened inside a patient's bundle: that takes nothing back.

    Of anything else, what is no longer said may be a correction.
    """
    return entry.type in ("Organization", "Practitioner") and adds_nothing(entry.resource, row.content)


def _new(entry: Entry, intake: Intake) -> Receipt:
    row = Resource(
        type=entry.type, source=entry.source, source_id=entry.id, full_url=_other_name(entry),
        content=entry.resource, digest=entry.digest, run=intake.run, received_at=now(),
    )  # fmt: skip
    outcome = KEPT
    if entry.type in TRANSLATED:
        became = become(entry.resource, by=intake.by)
        setattr(row, COLUMN[type(became.row)], became.row)
        outcome = CREATED if became.is_new else CHANGED
    intake.fresh.append(row)
    intake.known.add(row)
    return _receipt(entry, outcome, row)


def _other_name(entry: Entry) -> str:
    """The fullUrl, when the id alone does not lead to the resource."""
    return "" if entry.full_url in ("", f"urn:uuid:{entry.id}") else entry.full_url


def _changed(entry: Entry, row: Resource, intake: Intake) -> Receipt:
    became: Model | None = row.employee or row.partner or row.department
    if entry.type == "Patient":
        became = row.patient
    if isinstance(became, Patient | Employee | Partner | Department):
        become_changed(became, before=row.content, after=entry.resource, by=intake.by)
    intake.editions.append(
        Edition(
            resource=row, number=row.version, content=row.content, digest=row.digest, run_id=row.run_id,
            received_at=row.received_at,
        )
    )  # fmt: skip
    row.content, row.digest, row.run, row.received_at = entry.resource, entry.digest, intake.run, now()
    row.version, row.updated_at = row.version + 1, now()
    intake.changed.append(row)
    return _receipt(entry, CHANGED, row)


def _receipt(entry: Entry, outcome: str, row: Resource) -> Receipt:
    remarks: tuple[Issue, ...] = ()
    if entry.type in TRANSLATED:
        text = _("The %(name)s fails its check; it is kept and marked as doubtful.")
        remarks = tuple(
            Issue(text % {"name": name}, "value", "warning", f"{entry.place}.identifier")
            for name in doubts(entry.resource)
        )
    status = 200 if outcome in (UNCHANGED, CHANGED) else 201
    version = 0 if entry.type in TRANSLATED else row.version
    return Receipt(entry, outcome, place_of(row), version, row.updated_at, remarks, status)


def _see_to_the_rest(entries: Sequence[Entry], intake: Intake) -> None:
    """Once all of it is known: whose each new or changed resource is, and what it refers to in vain."""
    intake.known.conditions.clear()  # what was not there before may have come with this delivery
    touched = {(row.type, row.source, row.source_id): row for row in (*intake.fresh, *intake.changed)}
    for entry in entries:
        receipt = intake.receipts[entry.position]
        row = touched.get((entry.type, entry.source, entry.id))
        if row is None or receipt.outcome in (UNCHANGED, REFUSED):
            continue
        row.unresolved = intake.known.nowhere(entry.resource, entry.source)
        if entry.type not in TRANSLATED:
            _give_to_patient(row, entry, intake)
        if row.unresolved:
            issues = (*receipt.issues, _led_nowhere(row, entry))
            place = place_of(row)
            intake.receipts[entry.position] = Receipt(
                entry, receipt.outcome, place, receipt.version, receipt.moment, issues, receipt.status
            )


def _translate(entries: Sequence[Entry], intake: Intake) -> None:
    """Make rows of ours of what belongs in a chart, also of what was only kept when it came before."""
    before = {edition.resource.pk: edition.content for edition in intake.editions}
    rows = {(row.type, row.source, row.source_id): row for row in (*intake.fresh, *intake.changed)}

    def row_of(entry: Entry) -> Resource | None:
        row = rows.get((entry.type, entry.source, entry.id)) or intake.known.rows.get(entry.key)
        if row and row.patient_id is None:
            _give_to_patient(row, entry, intake)  # she may have come with this delivery
        return row

    work = Translation(intake.known, intake.by, TRANSLATORS, before)
    work.translate(entries, intake.receipts, row_of)


def _give_to_patient(row: Resource, entry: Entry, intake: Intake) -> None:
    named = whose(entry.resource)
    row.patient_id = intake.known.whose(entry.resource, entry.source, named)
    key = intake.known.waiting_for(named, entry.source) if named and row.patient_id is None else None
    row.whose = key.written if key else ""


def _led_nowhere(row: Resource, entry: Entry) -> Issue:
    shown = ", ".join(row.unresolved[:SHOWN])
    text = _("These references lead nowhere: %(references)s") % {"references": shown}
    return Issue(text, "not-found", "warning", entry.place)


def _refusal(refused: Sequence[Receipt]) -> BundleRefused:
    issues = [issue for receipt in refused for issue in receipt.issues]
    return BundleRefused(issues, status=refused[0].status, receipts=refused)


def _write(intake: Intake) -> None:
    with conflicts(one_row_per_resource_of_a_source=ArrivingTwice):
        Resource.objects.bulk_create(intake.fresh, batch_size=500)
    Edition.objects.bulk_create(intake.editions, batch_size=500)
    for row in intake.changed:
        row.save(update_fields=[
            "content", "digest", "run", "received_at", "version", "updated_at", "patient", "whose",
            "unresolved", "became", "became_id",
        ])  # fmt: skip
    _hand_over(intake)


def _hand_over(intake: Intake) -> None:
    """Give a patient who has come what was waiting for her."""
    for row in intake.fresh:
        if row.type == "Patient":
            waiting = [f"Patient|{row.source}|{row.source_id}", f"||{row.source_id}", row.full_url]
            Resource.objects.filter(whose__in=[key for key in waiting if key]).update(
                patient_id=row.patient_id, whose="", updated_at=now()
            )  # fmt: skip


def _report(
    run: ImportRun, receipts: Sequence[Receipt], refused: Sequence[Receipt], bundle: str, intake: Intake
) -> None:
    """Add what became of the delivery to the run, and say so in the trail."""
    Refusal.objects.bulk_create(refusals(run, refused, bundle))
    seen = [(receipt.entry.type or "?", receipt.outcome) for receipt in receipts]
    change(
        run, bundles_done=run.bundles_done + 1, counts=added(run.counts, seen),
        refused=run.refused + len(refused),
        unresolved=run.unresolved + sum(len(row.unresolved) for row in (*intake.fresh, *intake.changed)),
    )  # fmt: skip
    outcomes = [outcome for _kind, outcome in seen]
    counts: dict[str, Any] = {
        name: outcomes.count(name) for name in OUTCOMES
    }  # Any: particulars of the trail
    owners = {row.patient_id for row in (*intake.fresh, *intake.changed) if row.patient_id}
    audit.record(
        "integrations.bundle_taken_in", run, by=intake.by,
        patient_id=owners.pop() if len(owners) == 1 else None,
        **counts,
    )  # fmt: skip
