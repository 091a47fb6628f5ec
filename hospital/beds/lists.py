"""What the faces read: wards with their counts, beds, who is in them, who waits, what is to be cleaned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any  # Any: query sets whose methods are their own

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, FloatField, Prefetch, Q
from django.db.models.functions import Coalesce, Extract
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from hospital.accounts.models import User
from hospital.core.pagination import Slice, paginate
from hospital.organization.models import Department

from .models import Bed, BedRequest, BedStep, Cleaning, Leave, Precaution, Room, Stay, Ward
from .schemas import BedQuery, BedRequestQuery, CleaningQuery, PrecautionQuery, StayQuery, WardQuery

# What the system itself gives as a reason.
REASONS = {
    "expired": _("The reservation ran out"), "another bed": _("The patient got another bed"),
}  # fmt: skip


def whole(rows: Any) -> Any:  # Any: see above
    """Wards with the name of their department and the counts of their beds: two queries."""
    standing = ~Q(beds__state="closed")
    return rows.annotate(
        beds_count=Count("beds", filter=standing),
        free=Count("beds", filter=Q(beds__state="free")),
        occupied=Count("beds", filter=Q(beds__state="occupied")),
        dirty=Count("beds", filter=Q(beds__state__in=("dirty", "cleaning", "inspected"))),
    ).prefetch_related(Prefetch("department", Department.objects.named()))


def wards(query: WardQuery, *, by: User) -> Slice[Ward]:
    """The wards in use, by name."""
    rows = Ward.objects.visible_to(by)
    rows = rows if query.with_inactive else rows.active()
    for name in ("department_id", "kind"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    return paginate(whole(rows), query, order=("name", "id"))


def rooms(ward: Ward, *, by: User) -> list[Room]:
    """The rooms of a ward with their beds, closed ones too."""
    beds = Prefetch("beds", Bed.objects.order_by("name", "id"))
    return list(Room.objects.visible_to(by).filter(ward=ward).prefetch_related(beds).in_order())


def beds(query: BedQuery, *, by: User) -> Slice[Bed]:
    """Beds, by ward and name."""
    rows = Bed.objects.visible_to(by).select_related("room", "ward")
    rows = rows if query.with_closed or query.state == Bed.State.CLOSED else rows.standing()
    for name in ("ward_id", "room_id", "state", "kind"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    return paginate(rows, query, order=("ward__name", "name", "id"))


def statement(bed: Bed, *, by: User, limit: int = 200) -> list[BedStep]:
    """The last lines of a bed's statement, the newest first; only stays that the user sees are named."""
    rows: list[Any] = list(bed.steps.select_related("by").order_by("-at", "-id")[:limit])  # Any: see below
    seen = set(
        Stay.objects.visible_to(by)
        .filter(pk__in={row.stay_id for row in rows} - {None})
        .values_list("pk", flat=True)
    )
    for row in rows:
        row.stay_id = row.stay_id if row.stay_id in seen else None
        row.because = str(REASONS.get(row.because, row.because))
    return rows


