"""What the faces read: operations, who waits, the theatres of a day, and where an implant went."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any  # Any: query sets whose methods are their own
from uuid import UUID

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from hospital.accounts.models import User
from hospital.core.days import midnight
from hospital.core.pagination import Slice, paginate, sorted_by
from hospital.organization.models import Department

from .models import (
    AldreteScore,
    AnaesthesiaEntry,
    ChecklistPhase,
    ChecklistSign,
    Count,
    Implant,
    Procedure,
    Specimen,
    Step,
    Surgery,
    SurgicalConsent,
    TeamMember,
)
from .schemas import ImplantQuery, SurgeryQuery, WaitingQuery

SORTS: dict[str, Sequence[str]] = {
    "asked_at": ("asked_at", "id"), "-asked_at": ("-asked_at", "-id"),
    "occurred_at": ("occurred_at", "id"), "-occurred_at": ("-occurred_at", "-id"),
}  # fmt: skip
RANK = Case(
    When(priority="emergency", then=Value(0)), When(priority="urgent", then=Value(1)), default=Value(2),
    output_field=IntegerField(),
)  # fmt: skip
IN_TURN = ("rank", "due_on", "asked_at", "id")
ONE_DAY = timedelta(days=1)


def whole(rows: Any) -> Any:  # Any: see above
    """Operations with everything that is shown of them in a list."""
    team = TeamMember.objects.present().select_related("employee").order_by("joined_at", "id")
    return rows.select_related("patient", "surgeon", "theatre").prefetch_related(
        Prefetch("department", Department.objects.named()),
        Prefetch("procedures", Procedure.objects.order_by("-is_main", "id"), to_attr="planned"),
        Prefetch("team", team, to_attr="members"),
    )


def one(id: UUID, *, by: User) -> Any:  # Any: a query set of one operation
    return whole(Surgery.objects.visible_to(by)).filter(pk=id)


def surgeries(query: SurgeryQuery, *, by: User) -> Slice[Surgery]:
    """Operations, the newest request first unless asked otherwise."""
    rows = whole(Surgery.objects.visible_to(by))
    for name in (
        "patient_id", "department_id", "surgeon_id", "theatre_id", "admission_id", "state", "priority"
    ):  # fmt: skip
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    if query.day:
        begin, end = midnight(query.day), midnight(query.day, 1)
        rows = rows.filter(planned_begin__gte=begin, planned_begin__lt=end)
    if not query.with_withdrawn:
        rows = rows.standing()
    return paginate(rows, query, order=sorted_by(query.sort, SORTS, "-asked_at"))


def waiting(query: WaitingQuery, *, by: User) -> Slice[Surgery]:
    """Who waits for a day: emergencies first, then who is due first."""
    rows = whole(Surgery.objects.visible_to(by).waiting()).annotate(rank=RANK)
    for name in ("department_id", "surgeon_id", "priority", "state"):
        if getattr(query, name):
            rows = rows.filter(**{name: getattr(query, name)})
    if query.overdue:
        rows = rows.filter(due_on__lt=localdate())
    return paginate(rows, query, order=IN_TURN)


def of_day(day: date, *, by: User) -> Any:  # Any: see above
    """The operations booked or done in a theatre on a day of the hospital."""
    begin, end = midnight(day), midnight(day, 1)
    planned = Q(planned_begin__gte=begin, planned_begin__lt=end)
    rows = Surgery.objects.visible_to(by).standing().filter(planned, theatre__isnull=False)
    return whole(rows).order_by("planned_begin", "id")


def steps(surgery: Surgery, *, by: User) -> QuerySet[Step]:
    rows = Step.objects.visible_to(by).filter(surgery=surgery)
    return rows.select_related("by").order_by("at", "id")


def phases(surgery: Surgery, *, by: User) -> list[ChecklistPhase]:
    """The three phases in their order, those that nobody has begun as well."""
    signs = ChecklistSign.objects.select_related("employee").order_by("at", "id")
    rows = ChecklistPhase.objects.visible_to(by).filter(surgery=surgery).select_related("waived_by")
    found: dict[str, Any] = {
        row.name: row for row in rows.prefetch_related(Prefetch("signs", signs, to_attr="signed"))
    }
    made: list[Any] = [
        found.get(name) or ChecklistPhase(surgery=surgery, name=name) for name in ChecklistPhase.Name
    ]
    for phase in made:
        if not hasattr(phase, "signed"):
            phase.signed = []  # as the prefetch leaves it
    return made


def consents(surgery: Surgery, *, by: User) -> QuerySet[SurgicalConsent]:
    return SurgicalConsent.objects.visible_to(by).filter(surgery=surgery).order_by("signed_at", "id")


def counts(surgery: Surgery, *, by: User) -> QuerySet[Count]:
    rows = Count.objects.visible_to(by).filter(surgery=surgery)
    return rows.select_related("counted_by", "checked_by").order_by("created_at", "id")


def specimens(surgery: Surgery, *, by: User) -> QuerySet[Specimen]:
    return Specimen.objects.visible_to(by).filter(surgery=surgery).order_by("taken_at", "id")


def implants(surgery: Surgery, *, by: User) -> QuerySet[Implant]:
    return Implant.objects.visible_to(by).filter(surgery=surgery).order_by("used_at", "id")


def anaesthesia(surgery: Surgery, *, by: User) -> QuerySet[AnaesthesiaEntry]:
    rows = AnaesthesiaEntry.objects.visible_to(by).filter(surgery=surgery)
    return rows.select_related("by").order_by("at", "id")


def aldrete(surgery: Surgery, *, by: User) -> QuerySet[AldreteScore]:
    rows = AldreteScore.objects.visible_to(by).filter(surgery=surgery)
    return rows.select_related("by").order_by("at", "id")


def traced(query: ImplantQuery, *, by: User) -> Slice[Implant]:
    """In whom an implant is: by its lot, its serial number or its Anvisa registration."""
    rows = Implant.objects.visible_to(by).select_related("surgery__patient")
    for name in ("lot", "serial", "registration"):
        if value := getattr(query, name).strip():
            rows = rows.filter(**{f"{name}__iexact": value})
    return paginate(rows, query, order=("-used_at", "-id"))
