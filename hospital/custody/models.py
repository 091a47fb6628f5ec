"""Copies of records that were given away, and the packs that keep the hospital working without servers."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity
from hospital.patients.models import Patient


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: Actor) -> Self:
        """Copies of the records of patients the user sees, for who may give them."""
        if not user.has_perm("custody.export_record") or not user.has_perm("patients.view_patient"):
            return self.none()
        hidden = not user.has_perm("patients.view_confidential")
        return self.filter(patient__is_confidential=False) if hidden else self


class Export(Entity):
    """A copy of a patient's record that was made to be given to somebody, and why.

    Its content can be fetched until `kept_until`; that it was made, and its digest, stay for ever.
    """

    class Kind(models.TextChoices):
        BUNDLE = "bundle", _("Complete record (FHIR Bundle)")
        SUMMARY = "summary", _("Patient summary (IPS)")
        BOOK = "book", _("Complete record on paper (PDF/A)")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.BUNDLE)
    reason = models.CharField(_("for whom and why"), max_length=300)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    record_digest = models.CharField(_("digest of the record"), max_length=64, editable=False)
    digest = models.CharField(_("digest of the file"), max_length=64, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    is_signed = models.BooleanField(_("signed"), default=False, editable=False)
    content = models.BinaryField(null=True, editable=False)
    kept_until = models.DateTimeField(_("can be fetched until"), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = ExportQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [
            ("export_record", _("Give copies of records away")),
            ("import_record", _("Take whole records in")),
            ("view_pack", _("Make and fetch downtime packs")),
            ("set_passphrase", _("Set the passphrase of the downtime packs")),
        ]
        constraints = [models.CheckConstraint(name="export_says_why", condition=~Q(reason=""))]
        indexes = [models.Index(fields=["patient", "-created_at"], name="export_by_patient")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("custody:exports", args=[self.patient_id])

    @property
    def is_there(self) -> bool:
        """Whether its content can still be fetched."""
        return self.content is not None and self.kept_until > now()


class Passphrase(Entity):
    """What opens the downtime packs. Written on paper in the safe of each ward; here only sealed."""

    sealed = models.BinaryField(editable=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )

    class Meta(Entity.Meta):
        constraints = [models.UniqueConstraint(models.Value(True), name="one_passphrase")]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def is_set(cls) -> bool:
        return cls._default_manager.exists()


class PackQuerySet(models.QuerySet["Pack"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("custody.view_pack") else self.none()


class Pack(Entity):
    """A downtime pack: what a ward must know for the next hours, in one file that opens with no server."""

    counts = models.JSONField(_("what is in it"), default=dict)  # {"agenda": 12}: a report for people
    digest = models.CharField(_("digest"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    content = models.BinaryField(null=True, editable=False)

    objects = PackQuerySet.as_manager()

    class Meta(Entity.Meta):
        indexes = [models.Index(fields=["-created_at"], name="pack_by_time")]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
