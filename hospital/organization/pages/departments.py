"""Departments: the tree of a day, one of them, and what can be done with it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.pagination import PageQuery, paginate

from .. import actions, lists
from ..forms import (
    ChangeDepartmentForm,
    CloseForm,
    DepartmentFilter,
    MoveForm,
    NewDepartmentForm,
    RenameForm,
)
from ..models import Department, Employee, Naming, Placement, today
from ..schemas import DepartmentQuery
from ._forms import Crumbs, ask, data


@page("organization.view_department")
def departments(request: HttpRequest) -> HttpResponse:
    """The tree of a day; a list of what was found when a word is asked for."""
    form = DepartmentFilter(request.GET)
    words = form.words()
    day = words.get("as_of") or today()
    context: dict[str, object] = {"filter": form, "day": day, "is_today": day == today()}
    if words.get("q"):
        query = DepartmentQuery(**words, sort="name", cursor=request.GET.get("cursor", "")[:1000])
        context["page"] = lists.departments(query, by=asker(request))
    else:
        context["branches"] = Department.objects.visible_to(asker(request)).tree(day)
    return render(request, "organization/departments.html", context)


@page("organization.view_department")
def department(request: HttpRequest, id: UUID) -> HttpResponse:
    """One department: who works there, what is below it, and what it was before."""
    shown, by, day = _department(request, id), asker(request), today()
    namings = Naming.objects.visible_to(by).filter(department=shown)
    placements = Placement.objects.visible_to(by).filter(department=shown).select_related("parent")
    people = Employee.objects.visible_to(by).working_in(shown.pk, day).with_departments()
    context = {
        "department": shown,
        "path": shown.path(),
        "children": Department.objects.visible_to(by).as_of(day).under(shown.pk).by_name(),
        "people": paginate(people, _page(request), order=("search", "id")),
        "namings": namings.order_by("-during"),
        "placements": placements.prefetch_related(lists.named_parents()).order_by("-during"),
        "identifiers": shown.identifiers.order_by("system", "id"),
    }
    return render(request, "organization/department.html", context)


@page("organization.manage_department")
def new_department(request: HttpRequest) -> HttpResponse:
    """Open a department."""
    initial = {"parent": request.GET.get("parent") if _is_uuid(request.GET.get("parent", "")) else None}
    form = NewDepartmentForm(data(request), by=asker(request), initial=initial)
    return ask(
        request, form, actions.open_department, title=_("New department"), submit=_("Open department"),
        back=reverse("organization:departments"), crumbs=_all(), done=_("The department is open."),
    )  # fmt: skip


@page("organization.manage_department")
def edit_department(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change what is not bound to a day."""
    shown = _department(request, id)
    names = ("code", "service_code", "cost_centre", "phone", "description", "head")
    known = {name: getattr(shown, name) for name in names}
    form = ChangeDepartmentForm(data(request), department=shown, by=asker(request), initial=known)
    return ask(
        request, form, actions.change_department, shown, row=shown, title=_("Change department"),
        submit=_("Save"), back=shown.get_absolute_url(), crumbs=_above(shown), done=_("Changes saved."),
    )  # fmt: skip


@page("organization.manage_department")
def rename_department(request: HttpRequest, id: UUID) -> HttpResponse:
    """Call it otherwise from a day on."""
    shown = _department(request, id)
    form = RenameForm(data(request), initial={"name": shown.name})
    return ask(
        request, form, actions.rename_department, shown, title=_("Rename department"),
        submit=_("Rename"), back=shown.get_absolute_url(), crumbs=_above(shown),
        done=_("The new name is registered."),
    )  # fmt: skip


@page("organization.manage_department")
def move_department(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put it elsewhere in the tree from a day on."""
    shown = _department(request, id)
    form = MoveForm(data(request), by=asker(request), initial={"parent": shown.parent_id})
    return ask(
        request, form, actions.move_department, shown, title=_("Move department"), submit=_("Move"),
        back=shown.get_absolute_url(), crumbs=_above(shown), done=_("The new place is registered."),
    )  # fmt: skip


@page("organization.manage_department")
def close_department(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close it from a day on."""
    shown = _department(request, id)
    note = _("Possible once nobody works in it, no shift is planned, and nothing open is below it.")
    return ask(
        request, CloseForm(data(request)), actions.close_department, shown, title=_("Close department"),
        submit=_("Close department"), tone="danger", note=note, back=shown.get_absolute_url(),
        crumbs=_above(shown), done=_("The closure is registered."),
    )  # fmt: skip


def _department(request: HttpRequest, id: UUID) -> Department:
    rows = Department.objects.visible_to(asker(request)).named().select_related("head")
    return get_object_or_404(rows, pk=id)


def _page(request: HttpRequest) -> PageQuery:
    return PageQuery.model_validate({"cursor": request.GET.get("cursor", "")[:1000]})


def _all() -> Crumbs:
    return [(_("Departments"), reverse("organization:departments"))]


def _above(department: Department) -> Crumbs:
    return [*_all(), (department.name, department.get_absolute_url())]


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
