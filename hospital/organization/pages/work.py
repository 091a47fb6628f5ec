"""Where and when somebody works: departments, licences, shifts and leave, and what has been."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.pagination import PageQuery

from .. import actions, lists, weeks
from ..forms import ApprovalForm, AssignForm, EndForm, LeaveForm, LicenceForm, ReasonForm, ShiftForm
from ..models import Employee, Leave, Licence, Membership, Shift, today
from ..schemas import ShiftQuery
from ._employee import above, context_of, employee_or_404
from ._forms import ask, data

LICENCE = ("council", "uf", "number", "category", "specialty", "rqe", "valid_from", "valid_until")


@page("organization.view_colleague")
def memberships(request: HttpRequest, id: UUID) -> HttpResponse:
    """The departments somebody belongs to."""
    shown = employee_or_404(request, id)
    found = lists.memberships_of(shown, _page(request), by=asker(request))
    context = context_of(request, shown, "departments") | {"page": found, "today": today()}
    return render(request, "organization/employee_departments.html", context)


@page("organization.view_colleague")
def licences_of(request: HttpRequest, id: UUID) -> HttpResponse:
    """The licences somebody has."""
    shown = employee_or_404(request, id)
    found = lists.licences_of(shown, _page(request), by=asker(request))
    context = context_of(request, shown, "licences") | {"page": found}
    return render(request, "organization/employee_licences.html", context)


@page("organization.view_colleague")
def work(request: HttpRequest, id: UUID) -> HttpResponse:
    """Planned shifts and leave."""
    shown, by = employee_or_404(request, id), asker(request)
    shifts = lists.shifts_of(shown, ShiftQuery.model_validate({"starts_on": today(), "limit": 60}), by=by)
    leaves = lists.leaves_of(shown, PageQuery.model_validate({"limit": 30}), by=by)
    shows_kind = shown.shows_personal_data_to(by) or by.has_perm("organization.approve_leave")
    context = {"shifts": shifts, "leaves": leaves, "shows_kind": shows_kind}
    return render(request, "organization/employee_work.html", context_of(request, shown, "work") | context)


@page("organization.view_colleague")
def history(request: HttpRequest, id: UUID) -> HttpResponse:
    """What has been, the latest first."""
    shown = employee_or_404(request, id)
    moments = weeks.moments_of(shown, by=asker(request))
    context = context_of(request, shown, "history") | {"moments": moments}
    return render(request, "organization/employee_history.html", context)


@page("organization.manage_employee")
def assign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Place somebody in a department."""
    shown = employee_or_404(request, id)
    return ask(
        request, AssignForm(data(request), by=asker(request)), actions.assign, shown,
        title=_("Place in a department"), submit=_("Place here"), back=_tab(shown, "memberships"),
        crumbs=above(shown), done=_("The placement is registered."),
    )  # fmt: skip


@page("organization.manage_employee")
def end_membership(request: HttpRequest, id: UUID, membership_id: UUID) -> HttpResponse:
    """Let a membership hold through a last day."""
    shown = employee_or_404(request, id)
    rows = Membership.objects.visible_to(asker(request)).filter(employee=shown)
    membership = get_object_or_404(rows, pk=membership_id)
    return ask(
        request, EndForm(data(request)), actions.end_membership, membership,
        title=_("Leave the department"), submit=_("Save"), back=_tab(shown, "memberships"),
        crumbs=above(shown), done=_("The last day is registered."),
    )  # fmt: skip


