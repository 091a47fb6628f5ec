"""The trail: events (what people did), changes (what became of rows), accesses (who looked), and its seals.

The tables are append-only for the application's database role and hold no foreign key to what they
describe, so that the trail never holds back the hospital, nor the hospital the trail.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar  # Any: columns of every type
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.days import midnight
from hospital.core.ids import uuid7

from . import labels

if TYPE_CHECKING:
    from hospital.core.actors import Actor


HOUSEKEEPING = {"id", "created_at", "updated_at", "version", "search"}  # columns that tell a person nothing
_OF_PATIENT = models.Q(patient_id__isnull=False)


def _transaction() -> Cast:
    """The 64-bit number of the transaction that writes the row: it joins a change to its event."""
    number = models.Func(function="pg_current_xact_id", output_field=models.TextField())
    return Cast(Cast(number, models.TextField()), models.BigIntegerField())


R = TypeVar("R", bound="Trail")


class TrailQuerySet(models.QuerySet[R]):
    def visible_to(self, user: "Actor") -> Self:
        return self if user.has_perm("audit.view_trail") else self.none()

    def between(self, since: date | None, until: date | None) -> Self:
        """Rows of these days of the hospital's calendar, both included."""
        rows = self.filter(at__gte=midnight(since)) if since else self
        if until is None or until == date.max:
            return rows
        return rows.filter(at__lt=midnight(until, 1))

    def like(self, **values: object) -> Self:
        """Rows whose columns have these values; a value that is not given (None, "") asks for nothing."""
        return self.filter(**{name: value for name, value in values.items() if value not in (None, "")})

    def done_by(self, *, user_id: UUID | None = None, username: str = "") -> Self:
        """Rows that this user caused: an event or access of hers, or a change in a transaction of hers."""
        wanted = {user_id} if user_id else None
        if username:
            users = get_user_model()._default_manager
            named = users.filter(username__iexact=username).values_list("pk", flat=True)
            wanted = set(named) if wanted is None else wanted & set(named)
        return self if wanted is None else self._by(wanted)

    def _by(self, users: set[UUID]) -> Self:
        return self.filter(by__in=users)


class EventQuerySet(TrailQuerySet["Event"]):
    pass


class AccessQuerySet(TrailQuerySet["Access"]):
    pass


class ChangeQuerySet(TrailQuerySet["Change"]):
    def _by(self, users: set[UUID]) -> Self:
        return self.filter(transaction__in=Event.objects.filter(by__in=users).values("transaction"))


class BlockQuerySet(models.QuerySet["Block"]):
    def visible_to(self, user: "Actor") -> "BlockQuerySet":
        return self if user.has_perm("audit.view_trail") else self.none()


class Trail(models.Model):
    """One row of the trail. `transaction` orders it; `at` is the server's clock (NGS1 09.01)."""

    id = models.UUIDField(
        primary_key=True, default=uuid7, editable=False, db_default=models.Func(function="gen_random_uuid")
    )
    at = models.DateTimeField(db_default=Now(), editable=False)
    transaction = models.BigIntegerField(db_default=_transaction(), editable=False)
    patient_id = models.UUIDField(null=True)

    class Meta:
        abstract = True
        default_permissions = ()