def stays(query: StayQuery, *, by: User) -> Slice[Stay]:
    """Stays, the latest first."""
    rows = Stay.objects.visible_to(by).select_related("patient", "bed")
    for name in ("patient_id", "bed_id", "state"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    if query.ward_id:
        rows = rows.filter(bed__ward=query.ward_id)
    if query.at:
        rows = rows.at(query.at)
    return paginate(rows, query, order=("-begins_at", "-id"))


def in_bed(bed: Bed, *, by: User) -> list[Stay]:
    """Who is in a bed, or whom it is reserved for; a newborn after the mother."""
    rows = Stay.objects.visible_to(by).filter(bed=bed, state__in=("present", "reserved"))
    rows = rows.select_related("patient", "encounter", "recorded_by").prefetch_related(
        Prefetch("leaves", Leave.objects.open(), to_attr="away")
    )
    return list(rows.order_by("is_with_mother", "begins_at", "id"))


def requests(query: BedRequestQuery, *, by: User) -> Slice[BedRequest]:
    """Who waits for a bed, the most urgent first, and of equals who has waited longest."""
    rows = BedRequest.objects.visible_to(by).select_related("patient", "ward", "stay__bed__ward", "asked_by")
    if query.state:
        rows = rows.filter(state=query.state)
    elif query.open:
        rows = rows.open()
    for name in ("ward_id", "patient_id", "priority"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    return paginate(rows, query, order=("priority", "asked_at", "id"))


def cleanings(query: CleaningQuery, *, by: User) -> Slice[Cleaning]:
    """What is to be cleaned, what is due first, first."""
    rows = Cleaning.objects.visible_to(by).select_related("bed__ward", "bed__room", "assignee")
    rows = rows.open() if query.open else rows
    rows = rows.overdue() if query.overdue else rows
    for name in ("bed_id", "kind", "assignee_id"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    if query.ward_id:
        rows = rows.filter(bed__ward=query.ward_id)
    return paginate(rows, query, order=("due_at", "id"))


def precautions(query: PrecautionQuery, *, by: User) -> Slice[Precaution]:
    """Precautions, the latest first."""
    rows = Precaution.objects.visible_to(by)
    rows = rows.open() if query.open else rows
    if query.patient_id:
        rows = rows.filter(patient=query.patient_id)
    return paginate(rows, query, order=("-since", "-id"))


class Percentile(Aggregate):
    """The value below which a share of the values lies; nothing when there are none."""

    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Turnaround:
    """Minutes from the moment a patient left until the bed was clean again; None when nobody left."""

    cleanings: int
    p50: int | None
    p90: int | None


def turnaround(ward: Ward, *, by: User, since: datetime | None = None) -> Turnaround:
    """How fast the beds of a ward become clean: the terminal cleanings of the last 30 days."""
    begin = since or now() - timedelta(days=30)
    rows = Cleaning.objects.visible_to(by).filter(
        bed__ward=ward, kind=Cleaning.Kind.TERMINAL, state__in=("finished", "inspected"), asked_at__gte=begin
    )
    took = ExpressionWrapper(
        Coalesce("inspected_at", "finished_at") - F("asked_at"), output_field=DurationField()
    )
    seconds = Extract(took, "epoch")
    told = rows.aggregate(
        cleanings=Count("pk"), p50=Percentile(seconds, share=0.5), p90=Percentile(seconds, share=0.9)
    )
    parts = {name: None if told[name] is None else round(told[name] / 60) for name in ("p50", "p90")}
    return Turnaround(told["cleanings"], **parts)


def offered(request: BedRequest, *, by: User, limit: int = 100) -> list[Bed]:
    """Free beds for a request: of its ward and kind where it names one."""
    rows = Bed.objects.visible_to(by).free().filter(ward__is_active=True)
    if request.ward_id:
        rows = rows.filter(ward=request.ward_id)
    if request.kind:
        rows = rows.filter(kind=request.kind)
    return list(rows.select_related("ward", "room").in_order()[:limit])


def free_beds(*, by: User) -> Any:  # Any: see above
    """Free beds, as a form offers them."""
    return (
        Bed.objects.visible_to(by)
        .free()
        .filter(ward__is_active=True)
        .select_related("ward", "room")
        .in_order()
    )


def beside(stay: Stay, *, by: User) -> Any:  # Any: see above
    """With whom a patient can change beds."""
    rows = Stay.objects.visible_to(by).present().filter(is_with_mother=False).exclude(bed=stay.bed_id)
    return rows.select_related("patient", "bed__ward").order_by("bed__ward__name", "bed__name", "id")


def isolations(patients: Any) -> dict[Any, list[Precaution]]:  # Any: keys of patients
    """The open precautions of patients, by patient."""
    found: dict[Any, list[Precaution]] = {}  # Any: see above
    for row in Precaution.objects.open().filter(patient__in=list(patients)).order_by("since", "id"):
        found.setdefault(row.patient_id, []).append(row)
    return found
