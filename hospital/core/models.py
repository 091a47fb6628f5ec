"""What every table shares: a key that sorts by time, two moments, a version; and states with their steps."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils.timezone import now

from .errors import InvalidTransition
from .ids import uuid7


class Entity(models.Model):
    """A row with a uuid7 key; `version` grows with each change and is the ETag of the API."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        default_permissions = ()


class Stateful(models.Model):
    """A model whose `state` moves only along TRANSITIONS."""

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str] | set[str]]]
    state: "str | models.CharField[str, str]"

    class Meta:
        abstract = True

    def move_to(self, state: str) -> Self:
        """Set the new state in memory, or raise InvalidTransition; the caller saves."""
        if state not in self.TRANSITIONS.get(str(self.state), ()):
            raise InvalidTransition
        self.state = state
        return self
