"""What the faces read: worklists, inboxes and charts, the same rows for the API and the pages."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any  # Any: query sets of every model
from uuid import UUID

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from hospital.accounts.models import User
from hospital.core.pagination import Slice, paginate, sorted_by
from hospital.organization.models import Department
from hospital.patients.models import Patient

from .models import CriticalNotice, Line, Order, Paper, Progress, Result
from .paper_schemas import PaperQuery
from .schemas import NoticeQuery, OrderQuery, ResultQuery, WorklistQuery

RANK = Case(
    *(When(priority=name, then=Value(rank)) for rank, name in enumerate(("stat", "urgent", "routine"))),
    output_field=IntegerField(),
)
SORTS: dict[str, Sequence[str]] = {
    "priority": ("rank", "occurred_at", "id"), "occurred_at": ("occurred_at", "id"),
    "-occurred_at": ("-occurred_at", "-id"),
}  # fmt: skip
LAST = 24  # values of a trend that are shown


def orders(patient: Patient, query: OrderQuery, *, by: User) -> Slice[Order]:
    """One page of the orders of a patient, the newest first."""
    rows = Order.objects.visible_to(by).whole().filter(patient=patient)
    for name in ("category", "priority"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    if query.state:
        rows = rows.filter(progress__state=query.state)
    return paginate(rows, query, order=("-occurred_at", "-id"))


def worklist(query: WorklistQuery, *, by: User) -> Slice[Order]:
    """One page of what waits for somebody: by service, stage and unit; the most urgent first."""
    rows = Order.objects.visible_to(by).whole().annotate(rank=RANK)
    states = [query.state] if query.state else Progress.OPEN
    rows = rows.filter(progress__state__in=states)
    if query.category:
        rows = rows.filter(category=query.category)
    if query.department_id:
        rows = rows.filter(department=query.department_id)
    if query.priority:
        rows = rows.filter(priority=query.priority)
    if query.q.strip():
        rows = rows.filter(_found(query.q.strip()))
    order = sorted_by(query.sort, SORTS, "priority")
    return paginate(rows.prefetch_related("specimens"), query, order=order)


def _found(words: str) -> Q:
    """By the number under a barcode, the order's or the chart's number, or part of the patient's name."""
    from hospital.core.text import plain

    if words.isdecimal() and len(words) < 18:
        number = int(words)
        return Q(number=number) | Q(specimens__number=number) | Q(patient__chart_number=number)
    found = Q()
    for word in plain(words).split():
        found &= Q(patient__search__contains=word)
    return found


def inbox(by: User, *, units: bool = False) -> QuerySet[Order]:
    """The user's own orders whose validated result nobody has read; with `units`, those of her units too."""
    whose = Q(requested_by__user=by.pk) | Q(recorded_by=by.pk)
    if units:
        whose |= Q(department__in=Department.objects.units_of(by))
    rows: QuerySet[Order] = Order.objects.visible_to(by).whole().filter(whose, progress__state="validated")
    return rows.annotate(rank=RANK).prefetch_related(_latest(by))


def results(patient: Patient, query: ResultQuery, *, by: User) -> Slice[Result]:
    """One page of a patient's results with their lines, the newest first."""
    rows = Result.objects.visible_to(by).filter(patient=patient)
    if not query.superseded:
        rows = rows.current()
    return paginate(with_lines(rows), query, order=("-occurred_at", "-id"))


def with_lines(rows: Any) -> Any:  # Any: see above
    """Results with what a page shows of them."""
    lines = Prefetch("lines", Line.objects.order_by("position"))
    people = ("order", "performed_by", "recorded_by", "validated_by", "replaces")
    return rows.select_related(*people).prefetch_related(lines)


def results_of(order: Order, *, by: User) -> list[Result]:
    """Everything that was answered to an order and the user sees, the latest first."""
    rows = Result.objects.visible_to(by).filter(order=order)
    return list(
        with_lines(rows).prefetch_related("readings__read_by", "notice").order_by("-created_at", "-id")
    )


def _latest(by: User) -> "Prefetch[Any]":  # Any: see above
    return Prefetch("results", with_lines(Result.objects.visible_to(by).current()), to_attr="standing")


def trend(patient: Patient, *, system: str, code: str, by: User) -> list[Line]:
    """The last values of one test, the oldest first."""
    rows = Line.objects.visible_to(by).filter(
        result__patient=patient, system=system, code=code, value__isnull=False, result__replaced_by=None
    )
    found = rows.select_related("result").order_by("-result__occurred_at", "-id")[:LAST]
    return list(found)[::-1]


def before(order: Order, *, by: User) -> dict[tuple[str, str], Line]:
    """For each test the last value of the same patient, to compare what is entered now with."""
    rows = Line.objects.visible_to(by).filter(
        result__patient=order.patient_id, value__isnull=False, result__replaced_by=None
    ).exclude(result__order=order)  # fmt: skip
    lately = rows.select_related("result").order_by("system", "code", "-result__occurred_at", "-id")
    return {(line.system, line.code): line for line in lately.distinct("system", "code")}


def notices(query: NoticeQuery, *, by: User) -> Slice[CriticalNotice]:
    """One page of critical results: those that nobody acknowledged, the longest waiting first; or all."""
    rows = CriticalNotice.objects.visible_to(by)
    if query.concerning:
        rows = rows.concerning(by)
    if query.is_open is not None:
        rows = rows.filter(acknowledged_at__isnull=query.is_open)
    rows = rows.select_related(
        "patient", "acknowledged_by", "result__order__requested_by", "result__order__department"
    )
    lines = Prefetch("result__lines", Line.objects.order_by("position"))
    order = ("due_at", "id") if query.is_open else ("-raised_at", "-id")
    return paginate(rows.prefetch_related(lines), query, order=order)


def papers(patient: Patient, query: PaperQuery, *, by: User) -> Slice[Paper]:
    """One page of the papers of a patient, the newest first."""
    rows = Paper.objects.visible_to(by).whole().filter(patient=patient)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    return paginate(rows, query, order=("-occurred_at", "-id"))


def step(values: Sequence[Line]) -> Decimal | None:
    """How far the last value is from the one before it."""
    if len(values) < 2 or values[-1].value is None or values[-2].value is None:
        return None
    return values[-1].value - values[-2].value


def department_of(id: UUID | None, by: User) -> Department | None:
    """A unit that the user sees, by its key."""
    return Department.objects.visible_to(by).filter(pk=id).first() if id else None


def to_read(user: User) -> int:
    """How many results of the user's own orders wait to be read."""
    whose = Q(requested_by__user=user.pk) | Q(recorded_by=user.pk)
    return Order.objects.visible_to(user).filter(whose, progress__state="validated").count()


def to_acknowledge(user: User) -> int:
    """How many critical results nobody has acknowledged."""
    return CriticalNotice.objects.visible_to(user).open().count()
