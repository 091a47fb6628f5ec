"""The census of the hospital and its figures, exactly as Portaria SAS/MS 312/2002 names them. Pure.

A day goes from midnight to midnight. Whoever lies in a bed when it ends is one patient-day of that day;
whoever came and left on it is one too (same-day rule). So the day of admission counts and the day of
discharge does not. Figures without anything to divide by are None.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.utils.timezone import localdate

from hospital.core.days import midnight

A_DAY = timedelta(hours=24)
DEATH = "death"


@dataclass(frozen=True)
class Span:
    """That a patient lay in a ward from a moment to another, without a break.

    `came` says that the stay in the hospital began with it, `left` how the stay ended with it: "" when it did
    not, else an outcome of an admission ("death" is a death). What neither came nor left is a transfer.
    """

    stay: str  # of which stay in the hospital
    ward: str
    begins_at: datetime
    ends_at: datetime | None = None
    came: bool = True
    left: str = ""
    admitted_at: datetime | None = None  # when the stay began, if not with this span

    @property
    def began(self) -> datetime:
        """When the stay in the hospital began."""
        return self.admitted_at or self.begins_at


@dataclass(frozen=True)
class Place:
    """One bed: since when it stands in a ward and until when, and when it was out of use.

    An extra bed was not installed; it counts as operational on the days when somebody lies in it (`used`).
    """

    ward: str
    opened_at: datetime
    closed_at: datetime | None = None
    is_extra: bool = False
    blocked: tuple[tuple[datetime, datetime | None], ...] = ()
    used: tuple[tuple[datetime, datetime | None], ...] = ()


@dataclass(frozen=True)
class Day:
    """The census of one day, of the house or of one ward."""

    day: date
    existing: int
    admissions: int
    transfers_in: int
    discharges: int  # alive, whatever the way
    deaths: int
    transfers_out: int
    remaining: int
    same_day: int
    operational_beds: int
    installed_beds: int

    @property
    def patient_days(self) -> int:
        return self.remaining + self.same_day

    @property
    def departures(self) -> int:
        """Those who left the hospital: discharges and deaths."""
        return self.discharges + self.deaths

    @property
    def free_beds(self) -> int:
        return max(self.operational_beds - self.remaining, 0)


@dataclass(frozen=True)
class Figures:
    """What a period comes to."""

    days: int
    patient_days: int
    bed_days: int  # operational
    installed_bed_days: int
    admissions: int
    departures: int
    deaths: int
    late_deaths: int  # 24 hours or more after the admission

    @property
    def mean_patients(self) -> Fraction | None:
        return _ratio(self.patient_days, self.days)

    @property
    def mean_stay(self) -> Fraction | None:
        """Days, for each who left."""
        return _ratio(self.patient_days, self.departures)

    @property
    def occupancy(self) -> Fraction | None:
        """Per cent of the installed beds: extra ones make more than 100 possible."""
        return _ratio(100 * self.patient_days, self.installed_bed_days)

    @property
    def operational_occupancy(self) -> Fraction | None:
        """Per cent of the beds that could be used."""
        return _ratio(100 * self.patient_days, self.bed_days)

    @property
    def mean_beds(self) -> Fraction | None:
        return _ratio(self.bed_days, self.days)

    @property
    def turnover(self) -> Fraction | None:
        """How many left for each operational bed in the period."""
        return _ratio(self.departures * self.days, self.bed_days)

    @property
    def substitution_interval(self) -> Fraction | None:
        """Days that a bed stays empty between two patients; negative beyond 100 per cent."""
        return _ratio(self.bed_days - self.patient_days, self.departures)

    @property
    def mortality(self) -> Fraction | None:
        return _ratio(100 * self.deaths, self.departures)

    @property
    def institutional_mortality(self) -> Fraction | None:
        """Of those who died 24 hours or more after they were admitted."""
        return _ratio(100 * self.late_deaths, self.departures)


def _ratio(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if below else None


def present_at(begins_at: datetime, ends_at: datetime | None, moment: datetime) -> bool:
    """Whether it had begun before the moment and had not ended before it.

    Who leaves at the stroke of midnight has been there all day; who comes then belongs to the new day.
    """
    return begins_at < moment and (ends_at is None or ends_at >= moment)


def census_of(
    day: date, spans: Iterable[Span], places: Iterable[Place] = (), *, ward: str | None = None
) -> Day:
    """The census of one day; of the house, or of one ward with those who were moved into and out of it."""
    begin, end = midnight(day), midnight(day, 1)
    rows = [span for span in spans if ward is None or span.ward == ward]
    beds = [place for place in places if ward is None or place.ward == ward]
    came = [span for span in rows if begin <= span.begins_at < end]
    gone = [span for span in rows if span.ends_at is not None and begin <= span.ends_at < end]
    moved = ward is not None
    return Day(
        day=day,
        existing=sum(present_at(span.begins_at, span.ends_at, begin) for span in rows),
        admissions=sum(span.came for span in came),
        transfers_in=sum(not span.came for span in came) if moved else 0,
        discharges=sum(span.left not in ("", DEATH) for span in gone),
        deaths=sum(span.left == DEATH for span in gone),
        transfers_out=sum(not span.left for span in gone) if moved else 0,
        remaining=sum(present_at(span.begins_at, span.ends_at, end) for span in rows),
        same_day=sum(bool(span.left) and begin <= span.began < end for span in gone),
        operational_beds=sum(is_operational(place, begin, end) for place in beds),
        installed_beds=sum(not bed.is_extra and _stands(bed, end) for bed in beds),
    )


def is_operational(place: Place, begin: datetime, end: datetime) -> bool:
    """Whether the bed was in use or could be when the day ended; an extra one, if somebody lay in it then
    or came and left on that day."""
    if not _stands(place, end):
        return False
    if place.is_extra:
        return any(
            present_at(began, ended, end) or (ended is not None and begin <= began and ended < end)
            for began, ended in place.used
        )
    return not any(present_at(began, ended, end) for began, ended in place.blocked)


def _stands(place: Place, moment: datetime) -> bool:
    return present_at(place.opened_at, place.closed_at, moment)


def census(
    first: date, last: date, spans: Sequence[Span], places: Sequence[Place] = (), *, ward: str | None = None
) -> list[Day]:
    """The census of each day from the first to the last."""
    days = (last - first).days + 1
    return [census_of(first + timedelta(days=n), spans, places, ward=ward) for n in range(days)]


def figures(days: Sequence[Day], spans: Iterable[Span], *, ward: str | None = None) -> Figures:
    """What the days of a period come to."""
    late = 0
    if days:
        begin, end = midnight(days[0].day), midnight(days[-1].day, 1)
        late = sum(
            span.left == DEATH and span.ends_at is not None and begin <= span.ends_at < end
            and span.ends_at - span.began >= A_DAY and (ward is None or span.ward == ward)
            for span in spans
        )  # fmt: skip
    return Figures(
        days=len(days),
        patient_days=sum(day.patient_days for day in days),
        bed_days=sum(day.operational_beds for day in days),
        installed_bed_days=sum(day.installed_beds for day in days),
        admissions=sum(day.admissions for day in days),
        departures=sum(day.departures for day in days),
        deaths=sum(day.deaths for day in days),
        late_deaths=late,
    )


def days_of(begins_at: datetime, ends_at: datetime | None, until: date) -> list[date]:
    """The days of a stay that count up to a day: each at whose end the patient lay there, or her only one."""
    first = localdate(begins_at)
    last = until if ends_at is None else min(until, localdate(ends_at) - timedelta(days=1))
    if ends_at is not None and localdate(ends_at) == first <= until:
        return [first]
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
