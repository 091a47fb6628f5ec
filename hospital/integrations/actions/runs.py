"""Imports: begun, ended, and what was refused in them."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from hospital import audit
from hospital.accounts.models import User
from hospital.core.db import change, lock, move

from ..models import ImportRun, Refusal
from ..receipts import Receipt
from ..report import added, refusals


@transaction.atomic
def begin_import(*, by: User, origin: str, bundles: int = 1) -> ImportRun:
    """Begin an import of so many bundles. `origin` is the door it came through, never a person's name."""
    by.require("integrations.import_fhir")
    run = ImportRun.objects.create(by=by, origin=origin[:200], bundles_expected=bundles)
    audit.record("integrations.import_begun", run, by=by, bundles=bundles)
    return run


@transaction.atomic
def end_import(run: ImportRun, *, by: User, failed: bool = False) -> ImportRun:
    """Say that nothing more will come of this import."""
    by.require("integrations.import_fhir")
    run = lock(run)
    move(run, ImportRun.State.FAILED if failed else ImportRun.State.DONE, ended_at=now())
    audit.record(
        "integrations.import_ended", run, by=by, state=run.state, refused=run.refused, resources=run.total
    )
    return run


@transaction.atomic
def refuse_bundle(run: ImportRun, *, refused: Sequence[Receipt], bundle: str, by: User) -> ImportRun:
    """Keep why a whole bundle was refused: nothing of it was taken in."""
    by.require("integrations.import_fhir")
    run = lock(run)
    Refusal.objects.bulk_create(refusals(run, refused, bundle))
    change(
        run, bundles_done=run.bundles_done + 1, refused=run.refused + len(refused),
        counts=added(run.counts, ((receipt.entry.type or "?", "refused") for receipt in refused)),
    )  # fmt: skip
    audit.record("integrations.bundle_refused", run, by=by, refused=len(refused))
    return run
