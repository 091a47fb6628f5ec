"""Who stays with the patient, and what she brought."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.models import Entity
from hospital.patients.models import Guardian

from .admissions import Admission, OfAdmissionQuerySet


class Companion(Entity):
    """Somebody who stays beside the bed. The document is shown only where it is asked for."""

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="companions")
    name = models.CharField(_("name"), max_length=200)
    relation = models.CharField(
        _("relation"), max_length=20, choices=Guardian.Relation, default=Guardian.Relation.OTHER
    )
    document = models.CharField(_("document"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    since = models.DateTimeField(_("since"), default=now)
    until = models.DateTimeField(_("until"), null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = OfAdmissionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(name="companion_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="companion_goes_after_she_came", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Belonging(Entity):
    """A thing the patient brought: kept until it is given back to somebody."""

    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="belongings")
    description = models.CharField(_("what"), max_length=200)
    quantity = models.PositiveSmallIntegerField(_("how many"), default=1)
    kept_in = models.CharField(_("where it is kept"), max_length=100, blank=True)
    received_at = models.DateTimeField(_("received at"), default=now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    returned_at = models.DateTimeField(_("given back at"), null=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    returned_to = models.CharField(_("given back to"), max_length=200, blank=True)

    objects = OfAdmissionQuerySet.as_manager()

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="belonging_says_what_and_how_many", condition=~Q(description="") & Q(quantity__gte=1)
            ),
            models.CheckConstraint(
                name="belonging_is_given_back_to_somebody",
                condition=Q(returned_at=None, returned_by=None, returned_to="")
                | Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(returned_to=""),
            ),
        ]

    def __str__(self) -> str:
        return self.description
