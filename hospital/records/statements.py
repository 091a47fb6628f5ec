"""Statements that are turned into SQL once: composing them costs more than running them.

A statement is built for a patient, a user and moments that do not exist (the slots); when it runs, the real
ones take their places. What it looks like depends on what the user may do, on the day, and on what is asked.
"""

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any  # Any: parameters and columns of every type
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import localdate

from hospital.accounts.models import User

PATIENT, USER, AUTHOR, LAST_ID = (UUID(int=number) for number in range(1, 5))
SINCE, UNTIL, LAST_AT = (datetime(1, 1, 1 + day, tzinfo=UTC) for day in range(3))
SLOTS = (PATIENT, USER, AUTHOR, LAST_ID, SINCE, UNTIL, LAST_AT)
MOST = 500  # statements that are remembered

Row = tuple[Any, ...]  # Any: see above
_remembered: dict[Hashable, "Statement"] = {}


@dataclass(frozen=True)
class Statement:
    """SQL with the slots among its parameters."""

    sql: str
    parameters: tuple[Any, ...]  # Any: see above

    def rows(self, slots: dict[Any, Any]) -> list[Row]:  # Any: see above
        """The rows, with what the slots stand for this time."""
        if not self.sql:
            return []
        values = [
            slots[value] if isinstance(value, UUID | datetime) and value in SLOTS else value
            for value in self.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            found: list[Row] = cursor.fetchall()
        return found


def statement(key: Hashable, build: Callable[[User], QuerySet[Any]], *, by: User) -> Statement:
    """The statement of that key for whoever may do what `by` may, today. `build` gets a user of the slots."""
    whole = (key, by.permissions, localdate())
    if whole not in _remembered:
        if len(_remembered) >= MOST:
            _remembered.clear()
        stand_in = copy.copy(by)  # with the permissions that were read above
        stand_in.pk = USER
        try:
            sql, parameters = build(stand_in).query.sql_with_params()
        except EmptyResultSet:  # nothing of it is for her to see
            sql, parameters = "", ()
        _remembered[whole] = Statement(sql, tuple(parameters))
    return _remembered[whole]
