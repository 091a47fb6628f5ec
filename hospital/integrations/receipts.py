"""What became of one entry of a delivery."""

from dataclasses import dataclass
from datetime import datetime

from .fhir import bundles
from .fhir.bundles import Entry
from .fhir.outcome import Issue, outcome
from .fhir.wire import JSON
from .known import Place

CREATED, CHANGED, UNCHANGED, KEPT, REFUSED = "created", "changed", "unchanged", "kept", "refused"
OUTCOMES = (CREATED, CHANGED, UNCHANGED, KEPT, REFUSED)


@dataclass(frozen=True)
class Receipt:
    """One entry, what became of it, where it is found now, and what is to be said about it.

    `version` is 0 for what became a row of its own: its version is that row's, not the delivery's.
    """

    entry: Entry
    outcome: str
    place: Place | None = None
    version: int = 0
    moment: datetime | None = None
    issues: tuple[Issue, ...] = ()
    status: int = 200

    def to_fhir(self) -> JSON:
        """The entry of the answering Bundle."""
        remarks = outcome(self.issues) if self.issues else None
        location = str(self.place or "")
        if self.version:
            location += f"/_history/{self.version}"
        moment = self.moment.isoformat() if self.moment else ""
        return bundles.response(
            self.status, location=location, version=self.version, moment=moment, remarks=remarks
        )