class Origin(models.Model):
    """Where it came from: the door, the address, and the request that joins it to the logs."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,  # the indexes by actor and time do
    )  # fmt: skip
    reason = models.TextField(blank=True)
    face = models.CharField(max_length=20)
    address = models.CharField(max_length=45, blank=True)
    request_id = models.UUIDField()
    particulars = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def door(self) -> str:
        """The face it came through, in words."""
        return str(labels.FACES.get(self.face, self.face))


class Event(Trail, Origin):
    """One thing that somebody did."""

    verb = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    target_id = models.UUIDField()

    objects = EventQuerySet.as_manager()
    changes: "list[Change]"  # filled in for a face that shows them

    class Meta:
        default_permissions = ()
        permissions = [
            ("view_trail", _("See the audit trail")),
            ("export_trail", _("Export the audit trail")),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="event_by_time"),
            models.Index(fields=["target_id", "-at"], name="event_by_target"),
            models.Index(fields=["patient_id", "-at"], name="event_by_patient", condition=_OF_PATIENT),
            models.Index(fields=["by", "-at"], name="event_by_actor"),
            models.Index(fields=["verb", "-at"], name="event_by_verb"),
            models.Index(fields=["request_id"], name="event_by_request"),
            models.Index(fields=["transaction"], name="event_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_id}"

    @property
    def label(self) -> str:
        """What happened, in words."""
        return str(labels.verb(self.verb))

    @property
    def thing(self) -> str:
        """The kind of thing it happened to, in words."""
        return str(labels.thing(self.target))


class Access(Trail, Origin):
    """One look at patient data: who, whose, how, and why."""

    class Action(models.TextChoices):
        READ = "read", pgettext_lazy("access", "Opened")
        SEARCH = "search", pgettext_lazy("access", "Searched")
        PRINT = "print", pgettext_lazy("access", "Printed")
        EXPORT = "export", pgettext_lazy("access", "Exported")

    action = models.CharField(max_length=10, choices=Action)
    what = models.CharField(max_length=80)

    objects = AccessQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_by_time"),
            models.Index(fields=["patient_id", "-at"], name="access_by_patient", condition=_OF_PATIENT),
            models.Index(fields=["by", "-at"], name="access_by_actor"),
            models.Index(fields=["request_id"], name="access_by_request"),
            models.Index(fields=["transaction"], name="access_by_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.what}"

    @property
    def thing(self) -> str:
        """What was looked at, in words."""
        return str(labels.thing(self.what))


class Change(Trail):
    """What one statement did to one row: the columns that differ, before and after. Written by a trigger."""

    class Operation(models.TextChoices):
        INSERT = "insert", pgettext_lazy("row", "Created")
        UPDATE = "update", pgettext_lazy("row", "Changed")
        DELETE = "delete", pgettext_lazy("row", "Deleted")

    table = models.CharField(max_length=80)
    row_id = models.CharField(max_length=80)
    operation = models.CharField(max_length=10, choices=Operation)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    role = models.CharField(max_length=80)

    objects = ChangeQuerySet.as_manager()
    events: list[Event]  # filled in for a face that shows them

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["row_id", "-at"], name="change_by_row"),
            models.Index(fields=["patient_id", "-at"], name="change_by_patient", condition=_OF_PATIENT),
            models.Index(fields=["table", "-at"], name="change_by_table"),
            models.Index(fields=["transaction"], name="change_by_transaction"),
            models.Index(fields=["-at", "-id"], name="change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row_id}"

    @property
    def fields(self) -> list[str]:
        """The columns that this change tells of."""
        return sorted(self.after or self.before or {})

    @property
    def thing(self) -> str:
        """The kind of thing that the table holds, in words."""
        return str(labels.table(self.table))

    @property
    def old(self) -> dict[str, Any]:  # Any: see above
        """Before, by what a form calls the columns."""
        return self._spoken(self.before)

    @property
    def new(self) -> dict[str, Any]:  # Any: see above
        """After, by what a form calls the columns."""
        return self._spoken(self.after)

    def _spoken(self, row: dict[str, Any] | None) -> dict[str, Any]:  # Any: see above
        names, whole = labels.fields(self.table), self.operation != self.Operation.UPDATE
        return {
            str(names.get(column, column)): value
            for column, value in (row or {}).items()
            if column not in HOUSEKEEPING and not (whole and value in (None, ""))
        }


class Link(models.Model):
    """The seal of one row: the digest of the chain up to it. Written by audit_seal() alone."""

    seq = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10)
    row_id = models.UUIDField()
    digest = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.row_id}"


class Block(models.Model):
    """A sealed stretch: every row of the transactions before `through` is in it or in a block before it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(unique=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    through = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    head = models.BinaryField()

    objects = BlockQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="block_holds_rows", condition=models.Q(first_seq__lte=models.F("last_seq"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {bytes(self.head).hex()}"
