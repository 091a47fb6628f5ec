"""Setting up what can be booked: resources with their agendas and weeks, services, holidays."""

from typing import Any  # Any: form data
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.organization.models import Department, today

from .. import actions, lists, setup_forms as forms
from ..models import Agenda, Holiday, Resource, Service
from ..schemas import AgendaQuery, HolidayQuery, ResourceQuery, ServiceQuery
from ._asking import above, agenda_of, ask, data, resource_of, service_of

RESOURCES, SERVICES = gettext_lazy("Who and what is booked"), gettext_lazy("Services")
HOLIDAYS = gettext_lazy("Holidays")
OF_RESOURCE = ("name", "capacity", "is_active")
OF_SERVICE = (
    "name", "duration", "buffer_before", "buffer_after", "capacity", "modality", "preparation",
    "is_bookable_online", "is_active",
)  # fmt: skip


@page("scheduling.view_agenda")
def resources(request: HttpRequest) -> HttpResponse:
    """Who and what can be booked."""
    form = forms.ResourceFilter(request.GET, by=asker(request))
    query = ResourceQuery.model_validate(form.keys() | _cursor(request))
    found = lists.resources(query, by=asker(request))
    names = (
        Department.objects.visible_to(asker(request))
        .named()
        .in_bulk([row.department_id for row in found.items])
    )
    rows: list[Any] = found.items  # Any: each gets the name of its place to be shown
    for row in rows:
        row.place = names[row.department_id].name if row.department_id in names else ""
    context = {"page": found, "filter": form, "crumbs": above(), "may": _may(request)}
    return render(request, "scheduling/resources.html", context)


@page("scheduling.manage_agenda")
def new_resource(request: HttpRequest) -> HttpResponse:
    """Make somebody or something bookable."""
    return ask(
        request, forms.NewResourceForm(data(request), by=asker(request)), actions.add_resource,
        title=_("New resource"), submit=_("Add"), back=reverse("scheduling:resources"),
        crumbs=_under(RESOURCES, "resources"), done=_("Added. Now open an agenda for it."),
        onward=lambda made: reverse("scheduling:resource", args=[made.pk]),
    )  # fmt: skip


@page("scheduling.view_agenda")
def resource(request: HttpRequest, id: UUID) -> HttpResponse:
    """A resource and its agendas."""
    shown = resource_of(request, id)
    query = AgendaQuery.model_validate({"resource_id": shown.pk, "limit": 50})
    agendas: list[Any] = lists.agendas(query, by=asker(request)).items  # Any: as above
    keys = [shown.department_id, *(row.department_id for row in agendas)]
    names = Department.objects.visible_to(asker(request)).named().in_bulk(keys)
    for row in agendas:
        row.place = names[row.department_id].name if row.department_id in names else ""
    context = {
        "resource": shown, "agendas": agendas, "department": names.get(shown.department_id),
        "may": _may(request), "crumbs": _under(RESOURCES, "resources"), "today": today(),
    }  # fmt: skip
    return render(request, "scheduling/resource.html", context)


