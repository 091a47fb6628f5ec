"""How a patient comes in without an account: a code that is told to her once, and the visit it opens."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity
from hospital.patients.models import Patient

MOST_TRIES = 5


class CodeQuerySet(models.QuerySet["Code"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees; nobody sees those that belong to nobody."""
        if not user.has_perm("booking.tell_code"):
            return self.none()
        rows = self.filter(patient__isnull=False)
        return (
            rows
            if user.has_perm("patients.view_confidential")
            else rows.filter(patient__is_confidential=False)
        )

    def to_tell(self) -> Self:
        """Those that may still be entered and that nobody has told yet."""
        return self.filter(expires_at__gt=now(), used_at=None, told_at=None, tries__lt=MOST_TRIES)


class Code(Entity):
    """A code asked for with a CPF and a birth date. Kept as a digest; sealed besides, to be told by the desk.

    Somebody unknown gets a row as well, without a patient: it counts for the limits, and no code opens it.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="+")
    cpf_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    sealed = models.BinaryField(default=b"")
    address = models.CharField(max_length=45, blank=True)
    asked_at = models.DateTimeField(_("asked at"), default=now)
    expires_at = models.DateTimeField(_("valid until"))
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = CodeQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("tell_code", _("Tell patients their codes for booking"))]
        constraints = [
            models.CheckConstraint(name="a_code_is_tried_5_times", condition=Q(tries__lte=MOST_TRIES)),
            models.CheckConstraint(
                name="a_code_is_told_by_somebody",
                condition=Q(told_at=None, told_by=None) | Q(told_at__isnull=False, told_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["cpf_digest", "asked_at"], name="code_by_person"),
            models.Index(fields=["address", "asked_at"], name="code_by_address"),
            models.Index(fields=["expires_at"], name="code_by_end"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Visit(Entity):
    """That a patient showed her code: for some minutes her browser sees and does what is hers."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(Entity.Meta):
        indexes = [models.Index(fields=["expires_at"], name="visit_by_end")]

    def __str__(self) -> str:
        return str(self.pk)
