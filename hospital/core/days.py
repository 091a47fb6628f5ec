"""Days by the clock of the hospital."""

from datetime import date, datetime, time, timedelta

from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, make_aware

# Outside of these nobody means a day; inside there is room for weeks before and after.
EARLIEST, LATEST = date(1850, 1, 1), date(2200, 1, 1)
MARGIN = timedelta(days=60)


def meant(day: date) -> date:
    """The day itself, or the nearest to it that anybody means."""
    return min(max(day, EARLIEST), LATEST)


def midnight(day: date, later: int = 0) -> datetime:
    """When a day begins here, or the day so many after it; one that nobody means is the nearest that is."""
    return make_aware(datetime.combine(meant(day) + timedelta(days=later), time.min))


def day_in(text: str) -> date:
    """A day as it stands in an address; today when it is none, or one that nobody can mean."""
    try:
        found = parse_date(text) or localdate()
    except ValueError:
        found = localdate()
    return min(max(found, EARLIEST + MARGIN), LATEST - MARGIN)
