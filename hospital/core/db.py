"""Lock a row, change it, move it to another state, name a violated constraint, commit a refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar  # Any: field values are of every column type

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from .errors import Absent, DomainError, Stale
from .models import Entity

Row = TypeVar("Row", bound=Entity)
Asked = ParamSpec("Asked")
Done = TypeVar("Done")


def lock(row: Row, *, version: int | None = None) -> Row:
    """Reload the row and hold it until the transaction ends; Stale when it is no longer `version`."""
    held = row.__class__._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if held is None:
        raise Absent
    if version is not None and held.version != version:
        raise Stale
    return held


def change(row: Row, **values: Any) -> list[str]:  # Any: see above
    """Write the values that differ, and return their names; a row without a difference is not touched."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.version += 1
        row.updated_at = now()
        row.save(update_fields=[*changed, "version", "updated_at"])
    return changed


def move(row: Any, state: str, **values: Any) -> None:  # Any: an Entity that is Stateful too; see above
    """Write a Stateful row in another state, with its who and when; or raise InvalidTransition."""
    before = row.state
    row.move_to(state)
    row.state = before
    change(row, state=state, **values)


@contextmanager
def conflicts(**errors: type[DomainError]) -> Iterator[None]:
    """Turn a violated constraint, by name, into the domain error it stands for.

    Foreign keys wait for the commit in Django; here they are checked at the end of the block.
    """
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in errors:
            raise
        raise errors[name] from error


def atomic_even_when(
    *refusals: type[DomainError],
) -> Callable[[Callable[Asked, Done]], Callable[Asked, Done]]:
    """One transaction that is committed although it ends in one of these refusals: they are facts too."""

    def decorate(action: Callable[Asked, Done]) -> Callable[Asked, Done]:
        @wraps(action)
        def committed(*args: Asked.args, **kwargs: Asked.kwargs) -> Done:
            with transaction.atomic():
                try:
                    return action(*args, **kwargs)
                except refusals as error:
                    refusal = error
            raise refusal

        return committed

    return decorate
