"""What happened, what changed, and who looked: written in the transaction of the fact, and never altered."""

import uuid
from typing import TYPE_CHECKING, Any  # Any: particulars are JSON scalars

from django.db.models import Model

if TYPE_CHECKING:
    from hospital.core.actors import Actor

    from .models import Access, Event


def record(
    verb: str, target: Model, *, by: "Actor | None", patient_id: uuid.UUID | None = None, reason: str = "",
    **particulars: Any,  # Any: see above
) -> "Event":  # fmt: skip
    """Say what happened, in the transaction that made it happen, and tell whoever is wired to hear it.

    `by` is None only for what nobody signed in has done (a refused sign-in). Particulars are ids, codes and
    counts, never names or clinical text (SBIS NGS1 07.06).
    """
    from .trail import write

    return write(verb, target, by=by, patient_id=patient_id, reason=reason, particulars=particulars)


def access(
    action: str, *, by: "Actor", patient_id: uuid.UUID | None = None, reason: str = "", what: str = "",
    **particulars: Any,  # Any: see above
) -> "Access":  # fmt: skip
    """Say that patient data was read, searched, printed or exported, in the transaction of the reading."""
    from .trail import write_access

    return write_access(
        action, by=by, patient_id=patient_id, reason=reason, what=what, particulars=particulars
    )
