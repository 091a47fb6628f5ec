"""What every entry of a chart has in common: whose it is, when it happened, who wrote it, and from where."""

from typing import Any, Self  # Any: of whichever model is charted

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity


class ChartedQuerySet(models.QuerySet[Any]):  # Any: see above
    def visible_to(self, user: Actor) -> Self:
        """Entries of the patients the user sees. Whether she may open that chart is asked by `care`."""
        if not user.has_perm("patients.view_chart"):
            return self.none()
        return (
            self
            if user.has_perm("patients.view_confidential")
            else self.filter(patient__is_confidential=False)
        )

    def standing(self) -> Self:
        """Entries that nobody has withdrawn as written in error."""
        return self.filter(withdrawn_at=None)


class Charted(Entity):
    """An entry of a chart. Never deleted: withdrawn with a reason, and still shown, struck through.

    `occurred_at` is when it was true of the patient, `created_at` when it was written down here.
    """

    class Source(models.TextChoices):
        HERE = "here", _("Written here")
        PATIENT = "patient", _("Told by the patient or her family")
        IMPORTED = "imported", _("Received from another system")

    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField(_("when it happened"), default=now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.HERE)
    withdrawn_at = models.DateTimeField(_("entered in error"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_because = models.CharField(_("why it was in error"), max_length=300, blank=True, editable=False)

    objects = ChartedQuerySet.as_manager()

    class Meta(Entity.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_withdrawn_by_somebody_who_says_why",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
            )
        ]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
