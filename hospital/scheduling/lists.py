"""What the faces read: the same rows for the API and the pages."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any  # Any: expressions of every kind
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat, Trim, Upper
from django.http import HttpResponse

from hospital.accounts.models import User
from hospital.core.days import midnight
from hospital.core.pagination import PageQuery, Slice, paginate, sorted_by
from hospital.core.rows import JsonObject, JsonRows
from hospital.organization.models import today
from hospital.patients.models import Patient

from .models import (
    Absence,
    Agenda,
    Allocation,
    Appointment,
    AppointmentQuerySet,
    Holiday,
    Rebooking,
    Resource,
    Service,
    Step,
    Template,
)
from .models.appointments import GIVEN_UP
from .schemas import (
    AbsenceQuery,
    AgendaQuery,
    AppointmentOut,
    AppointmentQuery,
    AppointmentRow,
    DayRow,
    HolidayQuery,
    ResourceQuery,
    ServiceQuery,
)

SORTS: dict[str, Sequence[str]] = {
    "starts_at": ("starts_at", "id"), "-starts_at": ("-starts_at", "-id"),
}  # fmt: skip
WHOLE_DAY = PageQuery(limit=200, cursor="", count=False)


def _patient() -> Subquery:
    """The patient as PatientShort."""
    civil = Trim(Concat("given_name", Value(" "), "family_name", output_field=TextField()))
    name = Case(When(social_name="", then=civil), default=F("social_name"), output_field=TextField())
    short = JsonObject(
        id=F("id"), name=name, chart_number=F("chart_number"), birth_date=F("birth_date"), sex=F("sex")
    )
    return Subquery(Patient.objects.filter(pk=OuterRef("patient_id")).values_list(short)[:1])


def _of_service(column: str) -> Subquery:
    return Subquery(Service.objects.filter(pk=OuterRef("service_id")).values(column)[:1])


def _day() -> dict[str, Any]:  # Any: see above
    """The fields of DayRow that are not columns."""
    return {"patient": _patient(), "service_name": _of_service("name")}


def _row() -> dict[str, Any]:  # Any: see above
    """The fields of AppointmentRow that are not columns."""
    short = JsonObject(id=F("resource__id"), kind=F("resource__kind"), name=F("resource__name"))
    places = Allocation.objects.filter(appointment=OuterRef("pk")).order_by("resource__kind", "resource")
    return _day() | {"resources": ArraySubquery(places.values_list(short))}


def _whole() -> dict[str, Any]:  # Any: see above
    """The fields of AppointmentOut that are not columns."""
    return _row() | {"modality": _of_service("modality"), "preparation": _of_service("preparation")}


DAY = JsonRows(Appointment, DayRow, _day)
MANY = JsonRows(Appointment, AppointmentRow, _row)
ONE = JsonRows(Appointment, AppointmentOut, _whole)


def appointment(id: UUID, *, by: User) -> HttpResponse:
    """One appointment as AppointmentOut, with its ETag; Absent when it is not for `by` to see."""
    return ONE.one(Appointment.objects.visible_to(by).filter(pk=id))


def day(resource: Resource, when: date | None, *, by: User) -> tuple[HttpResponse, int]:
    """A resource's day as PageOut[DayRow], in the order of the hours, and how many are on it."""
    return DAY.page(day_of(resource, when or today(), by=by), WHOLE_DAY, order=SORTS["starts_at"])


def day_of(resource: Resource, when: date, *, by: User) -> AppointmentQuerySet:
    """A resource's appointments of a day, also those that were cancelled or missed."""
    return Appointment.objects.visible_to(by).of_day(resource, when)


def appointments(query: AppointmentQuery, *, by: User) -> tuple[HttpResponse, int]:
    """One page of appointments as PageOut[AppointmentRow], and how many are on it."""
    order = sorted_by(query.sort, SORTS, "starts_at")
    return MANY.page(_found(query, by), query, order=order)


def page(query: AppointmentQuery, *, by: User) -> Slice[Appointment]:
    """One page of appointments for people to look at."""
    rows = _found(query, by).select_related("patient", "service")
    return paginate(rows, query, order=sorted_by(query.sort, SORTS, "starts_at"))


def _found(query: AppointmentQuery, by: User) -> AppointmentQuerySet:
    rows = Appointment.objects.visible_to(by)
    if query.resource_id and query.day:
        rows = rows.of_day(Resource(pk=query.resource_id), query.day)
    elif query.day:
        rows = rows.on(query.day)
    elif query.resource_id:
        rows = rows.with_resource(Resource(pk=query.resource_id))
    if query.from_day:
        rows = rows.filter(starts_at__gte=midnight(query.from_day))
    if query.until_day:
        rows = rows.filter(starts_at__lt=midnight(query.until_day, 1))
    for name in ("department_id", "patient_id", "service_id", "series_id", "state"):
        if (value := getattr(query, name)) is not None:
            rows = rows.filter(**{name: value})
    return rows