@page("scheduling.manage_agenda")
def edit_resource(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change what is said of a resource."""
    shown = resource_of(request, id)
    initial = {name: getattr(shown, name) for name in OF_RESOURCE} | {"department": shown.department_id}
    return ask(
        request, forms.ChangeResourceForm(data(request), by=asker(request), initial=initial),
        actions.change_resource, shown, row=shown, title=_("Change resource"), submit=_("Save"),
        back=reverse("scheduling:resource", args=[shown.pk]), crumbs=_of_resource(shown),
        done=_("Changes saved."),
    )  # fmt: skip


@page("scheduling.manage_agenda")
def open_agenda(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open an agenda for a resource; its week is set next."""
    shown = resource_of(request, id)
    return ask(
        request, forms.AgendaForm(data(request), by=asker(request)), actions.open_agenda, shown,
        title=_("Open an agenda"), submit=_("Open"), back=reverse("scheduling:resource", args=[shown.pk]),
        crumbs=_of_resource(shown), done=_("The agenda is open. Now say its weekly hours."),
        onward=lambda made: reverse("scheduling:week_of", args=[made.pk]),
    )  # fmt: skip


@page("scheduling.view_agenda")
def agenda(request: HttpRequest, id: UUID) -> HttpResponse:
    """An agenda with its hours from today on."""
    shown = agenda_of(request, id)
    department = Department.objects.visible_to(asker(request)).named().filter(pk=shown.department_id).first()
    context = {
        "agenda": shown, "hours": lists.hours(shown), "department": department, "may": _may(request),
        "crumbs": _of_resource(shown.resource),
        "names": {row.pk: row.name for row in Service.objects.visible_to(asker(request))},
    }  # fmt: skip
    for hours in context["hours"]:
        hours.offered = [context["names"].get(row.pk, "") for row in hours.services.all()]
    return render(request, "scheduling/agenda.html", context)


@page("scheduling.manage_agenda")
def week_of(request: HttpRequest, id: UUID) -> HttpResponse:
    """The weekly hours of an agenda, all of them at once, from a day on."""
    shown, by = agenda_of(request, id), asker(request)
    start = forms.WeekFrom(data(request), initial={"from_day": max(today(), shown.starts_on)})
    rows = forms.hours_formset(data(request), by=by, initial=_week(shown))
    if request.method == "POST" and start.is_valid() and rows.is_valid():
        week = [_hours(row.cleaned_data) for row in rows if row.cleaned_data.get("weekday")]
        if start.attempt(actions.set_week, shown, week=week, by=by):
            messages.success(request, _("Weekly hours saved."))
            return redirect("scheduling:agenda", shown.pk)
    back = reverse("scheduling:agenda", args=[shown.pk])
    context = {
        "agenda": shown, "form": start, "rows": rows, "back": back,
        "crumbs": [*_of_resource(shown.resource), (_("Agenda"), back)],
    }  # fmt: skip
    return render(request, "scheduling/week_of.html", context, status=422 if rows.is_bound else 200)


@page("scheduling.manage_agenda")
def extra_hours(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open an agenda for more hours on one day."""
    shown = agenda_of(request, id)
    return ask(
        request, forms.ExtraHoursForm(data(request)), actions.add_hours, shown, title=_("Extra hours"),
        submit=_("Open these hours"), back=reverse("scheduling:agenda", args=[shown.pk]),
        crumbs=_of_resource(shown.resource), done=_("The extra hours are open."),
    )  # fmt: skip


@page("scheduling.manage_agenda")
def close_agenda(request: HttpRequest, id: UUID) -> HttpResponse:
    """End an agenda after a day."""
    shown = agenda_of(request, id)
    return ask(
        request, forms.CloseAgendaForm(data(request)), actions.close_agenda, shown,
        title=_("End the agenda"), submit=_("End"), tone="danger",
        back=reverse("scheduling:agenda", args=[shown.pk]), crumbs=_of_resource(shown.resource),
        done=_("The agenda has a last day."),
        note=_("Who is booked later stays booked until she is moved."),
    )  # fmt: skip


@page("scheduling.view_agenda")
def services(request: HttpRequest) -> HttpResponse:
    """What can be booked."""
    form = forms.ServiceFilter(request.GET, by=asker(request))
    found = lists.services(ServiceQuery.model_validate(form.keys() | _cursor(request)), by=asker(request))
    context = {"page": found, "filter": form, "crumbs": above(), "may": _may(request)}
    return render(request, "scheduling/services.html", context)


@page("scheduling.manage_agenda")
def new_service(request: HttpRequest) -> HttpResponse:
    """Offer another service."""
    return ask(
        request, forms.NewServiceForm(data(request)), actions.add_service, title=_("New service"),
        submit=_("Add"), back=reverse("scheduling:services"), crumbs=_under(SERVICES, "services"),
        done=_("The service is offered."),
    )  # fmt: skip


@page("scheduling.manage_agenda")
def edit_service(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change what is said of a service."""
    shown = service_of(request, id)
    form = forms.ChangeServiceForm(data(request), initial={name: getattr(shown, name) for name in OF_SERVICE})
    return ask(
        request, form, actions.change_service, shown, row=shown, title=_("Change service"),
        submit=_("Save"), back=reverse("scheduling:services"), crumbs=_under(SERVICES, "services"),
        done=_("Changes saved."), note=_("What is booked already keeps its length."),
    )  # fmt: skip


@page("scheduling.view_agenda")
def holidays(request: HttpRequest) -> HttpResponse:
    """The holidays of a year."""
    form = forms.YearFilter({"year": request.GET.get("year") or today().year}, by=asker(request))
    year = form.words().get("year", today().year)
    query = HolidayQuery.model_validate({"year": year, "limit": 200})
    may = asker(request).has_perm("scheduling.manage_holiday")
    context = {
        "page": lists.holidays(query, by=asker(request)), "filter": form, "year": year, "may": may,
        "crumbs": above(),
    }  # fmt: skip
    return render(request, "scheduling/holidays.html", context)


@page("scheduling.manage_holiday")
def new_holiday(request: HttpRequest) -> HttpResponse:
    """Close the agendas on a day."""
    return ask(
        request, forms.HolidayForm(data(request)), actions.declare_holiday, title=_("New holiday"),
        submit=_("Add"), back=reverse("scheduling:holidays"), crumbs=_under(HOLIDAYS, "holidays"),
        done=_("The day is a holiday."), note=_("What is booked on this day stays booked."),
    )  # fmt: skip


@require_POST
@page("scheduling.manage_holiday")
def withdraw_holiday(request: HttpRequest, id: UUID) -> HttpResponse:
    """Make the day an ordinary one again."""
    row = get_object_or_404(Holiday.objects.visible_to(asker(request)), pk=id)
    actions.withdraw_holiday(row, by=asker(request))
    messages.success(request, _("It is an ordinary day again."))
    return redirect("scheduling:holidays")


def _hours(given: dict[str, Any]) -> actions.TemplateData:  # Any: see above
    return {
        "weekday": given["weekday"], "opens_at": given["opens_at"], "closes_at": given["closes_at"],
        "slot_minutes": given["slot_minutes"], "capacity": given["capacity"],
        "services": list(given["services"]), "quotas": given["quotas"],
    }  # fmt: skip


def _week(agenda: Agenda) -> list[dict[str, Any]]:  # Any: see above
    """The present week as rows of the form; extra hours of single days are not part of it."""
    return [
        {
            "weekday": row.weekday, "opens_at": row.opens_at, "closes_at": row.closes_at,
            "slot_minutes": row.slot_minutes, "capacity": row.capacity,
            "services": [service.pk for service in row.services.all()],
            "quotas": ", ".join(f"{quota.payer_code}={quota.most}" for quota in row.quotas.all()),
        }
        for row in lists.hours(agenda)
        if not row.is_extra
    ]  # fmt: skip


def _may(request: HttpRequest) -> bool:
    return asker(request).has_perm("scheduling.manage_agenda")


def _cursor(request: HttpRequest) -> dict[str, str]:
    return {"cursor": request.GET.get("cursor", "")[:1000]}


def _under(label: Any, name: str) -> Any:  # Any: crumbs
    return above((label, reverse(f"scheduling:{name}")))


def _of_resource(shown: Resource) -> Any:  # Any: crumbs
    here = (shown.name, reverse("scheduling:resource", args=[shown.pk]))
    return above((RESOURCES, reverse("scheduling:resources")), here)
