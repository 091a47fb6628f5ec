"""When resources work: weekly hours, holidays, and stretches in which they are away."""

from typing import Any, Self  # Any: see OfResourceQuerySet
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from hospital.core.actors import Actor
from hospital.core.models import Entity, Stateful
from hospital.organization.models import Department
from hospital.organization.models.departments import units_of
from hospital.organization.models.periods import Days, DaysQuerySet, whole

from .resources import Resource, Service


class HoursOfDay(Func):
    """The stretch of an abstract day between two times of day."""

    template = "tsrange(date '2000-01-01' + %(expressions)s)"
    arg_joiner = ", date '2000-01-01' + "


class Period(Func):
    """The stretch of time between two moments, without the second."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Weekday(models.IntegerChoices):
    """Numbered as in ISO 8601."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


def of_resource(user: Actor, path: str) -> Q:
    """The condition that the resource at the end of `path` is one for the user to see."""
    return Q(**{f"{path}department__in": units_of(user)}) | Q(**{f"{path}employee__user": user.pk})


class AgendaQuerySet(DaysQuerySet["Agenda"]):
    def visible_to(self, user: Actor) -> Self:
        """Those of the resources one sees, and those held in the departments one works in."""
        if not user.has_perm("scheduling.view_agenda"):
            return self.none()
        if user.has_perm("scheduling.view_every_agenda"):
            return self
        return self.filter(of_resource(user, "resource__") | Q(department__in=units_of(user)))


class Agenda(Days):
    """That a resource can be booked in a department for a stretch of days, in the hours of its templates."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="agendas")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="agendas")
    time_zone = models.CharField(
        _("time zone"), max_length=50, default=settings.TIME_ZONE,
        help_text=_("The zone its hours are said in"),
    )  # fmt: skip
    works_on_holidays = models.BooleanField(_("open on holidays"), default=False)

    objects = AgendaQuerySet.as_manager()

    class Meta(Days.Meta):
        abstract = False
        constraints = [
            ExclusionConstraint(
                name="one_agenda_per_resource_department_and_day",
                expressions=[
                    ("resource", RangeOperators.EQUAL), ("department", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="agenda_has_a_time_zone", condition=~Q(time_zone="")),
            whole("agenda_has_days"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.resource_id} {self.during}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Template(Days):
    """Hours of one weekday in which an agenda is open, during a stretch of days; extra hours have one day.

    A slot begins every `slot_minutes`; a service longer than that takes several. Without services it is open
    for all of them. The hours are those of the agenda's zone, also on the day its clocks are changed.
    """

    agenda = models.ForeignKey(Agenda, on_delete=models.PROTECT, related_name="templates")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens_at = models.TimeField(_("from"))
    closes_at = models.TimeField(_("until"))
    slot_minutes = models.PositiveSmallIntegerField(_("minutes between starts"), default=30)
    capacity = models.PositiveSmallIntegerField(_("patients at a time"), default=1)
    services = models.ManyToManyField(
        Service, related_name="templates", verbose_name=_("services"), blank=True,
        help_text=_("None: all of them"),
    )  # fmt: skip
    is_extra = models.BooleanField(_("extra hours"), default=False, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = DaysQuerySet["Template"].as_manager()

    class Meta(Days.Meta):
        abstract = False
        constraints = [
            ExclusionConstraint(
                name="hours_of_an_agenda_do_not_overlap",
                expressions=[
                    ("agenda", RangeOperators.EQUAL), ("weekday", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                    (HoursOfDay(F("opens_at"), F("closes_at")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="weekday_is_one_of_seven", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
            models.CheckConstraint(
                name="hours_end_after_they_begin", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(
                name="a_slot_begins_every_1_to_1440_minutes",
                condition=Q(slot_minutes__gte=1, slot_minutes__lte=1440),
            ),
            models.CheckConstraint(
                name="hours_have_1_to_500_places", condition=Q(capacity__gte=1, capacity__lte=500)
            ),
            models.CheckConstraint(
                name="extra_hours_have_a_reason", condition=Q(is_extra=False) | ~Q(reason="")
            ),
            whole("template_has_days"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"


class Quota(Entity):
    """How many appointments of one payer a template takes on one day, at most."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="quotas")
    payer_code = models.CharField(_("payer"), max_length=30)
    most = models.PositiveSmallIntegerField(_("at most"))

    class Meta(Entity.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["template", "payer_code"], name="one_quota_per_template_and_payer"
            ),
            models.CheckConstraint(name="quota_names_a_payer", condition=~Q(payer_code="")),
        ]

    def __str__(self) -> str:
        return f"{self.payer_code} {self.most}"


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def visible_to(self, user: Actor) -> Self:
        return self if user.has_perm("scheduling.view_agenda") else self.none()

    def standing(self) -> Self:
        """Those nobody has taken back."""
        return self.filter(withdrawn_at=None)


class Holiday(Entity):
    """A day on which agendas are closed, except those that are open on holidays."""

    class Scope(models.TextChoices):
        NATIONAL = "national", _("National")
        STATE = "state", _("State or city")
        OWN = "own", _("The hospital's own")

    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100)
    scope = models.CharField(_("kind"), max_length=10, choices=Scope, default=Scope.NATIONAL)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = HolidayQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("manage_holiday", _("Keep the calendar of holidays"))]
        constraints = [
            models.UniqueConstraint(
                fields=["day"], name="one_holiday_per_day", condition=Q(withdrawn_at=None)
            ),
            models.CheckConstraint(name="holiday_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_holiday_is_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class OfResourceQuerySet(models.QuerySet[Any]):  # Any: of whichever model belongs to a resource
    def visible_to(self, user: Actor) -> Self:
        """What belongs to the resources one sees."""
        if not user.has_perm("scheduling.view_agenda"):
            return self.none()
        if user.has_perm("scheduling.view_every_agenda"):
            return self
        return self.filter(of_resource(user, "resource__"))

    def standing(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(state=Absence.State.STANDING)


class Absence(Entity, Stateful):
    """A stretch in which a resource takes nobody new: a block, or an absence whose patients are rebooked."""

    class Kind(models.TextChoices):
        BLOCK = "block", _("Block")
        ABSENCE = "absence", _("Absence")
        MAINTENANCE = "maintenance", _("Maintenance")

    class State(models.TextChoices):
        STANDING = "standing", _("Standing")
        WITHDRAWN = "withdrawn", _("Taken back")

    TRANSITIONS = {State.STANDING: {State.WITHDRAWN}}

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STANDING, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BLOCK)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    period = models.GeneratedField(
        expression=Period("starts_at", "ends_at"), output_field=DateTimeRangeField(), db_persist=True
    )
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_because = models.CharField(max_length=300, blank=True, editable=False)
    rebooked_at = models.DateTimeField(_("patients rebooked"), null=True, editable=False)

    objects = OfResourceQuerySet.as_manager()

    class Meta(Entity.Meta):
        permissions = [("block_agenda", _("Block agendas and rebook the patients of who is away"))]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="absence_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="absence_withdrawal_is_whole",
                condition=Q(state="standing", withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_because=""),
            ),
        ]
        indexes = [models.Index(fields=["resource", "starts_at", "ends_at"], name="absence_by_resource")]

    def __str__(self) -> str:
        return f"{self.resource_id} {self.starts_at}-{self.ends_at}"
