"""The screen in the waiting room: a device of its own, with a token instead of a person."""

from typing import Any, Self  # Any: panels and their queues

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity

from .queues import Queue


class PanelQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("encounters.manage_queue") else self.none()

    def in_use(self) -> Self:
        return self.filter(revoked_at=None)


class Panel(Entity):
    """A television that shows the calls of some queues. Only the digest of its token is kept."""

    name = models.CharField(_("name"), max_length=80)
    digest = models.BinaryField(max_length=32, editable=False, unique=True)
    is_spoken = models.BooleanField(_("speaks the calls"), default=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    objects = PanelQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [models.CheckConstraint(name="panel_has_a_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name


class PanelQueue(Entity):
    """That a panel shows the calls of a queue."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="shows")
    queue = models.ForeignKey(Queue, on_delete=models.PROTECT, related_name="+")

    objects = PanelQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(fields=["panel", "queue"], name="panel_shows_a_queue_once"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.queue_id}"
