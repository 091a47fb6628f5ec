"""What the faces read: hospital stays, what the ward wrote of them, and the census."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any  # Any: query sets whose methods are their own
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils.timezone import localdate, now

from hospital import config
from hospital.accounts.models import User
from hospital.beds.models import Precaution, Stay, Ward
from hospital.core.days import meant
from hospital.core.pagination import PageQuery, Slice, paginate, sorted_by
from hospital.organization.models import Department

from .balance import Balance, balances, bounds, day_of
from .census import Day, Figures, census, figures
from .colours import SHORT_RED, SHORT_WARDS, SHORT_YELLOW
from .models import Admission, FluidEntry, RiskScore
from .models.nursing import OfStay
from .schemas import AdmissionQuery, CensusQuery
from .spans import places_of, spans_of, stays_between

SORTS: dict[str, Sequence[str]] = {
    "occurred_at": ("occurred_at", "id"), "-occurred_at": ("-occurred_at", "-id"),
}  # fmt: skip
EQUALS = ("patient_id", "department_id", "practitioner_id", "state", "origin")
LONGEST = 366  # days that one census may cover


def whole(rows: Any) -> Any:  # Any: see above
    """Stays with everything that is shown of them, in three queries however many they are."""
    present = Stay.objects.present().select_related("bed__ward", "bed__room")
    return rows.select_related("patient", "practitioner", "encounter").prefetch_related(
        Prefetch("department", Department.objects.named()),
        Prefetch("encounter__stays", present, to_attr="present_stays"),
    )


def admissions(query: AdmissionQuery, *, by: User) -> Slice[Admission]:
    """Hospital stays, the newest first unless asked otherwise."""
    rows = whole(Admission.objects.visible_to(by))
    for name in EQUALS:
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    if query.under_way is not None:
        here = Admission.objects.under_way().values("pk")
        rows = rows.filter(pk__in=here) if query.under_way else rows.exclude(pk__in=here)
    if query.leaving:
        rows = rows.under_way().exclude(state=Admission.State.ADMITTED)
    if query.ward_id:
        rows = rows.under_way().filter(encounter__in=_in_ward(query.ward_id))
    if query.expected_until:
        rows = rows.under_way().filter(expected_discharge__lte=query.expected_until)
    if query.colour:
        rows = of_colour(rows, query.colour)
    return paginate(rows, query, order=sorted_by(query.sort, SORTS, "-occurred_at"))


def one(id: UUID, *, by: User) -> Any:  # Any: a query set of one stay
    return whole(Admission.objects.visible_to(by)).filter(pk=id)


def of_colour(rows: Any, colour: str, at: datetime | None = None) -> Any:  # Any: see above
    """Those under way whose colour is this one: the same rule as colours.colour_of, for the database."""
    usual, red = config.value("admissions.usual_days"), config.value("admissions.red_percent")
    days = Coalesce(F("expected_days"), NullIf(Value(usual), Value(0)))
    ward = Stay.objects.present().filter(encounter=OuterRef("encounter")).values("bed__ward__kind")[:1]

    def span(factor: float) -> Any:  # Any: see above
        return ExpressionWrapper(days * Value(timedelta(days=1) * factor), output_field=DurationField())

    spent = ExpressionWrapper(Value(at or now()) - F("admitted_at"), output_field=DurationField())
    told = rows.under_way().annotate(lies_in=Subquery(ward), spent=spent)
    told = told.annotate(
        yellow_from=Case(When(lies_in__in=SHORT_WARDS, then=Value(SHORT_YELLOW)), default=span(1)),
        red_from=Case(When(lies_in__in=SHORT_WARDS, then=Value(SHORT_RED)), default=span(red / 100)),
    )
    if colour == "red":
        return told.filter(spent__gt=F("red_from"))
    if colour == "yellow":
        return told.filter(spent__gt=F("yellow_from"), spent__lte=F("red_from"))
    return told.filter(spent__lte=F("yellow_from"))


def _in_ward(ward_id: UUID) -> Any:  # Any: see above
    return Stay.objects.present().filter(bed__ward=ward_id).values("encounter")


def entries(
    model: type[OfStay], admission: Admission, query: PageQuery, *, by: User
) -> Slice[Any]:  # Any: of whichever kind of entry
    """What the ward wrote of one kind, the newest first."""
    rows = model.objects.visible_to(by).filter(admission=admission).select_related("recorded_by")
    if hasattr(model, "received_by"):
        rows = rows.select_related("recorded_by", "received_by")
    return paginate(rows, query, order=("-occurred_at", "-id"))


def last_entries(model: type[OfStay], admission: Admission, *, by: User, limit: int = 5) -> list[Any]:
    """The last few of one kind."""  # Any: see above
    return entries(model, admission, PageQuery(limit=limit, cursor="", count=False), by=by).items


def last_scores(admission: Admission, *, by: User) -> list[Any]:  # Any: see above
    """The last standing answer of each scale."""
    rows = RiskScore.objects.visible_to(by).standing().filter(admission=admission)
    return list(rows.select_related("recorded_by").order_by("scale", "-occurred_at", "-id").distinct("scale"))


def fluid_balance(admission: Admission, day: date | None, *, by: User) -> list[Balance]:
    """The shifts of a day of the ward, and the whole of it."""
    wanted = day or day_of(now())
    begin, end = bounds(wanted)
    rows = FluidEntry.objects.visible_to(by).standing().filter(
        admission=admission, occurred_at__gte=begin, occurred_at__lt=end
    )  # fmt: skip
    return balances(wanted, rows)


def stages(admission: Admission) -> list[Any]:  # Any: see above
    """What was done and taken back of the discharge, in order."""
    return list(admission.stages.select_related("by").order_by("created_at", "id"))


def moves(admission: Admission) -> list[Stay]:
    """The beds where the patient lay, in order."""
    rows = Stay.objects.filter(
        encounter=admission.encounter_id, state__in=("present", "ended"), withdrawn_at=None
    )
    return list(rows.select_related("bed__ward", "bed__room").order_by("begins_at", "id"))


def precautions(admission: Admission, *, by: User) -> list[Precaution]:
    """The isolation the patient is in."""
    rows = Precaution.objects.visible_to(by).filter(
        patient=admission.patient_id, until=None, withdrawn_at=None
    )
    return list(rows.order_by("since", "id"))


@dataclass(frozen=True)
class Census:
    """The census of a period, and what it comes to."""

    first: date
    last: date
    days: list[Day]
    figures: Figures


def census_between(query: CensusQuery) -> Census:
    """The census of the house, or of one ward: this month up to yesterday, unless asked otherwise."""
    yesterday = localdate() - timedelta(days=1)
    last = meant(min(query.last or yesterday, yesterday))
    first = min(query.first or last.replace(day=1), last)
    first = max(first, last - timedelta(days=LONGEST - 1))
    stays = stays_between(first, last)
    spans, places = spans_of(stays), places_of(stays, last)
    ward = str(query.ward_id) if query.ward_id else None
    days = census(first, last, spans, places, ward=ward)
    return Census(first, last, days, figures(days, spans, ward=ward))


@dataclass(frozen=True)
class OfWard:
    """Who lies in a ward now."""

    ward: Ward
    stays: list[Stay]
    beds: int


def present_by_ward(*, by: User, ward_id: UUID | None = None) -> list[OfWard]:
    """Everybody who lies in a bed now, by ward and bed: the nominal census."""
    rows = Stay.objects.visible_to(by).filter(state="present", withdrawn_at=None)
    wards = Ward.objects.visible_to(by).filter(is_active=True).order_by("name", "id")
    if ward_id:
        rows, wards = rows.filter(bed__ward=ward_id), wards.filter(pk=ward_id)
    joined = rows.select_related("patient", "bed__room", "encounter__practitioner", "encounter__admission")
    found: dict[UUID, list[Stay]] = {}
    for stay in joined.order_by("bed__room__number", "bed__name", "id"):
        found.setdefault(stay.bed.ward_id, []).append(stay)
    standing = Q(beds__state__in=("free", "reserved", "occupied", "dirty", "cleaning", "inspected"))
    counted = wards.annotate(in_use=Count("beds", filter=standing))
    return [OfWard(ward, found.get(ward.pk, []), ward.in_use) for ward in counted]