def steps(of: Appointment) -> QuerySet[Step]:
    """The course of an appointment, from its beginning."""
    return Step.objects.filter(appointment=of).order_by("at", "id")


def resources(query: ResourceQuery, *, by: User) -> Slice[Resource]:
    """Who and what can be booked, by name."""
    rows = Resource.objects.visible_to(by)
    if not query.with_inactive:
        rows = rows.active()
    if query.q:
        rows = rows.filter(name__icontains=query.q.strip())
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.department_id:
        rows = rows.filter(department=query.department_id)
    if query.service_id:
        rows = rows.filter(pk__in=_offering(query.service_id).values("agenda__resource"))
    return paginate(rows, query, order=("name", "id"))


def _offering(service_id: UUID) -> QuerySet[Template]:
    """Hours from today on in which a service is offered."""
    rows = Template.objects.not_over(today())
    return rows.filter(Q(services=None) | Q(services=service_id))


def services(query: ServiceQuery, *, by: User) -> Slice[Service]:
    """What can be booked, by name."""
    rows = Service.objects.visible_to(by)
    if not query.with_inactive:
        rows = rows.active()
    if query.q:
        words = query.q.strip()
        rows = rows.annotate(capitals=Upper("code"))
        rows = rows.filter(Q(name__icontains=words) | Q(capitals__startswith=words.upper()))
    if query.online is not None:
        rows = rows.filter(is_bookable_online=query.online)
    return paginate(rows, query, order=("name", "id"))


def agendas(query: AgendaQuery, *, by: User) -> Slice[Agenda]:
    """Agendas, the latest first."""
    rows = Agenda.objects.visible_to(by).since()
    if query.resource_id:
        rows = rows.filter(resource=query.resource_id)
    if query.department_id:
        rows = rows.filter(department=query.department_id)
    if query.day:
        rows = rows.on(query.day)
    return paginate(rows, query, order=("-since", "-id"))


def hours(agenda: Agenda) -> list[Template]:
    """The hours of an agenda from today on, in the order of the week, with services and quotas."""
    rows = Template.objects.filter(agenda=agenda).not_over(today())
    rows = rows.prefetch_related(Prefetch("services", Service.objects.only("pk")), "quotas")
    return list(rows.order_by("weekday", "opens_at", "id"))


def holidays(query: HolidayQuery, *, by: User) -> Slice[Holiday]:
    """Holidays, in the order of the days."""
    rows = Holiday.objects.visible_to(by).standing()
    if query.year:
        rows = rows.filter(day__year=query.year)
    return paginate(rows, query, order=("day", "id"))


def absences(query: AbsenceQuery, *, by: User) -> Slice[Absence]:
    """Blocks and absences, in the order they begin."""
    rows = Absence.objects.visible_to(by).select_related("resource")
    if not query.with_withdrawn:
        rows = rows.standing()
    if query.resource_id:
        rows = rows.filter(resource=query.resource_id)
    if query.from_day:
        rows = rows.filter(ends_at__gte=midnight(query.from_day))
    return paginate(rows, query, order=("starts_at", "id"))


def rebookings(absence: Absence, query: PageQuery, *, by: User) -> Slice[Rebooking]:
    """What becomes of the patients of an absence, in the order of their old times."""
    rows = Rebooking.objects.visible_to(by).filter(absence=absence).select_related("appointment")
    return paginate(rows, query, order=("was_at", "id"))


def faster(
    resources: Sequence[Resource], starts_at: datetime, minutes: int, *, by: User
) -> Appointment | None:
    """The appointment that stands where one wanted to book, with who booked it last."""
    taken = Allocation.objects.filter(
        resource__in=resources, holds=True, starts_at__lt=starts_at + timedelta(minutes=minutes),
        ends_at__gt=starts_at, starts_at__gt=starts_at - timedelta(days=2),
    )  # fmt: skip
    rows = Appointment.objects.visible_to(by).exclude(state__in=GIVEN_UP)
    rows = rows.filter(pk__in=taken.values("appointment")).select_related("stepped_by", "booked_by")
    return rows.order_by("-stepped_at", "-id").first()


def resources_of_day(words: dict[str, Any], when: date, *, by: User) -> list[Resource]:  # Any: see above
    """Who works or has appointments on the day, the user herself first."""
    rows = Resource.objects.visible_to(by).filter(kind=words.get("kind") or Resource.Kind.PRACTITIONER)
    if department := words.get("department"):
        rows = rows.filter(department=department)
    hours = Template.objects.on(when).filter(
        agenda__resource=OuterRef("pk"), weekday=when.isoweekday(), agenda__during__contains=when
    )
    places = Allocation.objects.filter(
        resource=OuterRef("pk"),
        starts_at__gte=midnight(when),
        starts_at__lt=midnight(when, 1),
    )
    busy = rows.filter(Exists(hours) | Exists(places)).order_by("name", "id")
    found = list(busy.select_related("employee"))
    return sorted(found, key=lambda row: not (row.employee and row.employee.user_id == by.pk))