@page("organization.manage_licence")
def new_licence(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down a licence."""
    shown = employee_or_404(request, id)
    return ask(
        request, LicenceForm(data(request)), actions.register_licence, shown, title=_("New licence"),
        submit=_("Register licence"), back=_tab(shown, "licences_of"), crumbs=above(shown),
        done=_("The licence is registered."),
    )  # fmt: skip


@page("organization.manage_licence")
def edit_licence(request: HttpRequest, id: UUID, licence_id: UUID) -> HttpResponse:
    """Renew or correct a licence."""
    shown = employee_or_404(request, id)
    licence = get_object_or_404(
        Licence.objects.visible_to(asker(request)).filter(employee=shown), pk=licence_id
    )
    form = LicenceForm(data(request), initial={name: getattr(licence, name) for name in LICENCE})
    return ask(
        request, form, actions.change_licence, licence, row=licence, title=_("Change licence"),
        submit=_("Save"), back=_tab(shown, "licences_of"), crumbs=above(shown), done=_("Changes saved."),
    )  # fmt: skip


@page("organization.plan_shift")
def new_shift(request: HttpRequest, id: UUID) -> HttpResponse:
    """Plan a shift of somebody."""
    shown = employee_or_404(request, id)
    first = next((place.department_id for place in shown.places), None)
    form = ShiftForm(data(request), by=asker(request), initial={"department": first})
    return ask(
        request, form, actions.plan_shift, shown, title=_("Plan a shift"), submit=_("Plan"),
        back=_tab(shown, "work"), crumbs=above(shown), done=_("The shift is planned."),
    )  # fmt: skip


@page("organization.plan_shift")
def cancel_shift(request: HttpRequest, id: UUID, shift_id: UUID) -> HttpResponse:
    """Take a planned shift back."""
    shown = employee_or_404(request, id)
    shift = get_object_or_404(Shift.objects.visible_to(asker(request)).filter(employee=shown), pk=shift_id)
    return ask(
        request, ReasonForm(data(request)), actions.cancel_shift, shift, title=_("Cancel the shift"),
        submit=_("Cancel the shift"), tone="danger", back=_tab(shown, "work"), crumbs=above(shown),
        done=_("The shift is cancelled."),
    )  # fmt: skip


@page("organization.view_colleague")
def new_leave(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask for days away."""
    shown = employee_or_404(request, id)
    return ask(
        request, LeaveForm(data(request)), actions.request_leave, shown, title=_("Ask for leave"),
        submit=_("Ask"), back=_tab(shown, "work"), crumbs=above(shown),
        done=_("The leave is asked for."),
    )  # fmt: skip


@page("organization.approve_leave")
def approve_leave(request: HttpRequest, id: UUID, leave_id: UUID) -> HttpResponse:
    """Grant a leave; the shifts in its way are named."""
    shown, leave = _leave(request, id, leave_id)
    return ask(
        request, ApprovalForm(data(request)), actions.approve_leave, leave, title=_("Approve leave"),
        submit=_("Approve"), back=_tab(shown, "work"), crumbs=above(shown),
        done=_("The leave is approved."), note=_days(leave),
    )  # fmt: skip


@page("organization.approve_leave")
def refuse_leave(request: HttpRequest, id: UUID, leave_id: UUID) -> HttpResponse:
    """Say no to a leave."""
    shown, leave = _leave(request, id, leave_id)
    return ask(
        request, ReasonForm(data(request)), actions.refuse_leave, leave, title=_("Refuse leave"),
        submit=_("Refuse"), tone="danger", back=_tab(shown, "work"), crumbs=above(shown),
        done=_("The leave is refused."), note=_days(leave),
    )  # fmt: skip


@page("organization.view_colleague")
def cancel_leave(request: HttpRequest, id: UUID, leave_id: UUID) -> HttpResponse:
    """Take a leave back."""
    shown, leave = _leave(request, id, leave_id)
    return ask(
        request, ReasonForm(data(request)), actions.cancel_leave, leave, title=_("Cancel leave"),
        submit=_("Cancel the leave"), tone="danger", back=_tab(shown, "work"), crumbs=above(shown),
        done=_("The leave is cancelled."), note=_days(leave),
    )  # fmt: skip


def _leave(request: HttpRequest, id: UUID, leave_id: UUID) -> tuple[Employee, Leave]:
    shown = employee_or_404(request, id)
    rows = Leave.objects.visible_to(asker(request)).filter(employee=shown).select_related("employee")
    return shown, get_object_or_404(rows, pk=leave_id)


def _days(leave: Leave) -> str:
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (leave.starts_on, leave.ends_on) if day)
    return gettext("%(kind)s, %(first)s to %(last)s") % {
        "kind": leave.get_kind_display(), "first": first, "last": last
    }  # fmt: skip


def _tab(employee: Employee, name: str) -> str:
    return reverse(f"organization:{name}", args=[employee.pk])


def _page(request: HttpRequest) -> PageQuery:
    return PageQuery.model_validate({"cursor": request.GET.get("cursor", "")[:1000]})
