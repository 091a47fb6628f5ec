"""The list that comes with the system: common codes, so that it works before others are loaded."""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User

from ..models import CodeSystem
from ..shipped import EDITION, core_books
from ..writing import write_book


@transaction.atomic
def load_core_list(*, by: User) -> dict[str, dict[str, int]]:
    """Bring the shipped list into the tables; what published editions say of a code stays.

    What became of each system's codes, by short name. Loading it again changes nothing.
    """
    by.require("terminology.load_terminology")
    counts = {book.system.alias: write_book(book) for book in core_books()}
    if any(one[outcome] for one in counts.values() for outcome in ("new", "changed", "ended")):
        first = CodeSystem.objects.order_by("alias").first()
        assert first is not None  # a book makes its system
        audit.record("terminology.core_list_loaded", first, by=by, edition=EDITION, counts=counts)
    return counts
