"""The census' spans and places, read from the stays in beds and the statements of the beds.

Counted is who is admitted. A newborn in the mother's bed, day hospital, and who is only observed are not.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from hospital.beds.models import Bed, BedStep, Stay, Ward
from hospital.core.days import midnight

from .census import Place, Span
from .models import Admission

OUT_OF_USE = ("blocked", "maintenance")
NOT_INSTALLED = (Ward.Kind.OBSERVATION, Ward.Kind.EMERGENCY, Ward.Kind.DAY)


def stays_between(first: date, last: date) -> list[Stay]:
    """The stays of admitted patients in beds that touch the days, by patient and time."""
    rows = Stay.objects.filter(
        state__in=("present", "ended"), with_mother=None, withdrawn_at=None, is_double=False,
        encounter__admission__withdrawn_at=None, encounter__admission__admitted_at__isnull=False,
        begins_at__lt=midnight(last, 1),
    ).exclude(ends_at__lt=midnight(first)).exclude(bed__ward__kind=Ward.Kind.DAY)  # fmt: skip
    return list(rows.select_related("bed", "encounter__admission").order_by("encounter", "begins_at", "id"))


def spans_of(stays: Iterable[Stay]) -> list[Span]:
    """One span for each time in one ward: a move within it is no transfer."""
    found: list[Span] = []
    for admission, rows in _by_admission(stays).items():
        for stay in rows:
            ward = str(stay.bed.ward_id)
            last = found[-1] if found and found[-1].stay == str(admission.pk) else None
            begins = stay.begins_at
            if last is not None and last.ward == ward and last.ends_at == begins:
                found.pop()
                begins = last.begins_at
            found.append(_span(admission, ward, begins, stay.ends_at))
    return found


def _by_admission(stays: Iterable[Stay]) -> dict[Admission, list[Stay]]:
    found: dict[Admission, list[Stay]] = defaultdict(list)
    for stay in stays:
        assert stay.encounter
        found[stay.encounter.admission].append(stay)
    return found


def _span(admission: Admission, ward: str, begins_at: datetime, ends_at: datetime | None) -> Span:
    assert admission.admitted_at
    is_last = (
        ends_at is not None and admission.discharged_at is not None and ends_at >= admission.discharged_at
    )
    return Span(
        stay=str(admission.pk), ward=ward, begins_at=begins_at, ends_at=ends_at,
        came=begins_at <= admission.admitted_at, left=str(admission.outcome) if is_last else "",
        admitted_at=admission.admitted_at,
    )  # fmt: skip


def places_of(stays: Iterable[Stay], last: date) -> list[Place]:
    """Every bed that stood somewhere up to a day; the extra ones with who lay in them."""
    used: dict[UUID, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for stay in stays:
        used[stay.bed_id].append((stay.begins_at, stay.ends_at))
    steps: dict[UUID, list[BedStep]] = defaultdict(list)
    for step in BedStep.objects.filter(at__lt=midnight(last, 1)).order_by("at", "id"):
        steps[step.bed_id].append(step)
    beds = Bed.objects.select_related("ward").filter(pk__in=steps).order_by("pk")
    return [place for bed in beds for place in _places(bed, steps[bed.pk], tuple(used[bed.pk]))]


def _places(
    bed: Bed, steps: list[BedStep], used: tuple[tuple[datetime, datetime | None], ...]
) -> list[Place]:
    """One for each time between being put up and being closed."""
    is_extra = bed.is_extra or bed.is_virtual or bed.ward.kind in NOT_INSTALLED
    found = []
    for opened_at, closed_at, states in _standing(steps):
        blocked = _blocked(states, closed_at)
        found.append(Place(str(bed.ward_id), opened_at, closed_at, is_extra, blocked, used))
    return found


def _standing(steps: list[BedStep]) -> Iterable[tuple[datetime, datetime | None, list[BedStep]]]:
    standing: list[BedStep] = []
    for step in steps:
        if step.after == Bed.State.CLOSED and standing:
            yield standing[0].at, step.at, standing
            standing = []
        elif step.after != Bed.State.CLOSED:
            standing.append(step)
    if standing:
        yield standing[0].at, None, standing


def _blocked(
    steps: list[BedStep], closed_at: datetime | None
) -> tuple[tuple[datetime, datetime | None], ...]:
    """From when to when the bed could not be used."""
    found: list[tuple[datetime, datetime | None]] = []
    since: datetime | None = None
    for step in steps:
        if step.after in OUT_OF_USE and since is None:
            since = step.at
        elif step.after not in OUT_OF_USE and since is not None:
            found.append((since, step.at))
            since = None
    if since is not None:
        found.append((since, closed_at))
    return tuple(found)
