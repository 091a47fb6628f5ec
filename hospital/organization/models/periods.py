"""Stretches of days. People say the first and the last day; PostgreSQL keeps up to the day after."""

from datetime import date, timedelta
from typing import Any, Self, TypeVar  # Any: the bounds of a range are of its own type

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital.core.days import EARLIEST, LATEST
from hospital.core.errors import Invalid
from hospital.core.models import Entity


def today() -> date:
    """The hospital's day."""
    return localdate()


def sensible(field: str, day: date) -> date:
    """The day, or Invalid naming the field when no one at this hospital can mean it."""
    if not EARLIEST <= day <= LATEST:
        raise Invalid(fields={field: [_("This date is out of range.")]})
    return day


def days(first: date, last: date | None = None) -> DateRange:
    """The days from `first` through `last`, or without end. Invalid when they are the wrong way round."""
    sensible("starts_on", first)
    if last is None:
        return DateRange(first, None)
    if sensible("ends_on", last) < first:
        raise Invalid(fields={"ends_on": [_("The last day cannot be before the first.")]})
    return DateRange(first, last + timedelta(days=1))


def last_day(period: Any) -> date | None:  # Any: see above
    """The last day of a stretch, or None when it has no end."""
    after: date | None = period.upper
    return after - timedelta(days=1) if after else None


M = TypeVar("M", bound="Days")


class DaysQuerySet(models.QuerySet[M]):
    def on(self, day: date) -> Self:
        """Those in force on a day."""
        return self.filter(during__contains=day)

    def since(self) -> Self:
        """Each with `since`, its first day, to order by."""
        return self.annotate(since=F("during__startswith"))

    def not_over(self, day: date) -> Self:
        """Those in force on a day or planned after it."""
        return self.filter(Q(during__endswith=None) | Q(during__endswith__gt=day))


class Days(Entity):
    """A row that holds for a stretch of days."""

    during = DateRangeField(_("period"))

    class Meta(Entity.Meta):
        abstract = True

    @property
    def starts_on(self) -> date:
        first: date | None = self.during.lower
        assert first is not None  # whole() holds it
        return first

    @property
    def ends_on(self) -> date | None:
        return last_day(self.during)

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def whole(name: str) -> models.CheckConstraint:
    """The constraint that a stretch has a first day and at least one day."""
    return models.CheckConstraint(
        name=name, condition=Q(during__isempty=False, during__startswith__isnull=False)
    )
