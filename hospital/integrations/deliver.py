"""One delivery from the door to the report: an import that is begun, taken in, and ended."""

from collections.abc import Callable, Iterable, Sequence

from hospital.accounts.models import User
from hospital.core.errors import DomainError
from hospital.core.problems import status_of

from .actions import begin_import, end_import, refuse_bundle, take_in
from .fhir.bundles import BundleRefused, Delivery, Entry
from .fhir.outcome import issues_of
from .models import ImportRun
from .receipts import REFUSED, Receipt


def deliver(delivery: Delivery, *, by: User, origin: str) -> tuple[ImportRun, Sequence[Receipt]]:
    """Import one delivery. Raises BundleRefused, after keeping why, when a transaction is refused."""
    run = begin_import(by=by, origin=origin)
    try:
        receipts = take_in(run, delivery=delivery, by=by)
    except DomainError as error:
        refuse_bundle(run, refused=_refused(error), bundle="", by=by)
        end_import(run, by=by, failed=True)
        raise
    return end_import(run, by=by), receipts


def deliver_all(
    deliveries: Iterable[Delivery], *, expected: int, by: User, origin: str,
    after_each: Callable[[ImportRun, Sequence[Receipt]], None] = lambda run, receipts: None,
) -> ImportRun:  # fmt: skip
    """Import many deliveries as one run, each in its own transaction; one that is refused stops no other."""
    run = begin_import(by=by, origin=origin, bundles=expected)
    failed = True
    try:
        for number, delivery in enumerate(deliveries, 1):
            bundle = f"{number}/{expected}"
            receipts: Sequence[Receipt]
            try:
                receipts = take_in(run, delivery=delivery, by=by, bundle=bundle)
            except DomainError as error:
                receipts = _refused(error)
                refuse_bundle(run, refused=receipts, bundle=bundle, by=by)
            run.refresh_from_db()
            after_each(run, receipts)
        failed = False
    finally:
        run = end_import(run, by=by, failed=failed)
    return run


def _refused(error: DomainError) -> Sequence[Receipt]:
    """What is kept of a refusal: the entries at fault, or the delivery as a whole."""
    if isinstance(error, BundleRefused):
        return error.receipts
    nothing = Entry(0, {}, place="Bundle")
    return [Receipt(nothing, REFUSED, issues=tuple(issues_of(error, nothing.place)), status=status_of(error))]
