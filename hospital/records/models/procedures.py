"""Procedures that were performed, here or elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.models import Coded

from .entries import Entry, ends_later, says_what


class Procedure(Entry, Coded):
    """A procedure performed from `occurred_at` to `ended_at`."""

    class Status(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        COMPLETED = "completed", pgettext_lazy("procedure", "Completed")
        STOPPED = "stopped", pgettext_lazy("procedure", "Stopped")
        NOT_DONE = "not_done", _("Not done")

    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.COMPLETED)
    performer = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("performed by"),
    )  # fmt: skip
    performer_name = models.CharField(
        _("performed by, elsewhere"),
        max_length=200,
        blank=True,
        help_text=_("Person or service outside this hospital"),
    )
    body_site = models.CharField(_("body site"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=400, blank=True)

    class Meta(Entry.Meta):
        abstract = False
        constraints = [
            *Entry.Meta.constraints,
            says_what("procedure"),
            ends_later("procedure", "occurred_at", "ended_at"),
        ]

    def __str__(self) -> str:
        return self.display
