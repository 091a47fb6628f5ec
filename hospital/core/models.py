"""What every table shares: a key that sorts by time, two moments, a version; and states with their steps."""

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from .codes import Code
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


class Coded(models.Model):
    """A row that says what it is by a code of a published system, and by the words it was chosen by.

    The words stay as they were read when the row was written, whatever a later edition calls the code.
    """

    system = models.CharField(
        _("code system"), max_length=200, blank=True, help_text=_("Its URI, as FHIR writes it")
    )
    code = models.CharField(_("code"), max_length=60, blank=True)
    display = models.CharField(_("meaning"), max_length=400)

    class Meta:
        abstract = True

    @property
    def coding(self) -> Code | None:
        """The code with its system, or None when the row is said in words only."""
        return Code(self.system, self.code) if self.code else None
