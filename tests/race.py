"""N people who do the same thing at the same moment, each through a database connection of her own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any, Generic, TypeVar  # Any: see at_once

from django.db import connections

from hospital.core.errors import DomainError

Result = TypeVar("Result")
PATIENCE = 60  # seconds; a race that hangs is a deadlock


class Outcome(Generic[Result]):
    """What came of one run: a result, or a refusal of the domain."""

    result: Result
    refusal: DomainError | None = None
    fault: BaseException | None = None


def race(n: int, call: Callable[[int], Result]) -> list[Result | DomainError]:
    """Run call(0) … call(n-1) in threads that start together; results and refusals in that order.

    Whatever else a run raises is raised here. The test needs `django_db(transaction=True)`.
    """
    start = Barrier(n)
    outcomes = [Outcome[Result]() for _ in range(n)]
    threads = [Thread(target=_run, args=(start, call, i, outcomes[i]), daemon=True) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), f"a run did not end within {PATIENCE} s"
    for outcome in outcomes:
        if outcome.fault is not None:
            raise outcome.fault
    return [outcome.refusal or outcome.result for outcome in outcomes]


def at_once(*jobs: Callable[[], Any]) -> list[Any]:  # Any: what each of them returns, or its refusal
    """Run jobs that differ, all begun together."""
    return race(len(jobs), lambda number: jobs[number]())


def answered(outcomes: list[Result | DomainError]) -> list[Result]:
    """The results of runs none of which may end with a refusal: those that speak HTTP."""
    refused = [outcome for outcome in outcomes if isinstance(outcome, DomainError)]
    if refused:
        raise refused[0]
    return [outcome for outcome in outcomes if not isinstance(outcome, DomainError)]


def _ready(start: Barrier) -> None:
    """Connect to the database; the others do not wait for who cannot."""
    try:
        connections["default"].ensure_connection()
    except Exception:
        start.abort()
        raise


def _run(start: Barrier, call: Callable[[int], Result], number: int, outcome: Outcome[Result]) -> None:
    try:
        _ready(start)
        start.wait(PATIENCE)
        outcome.result = call(number)
    except DomainError as refusal:
        outcome.refusal = refusal
    except BaseException as fault:  # noqa: BLE001  it is raised in the thread of the test
        outcome.fault = fault
    finally:
        connections.close_all()
