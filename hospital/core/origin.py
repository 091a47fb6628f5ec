"""Where a request came from. Metadata for the audit trail only: nothing is ever decided by it."""

import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field

from .ids import uuid7


@dataclass(frozen=True)
class Origin:
    """The address and door a request came through, and the id that joins its log lines and audit rows."""

    face: str = "system"
    address: str = ""
    request_id: uuid.UUID = field(default_factory=uuid7)


current: ContextVar[Origin | None] = ContextVar("origin", default=None)


def origin() -> Origin:
    """The origin of what runs now; the system itself when no request is being served."""
    return current.get() or Origin()
