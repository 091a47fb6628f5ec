"""Whether the chain is whole, as far as is known, and whether the sealer keeps up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any  # Any: particulars are JSON scalars

from django.utils.timezone import now

from .models import Access, Block, Change, Event
from .verification import Fault

LATE = timedelta(minutes=2)  # the sealer runs every 10 s


@dataclass(frozen=True)
class Verification:
    """One reading of the whole trail, as its event tells it."""

    event: Event

    def __getattr__(self, name: str) -> Any:  # Any: see above
        return getattr(self.event, name) if name in {"id", "at", "by"} else self.event.particulars.get(name)

    @property
    def is_whole(self) -> bool:
        return self.event.verb == "audit.chain_verified"

    @property
    def fault(self) -> dict[str, Any] | None:  # Any: see above
        return None if self.is_whole else self.event.particulars

    @property
    def text(self) -> str:
        """The first row that does not fit, and why."""
        found = self.event.particulars
        return (
            str(Fault(found["fault"], found["kind"], found["row"], found["seq"])) if not self.is_whole else ""
        )


@dataclass(frozen=True)
class Chain:
    """The chain as it is now; `state` is empty, unverified, whole or broken."""

    last_block: Block | None
    last: Verification | None
    is_late: bool

    @property
    def state(self) -> str:
        if self.last is None:
            return "unverified" if self.last_block else "empty"
        return "whole" if self.last.is_whole else "broken"

    @property
    def rows(self) -> int:
        return self.last_block.last_seq if self.last_block else 0

    @property
    def blocks(self) -> int:
        return self.last_block.number if self.last_block else 0

    @property
    def head(self) -> str:
        return bytes(self.last_block.head).hex() if self.last_block else ""

    @property
    def sealed_at(self) -> datetime | None:
        return self.last_block.sealed_at if self.last_block else None


def chain() -> Chain:
    """The chain as it is now."""
    block = Block.objects.order_by("number").last()
    return Chain(block, last_verification(), _is_late(block))


def last_verification() -> Verification | None:
    """The latest reading of the whole trail; None before the first."""
    verbs = ("audit.chain_verified", "audit.chain_broken")
    event = Event.objects.filter(verb__in=verbs).select_related("by").order_by("-at").first()
    return Verification(event) if event else None


def _is_late(block: Block | None) -> bool:
    waiting = {"transaction__gte": block.through if block else 0, "at__lt": now() - LATE}
    return any(model.objects.filter(**waiting).exists() for model in (Event, Access, Change))
