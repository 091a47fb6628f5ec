"""Looking at the bed board, and at one bed of it: looking is a fact too."""

from django.db import transaction

from hospital import audit
from hospital.accounts.models import User


@transaction.atomic(savepoint=False)
def read_board(*, by: User, found: int) -> None:
    """Look at the board: how many patients were shown, never whom.

    Once for each opening, and once for each stretch of minutes that it stays open; not for each change.
    """
    by.require("beds.view_bed")
    audit.access("search", by=by, what="admissions.board", found=found)
