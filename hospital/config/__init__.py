"""What a hospital changes while the system runs: every setting is declared in registry.py, with its range."""

from typing import Any  # Any: a setting is a number, a word or a yes


def value(name: str) -> Any:  # Any: see above
    """The present value of a setting, at most 3 s old on every worker. KeyError if nobody declared it."""
    from .values import present

    return present.value(name)


def forget() -> None:
    """Ask the database again at the next reading."""
    from .values import present

    present.forget()
