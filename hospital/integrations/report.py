"""What an import says of itself afterwards: counts by kind and outcome, refusals with their reasons."""

from collections.abc import Iterable

from .fhir.outcome import Issue
from .models import ImportRun, Refusal
from .receipts import Receipt


def refusals(run: ImportRun, refused: Iterable[Receipt], bundle: str) -> list[Refusal]:
    """The rows that say why something was refused; not written yet."""
    return [
        Refusal(
            run=run, bundle=bundle, place=receipt.entry.place[:120], type=receipt.entry.type,
            source_id=receipt.entry.id[:100], reasons=[_reason(issue) for issue in receipt.issues],
        )
        for receipt in refused
    ]  # fmt: skip


def _reason(issue: Issue) -> dict[str, str]:
    return {"code": issue.name or issue.code, "text": str(issue.text), "where": issue.expression}


def added(counts: dict[str, dict[str, int]], seen: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """The counts with one more for each kind and outcome seen."""
    total = {kind: dict(outcomes) for kind, outcomes in counts.items()}
    for kind, outcome in seen:
        line = total.setdefault(kind, {})
        line[outcome] = line.get(outcome, 0) + 1
    return total
