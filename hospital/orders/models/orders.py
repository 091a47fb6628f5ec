"""What was asked for, how far it has come, and what was taken from the patient for it.

The request is immutable, so that a visit can be signed with it; what becomes of it lives in rows of its own.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Coded, Entity, Stateful
from hospital.patients.models.charted import Charted, ChartedQuerySet

from .catalogue import Category, TestPanel, Tube


class NextOrderNumber(Func):
    """The next number of the sequence; numbers of orders that failed stay unused."""

    template = "nextval('orders_order_number')"
    output_field = models.BigIntegerField()


class NextSpecimenNumber(Func):
    """The next number for a label."""

    template = "nextval('orders_specimen_number')"
    output_field = models.BigIntegerField()


class OrderQuerySet(ChartedQuerySet):
    def visible_to(self, user: Actor) -> Self:
        """Those of the patients the user sees, for who sees orders."""
        return super().visible_to(user) if user.has_perm("orders.view_order") else self.none()

    def open(self) -> Self:
        """Those that somebody still has to carry out."""
        return self.filter(progress__state__in=Progress.OPEN)

    def whole(self) -> Self:
        """With what every list of orders shows."""
        return self.select_related("patient", "progress", "requested_by", "department", "panel")


class Order(Charted, Coded):
    """A request for a test, an image or a procedure. Its `occurred_at` is when it was asked for."""

    class Priority(models.TextChoices):
        STAT = "stat", _("Immediate")
        URGENT = "urgent", _("Urgent")
        ROUTINE = "routine", _("Routine")

    number = models.BigIntegerField(_("number"), unique=True, db_default=NextOrderNumber(), editable=False)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.ROUTINE)
    clinical_indication = models.CharField(
        _("clinical indication"), max_length=1000, blank=True, help_text=_("What it is asked for")
    )
    panel = models.ForeignKey(TestPanel, on_delete=models.PROTECT, null=True, related_name="+")
    encounter = models.ForeignKey(
        "encounters.Encounter", on_delete=models.PROTECT, null=True, related_name="orders", editable=False
    )
    consultation = models.ForeignKey(
        "consultations.Consultation",
        on_delete=models.PROTECT,
        null=True,
        related_name="orders",
        editable=False,
    )
    department = models.ForeignKey(
        "organization.Department", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("unit that asks"),
    )  # fmt: skip
    requested_by = models.ForeignKey(
        "organization.Employee", on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=_("requested by"),
    )  # fmt: skip

    objects: ClassVar = OrderQuerySet.as_manager()

    class Meta(Charted.Meta):
        permissions = [
            ("view_order", _("See orders and results")),
            ("place_order", _("Order tests, images and procedures, and cancel orders")),
        ]
        constraints = [
            *Charted.Meta.constraints,
            models.CheckConstraint(name="order_says_what_is_asked_for", condition=~Q(display="")),
            models.CheckConstraint(
                name="order_of_this_house_names_who_asks",
                condition=Q(source="imported") | Q(requested_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-occurred_at", "-id"], name="order_by_patient"),
            models.Index(fields=["category", "occurred_at", "id"], name="order_by_category"),
        ]

    def __str__(self) -> str:
        return self.display

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.patient_id, self.pk])


class Progress(Entity, Stateful):
    """How far an order has come: one row for each order, made with it."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        COLLECTED = "collected", _("Collected")
        RESULTED = "resulted", _("Result entered")
        VALIDATED = "validated", _("Validated")
        READ = "read", _("Read")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN: ClassVar = ("requested", "collected", "resulted")
    TRANSITIONS: ClassVar = {
        "requested": {"collected", "resulted", "cancelled"},
        "collected": {"requested", "resulted", "cancelled"},  # back when the specimen is no good
        "resulted": {"validated"},
        "validated": {"read", "resulted"},  # back when the result is corrected
        "read": {"resulted"},
    }

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="progress")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.REQUESTED)
    moved_at = models.DateTimeField(_("since"), default=now)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta(Entity.Meta):
        constraints = [
            models.CheckConstraint(
                name="order_is_cancelled_for_a_reason", condition=~Q(state="cancelled") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "order"], name="order_that_is_open",
                condition=Q(state__in=("requested", "collected", "resulted")),
            ),
            models.Index(
                fields=["order"], name="order_with_unread_result", condition=Q(state="validated")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.state


class SpecimenQuerySet(models.QuerySet["Specimen"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the orders the user sees."""
        return self.filter(order__in=Order.objects.visible_to(user))

    def usable(self) -> Self:
        return self.filter(rejected_at=None)


class Specimen(Entity):
    """A tube with a label: what was taken for an order, when and by whom, and whether it was any good."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="specimens")
    number = models.BigIntegerField(_("label"), unique=True, db_default=NextSpecimenNumber(), editable=False)
    tube = models.CharField(_("container"), max_length=20, choices=Tube, default=Tube.SERUM)
    collected_at = models.DateTimeField(_("collected at"))
    collected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rejected_at = models.DateTimeField(_("rejected at"), null=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    rejected_because = models.CharField(_("why it was rejected"), max_length=300, blank=True)

    objects = SpecimenQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("collect_specimen", _("Collect specimens and print their labels"))]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "tube"], condition=Q(rejected_at=None),
                name="one_usable_specimen_per_order_and_tube",
            ),
            models.CheckConstraint(
                name="specimen_is_rejected_by_somebody_who_says_why",
                condition=Q(rejected_at=None, rejected_by=None, rejected_because="")
                | Q(rejected_at__isnull=False, rejected_by__isnull=False) & ~Q(rejected_because=""),
            ),
            models.CheckConstraint(
                name="specimen_is_rejected_after_it_was_collected",
                condition=Q(rejected_at=None) | Q(rejected_at__gte=F("collected_at")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.barcode

    @property
    def barcode(self) -> str:
        """The number as it stands under the bars: ten digits."""
        return f"{self.number:010d}"
