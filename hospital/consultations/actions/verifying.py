"""Proving that a visit is what was signed: every version of it, and the rows themselves."""

from dataclasses import dataclass

from django.db import transaction

from hospital.accounts.models import User
from hospital.signatures import actions as signatures
from hospital.signatures.actions import Verdict

from ..models import Consultation
from ..signing import is_as_signed


@dataclass(frozen=True)
class Verification:
    """The verdicts on all versions, and whether the rows of today say what the last one says."""

    verdicts: list[Verdict]
    rows_as_signed: bool

    @property
    def is_whole(self) -> bool:
        return self.rows_as_signed and all(verdict.is_whole for verdict in self.verdicts)


@transaction.atomic(savepoint=False)
def verify_visit(consultation: Consultation, *, by: User) -> Verification:
    """Verify all versions of a visit; the verification is recorded. A draft has none and is whole."""
    verdicts = signatures.verify_subject(consultation, by=by)
    return Verification(verdicts, not verdicts or is_as_signed(consultation, verdicts[-1].version))
