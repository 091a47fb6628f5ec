"""Where and when people work: memberships of departments, planned shifts, and leave."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful

from .departments import Department, units_of
from .employees import Employee, of_visible
from .periods import Days, DaysQuerySet, whole

LONGEST_SHIFT = timedelta(hours=36)


class MembershipQuerySet(DaysQuerySet["Membership"]):
    def visible_to(self, user: Actor) -> Self:
        return of_visible(self, user)


class Membership(Days):
    """That an employee works in a department during a stretch of days."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role in the department"), max_length=80, blank=True)
    is_primary = models.BooleanField(_("primary department"), default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta(Days.Meta):
        abstract = False
        constraints = [
            ExclusionConstraint(
                name="one_membership_per_department_and_day",
                expressions=[
                    ("employee", RangeOperators.EQUAL), ("department", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_primary_department_per_day",
                expressions=[("employee", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(is_primary=True),
            ),
            whole("membership_has_days"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.employee_id} {self.department_id}"


class ShiftQuerySet(models.QuerySet["Shift"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the employees one sees, and everyone's in one's own departments."""
        if user.has_perm("organization.view_employee"):
            return self
        rows = Q(employee__user_id=user.pk)
        if user.has_perm("organization.view_colleague"):
            rows |= Q(department__in=units_of(user)) | Q(employee__in=Employee.objects.visible_to(user))
        return self.filter(rows)

    def planned(self) -> Self:
        return self.filter(state=Shift.State.PLANNED)

    def between(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that touch a stretch of time."""
        return self.filter(during__overlap=DateTimeTZRange(starts_at, ends_at))


class Shift(Entity, Stateful):
    """Planned work of one person in one department."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CANCELLED = "cancelled", _("Cancelled")

    TRANSITIONS = {State.PLANNED: {State.CANCELLED}}

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED, editable=False)
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="shifts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="shifts")
    during = DateTimeRangeField(_("period"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    cancelled_because = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = ShiftQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("plan_shift", _("Plan and cancel shifts"))]
        constraints = [
            ExclusionConstraint(
                name="nobody_is_on_two_shifts_at_once",
                expressions=[("employee", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="planned"),
            ),
            models.CheckConstraint(
                name="shift_has_a_start_and_an_end",
                condition=Q(
                    during__isempty=False, during__startswith__isnull=False, during__endswith__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="shift_lasts_36_hours_at_most",
                condition=Q(during__endswith__lte=F("during__startswith") + LONGEST_SHIFT),
            ),
            models.CheckConstraint(
                name="shift_cancellation_is_whole",
                condition=Q(state="planned", cancelled_at=None, cancelled_by=None, cancelled_because="")
                | Q(state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancelled_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.department_id} {self.during}"

    @property
    def starts_at(self) -> datetime:
        starts_at: datetime | None = self.during.lower
        assert starts_at is not None  # shift_has_a_start_and_an_end
        return starts_at

    @property
    def ends_at(self) -> datetime:
        ends_at: datetime | None = self.during.upper
        assert ends_at is not None  # see above
        return ends_at


class LeaveQuerySet(DaysQuerySet["Leave"]):
    def visible_to(self, user: Actor) -> Self:
        return of_visible(self, user)

    def approved(self) -> Self:
        return self.filter(state=Leave.State.APPROVED)

    def open(self) -> Self:
        """Those asked for or approved."""
        return self.filter(state__in=[Leave.State.REQUESTED, Leave.State.APPROVED])


class Leave(Days, Stateful):
    """A stretch of days away from work."""

    class Kind(models.TextChoices):
        VACATION = "vacation", _("Vacation")
        SICKNESS = "sickness", _("Sick leave")
        PARENTAL = "parental", _("Maternity or paternity leave")
        BEREAVEMENT = "bereavement", _("Bereavement")
        MARRIAGE = "marriage", _("Marriage")
        TRAINING = "training", _("Training")
        UNPAID = "unpaid", _("Unpaid leave")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", pgettext_lazy("leave", "Refused")
        CANCELLED = "cancelled", _("Cancelled")

    TRANSITIONS = {
        State.REQUESTED: {State.APPROVED, State.REFUSED, State.CANCELLED},
        State.APPROVED: {State.CANCELLED},
    }

    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.REQUESTED, editable=False
    )
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    note = models.CharField(_("note"), max_length=500, blank=True)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    ended_because = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = LeaveQuerySet.as_manager()

    class Meta(Days.Meta):
        abstract = False
        permissions = [("approve_leave", _("Approve, refuse and cancel leave"))]
        constraints = [
            ExclusionConstraint(
                name="no_overlapping_leave",
                expressions=[("employee", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["requested", "approved"]),
            ),
            models.CheckConstraint(
                name="leave_has_a_first_and_a_last_day",
                condition=Q(
                    during__isempty=False, during__startswith__isnull=False, during__endswith__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="leave_approval_is_whole",
                condition=Q(state__in=["requested", "refused"], approved_at=None, approved_by=None)
                | Q(state="approved", approved_at__isnull=False, approved_by__isnull=False)
                | Q(state="cancelled", approved_at=None, approved_by=None)
                | Q(state="cancelled", approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="leave_end_is_whole",
                condition=Q(
                    state__in=["requested", "approved"], ended_at=None, ended_by=None, ended_because=""
                )
                | Q(state__in=["refused", "cancelled"], ended_at__isnull=False, ended_by__isnull=False)
                & ~Q(ended_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.kind} {self.during}"

    def shows_kind_to(self, user: Actor) -> bool:
        """Why somebody is away can say something about her health; colleagues see only that she is away."""
        return user.has_perm("organization.approve_leave") or self.employee.shows_personal_data_to(user)
