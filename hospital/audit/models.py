"""The trail: events (what people did), changes (what became of the rows) and accesses (who looked).

The three tables are append-only for the application's database role and hold no foreign key to what they
describe, so that the trail never holds back the hospital, nor the hospital the trail.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from hospital.core.ids import uuid7

if TYPE_CHECKING:
    from hospital.core.actors import Actor


def _transaction() -> Cast:
    """The 64-bit number of the transaction that writes the row: what joins a change to the event it belongs to."""
    number = models.Func(function="pg_current_xact_id", output_field=models.TextField())
    return Cast(Cast(number, models.TextField()), models.BigIntegerField())


class TrailQuerySet(models.QuerySet["Trail"]):
    def visible_to(self, user: "Actor") -> "TrailQuerySet":
        return self if user.has_perm("audit.view_trail") else self.none()


class Trail(models.Model):
    """One row of the trail. `transaction` orders it; `at` is the server's clock (NGS1 09.01)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_default=models.Func(function="gen_random_uuid"))
    at = models.DateTimeField(db_default=Now(), editable=False)
    transaction = models.BigIntegerField(db_default=_transaction(), editable=False)
    patient_id = models.UUIDField(null=True)

    objects = TrailQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()


class Origin(models.Model):
    """Where it came from: the door, the address, and the request that joins it to the logs."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    face = models.CharField(max_length=20)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.UUIDField()
    particulars = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Event(Trail, Origin):
    """One thing that somebody did."""

    verb = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    target_id = models.UUIDField()

    class Meta:
        default_permissions = ()
        permissions = [("view_trail", _("See the audit trail")), ("export_trail", _("Export the audit trail"))]
        indexes = [
            models.Index(fields=["-at", "-id"], name="event_by_time"),
            models.Index(fields=["target_id", "-at"], name="event_by_target"),
            models.Index(fields=["patient_id", "-at"], name="event_by_patient", condition=models.Q(patient_id__isnull=False)),
            models.Index(fields=["by", "-at"], name="event_by_actor"),
            models.Index(fields=["transaction"], name="event_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_id}"


class Access(Trail, Origin):
    """One look at patient data: who, whose, how, and why."""

    class Action(models.TextChoices):
        READ = "read", _("Opened")
        SEARCH = "search", _("Searched")
        PRINT = "print", _("Printed")
        EXPORT = "export", _("Exported")

    action = models.CharField(max_length=10, choices=Action)
    what = models.CharField(max_length=80)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_by_time"),
            models.Index(fields=["patient_id", "-at"], name="access_by_patient", condition=models.Q(patient_id__isnull=False)),
            models.Index(fields=["by", "-at"], name="access_by_actor"),
            models.Index(fields=["transaction"], name="access_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.what}"


class Change(Trail):
    """What one statement did to one row: only the columns that differ, before and after. Written by a trigger."""

    class Operation(models.TextChoices):
        INSERT = "insert", _("Created")
        UPDATE = "update", _("Changed")
        DELETE = "delete", _("Deleted")

    table = models.CharField(max_length=80)
    row_id = models.CharField(max_length=80)
    operation = models.CharField(max_length=10, choices=Operation)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    role = models.CharField(max_length=80)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["row_id", "-at"], name="change_by_row"),
            models.Index(fields=["patient_id", "-at"], name="change_by_patient", condition=models.Q(patient_id__isnull=False)),
            models.Index(fields=["transaction"], name="change_by_transaction"),
            models.Index(fields=["-at", "-id"], name="change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row_id}"
