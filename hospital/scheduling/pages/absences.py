"""Blocked times, and what becomes of the patients of somebody who is away."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.days import day_in
from hospital.core.pagination import PageQuery
from hospital.organization.models import today

from .. import actions, lists
from ..confirming import confirm_absence
from ..forms import AbsenceForm, AgainForm, BlockForm, ReasonForm
from ..models import Absence, Rebooking
from ..schemas import AbsenceQuery
from ._asking import Crumbs, above, absence_of, ask, data, key_in

ABSENCES = gettext_lazy("Blocks and absences")


@page("scheduling.view_agenda")
def absences(request: HttpRequest) -> HttpResponse:
    """Blocks and absences from today on."""
    query = AbsenceQuery.model_validate({"from_day": today(), "cursor": request.GET.get("cursor", "")[:1000]})
    found = lists.absences(query, by=asker(request))
    context = {
        "page": found,
        "may_block": asker(request).has_perm("scheduling.block_agenda"),
        "crumbs": above(),
    }
    return render(request, "scheduling/absences.html", context)


@page("scheduling.block_agenda")
def block(request: HttpRequest) -> HttpResponse:
    """Take nobody new in a stretch of time."""
    initial = {
        "resource": key_in(request.GET.get("resource", "")),
        "starts_on": day_in(request.GET.get("day", "")),
    }
    return ask(
        request, BlockForm(data(request), by=asker(request), initial=initial), _blocked,
        title=_("Block time"), submit=_("Block"), back=reverse("scheduling:absences"),
        crumbs=_above(), done=_("Blocked. Who is booked there stays booked."), onward=_sheet,
    )  # fmt: skip


@page("scheduling.block_agenda")
def absent(request: HttpRequest) -> HttpResponse:
    """Somebody is away: block the time and look for another for each of her patients."""
    initial = {"resource": key_in(request.GET.get("resource", ""))}
    return ask(
        request, AbsenceForm(data(request), by=asker(request), initial=initial), _proposed,
        title=_("Record an absence"), submit=_("Look for new times"), back=reverse("scheduling:absences"),
        crumbs=_above(), done=_("The time is blocked. Look at the proposals before patients are moved."),
        onward=_sheet, note=_("Nobody is moved yet: first the new times are proposed."),
    )  # fmt: skip


@page("scheduling.view_appointment")
@transaction.atomic
def absence(request: HttpRequest, id: UUID) -> HttpResponse:
    """One block or absence, and where each of its patients is to go."""
    by, shown = asker(request), absence_of(request, id)
    query = PageQuery.model_validate({"limit": 200, "cursor": request.GET.get("cursor", "")[:1000]})
    found = lists.rebookings(shown, query, by=by)
    rows = Rebooking.objects.visible_to(by).filter(pk__in=[row.pk for row in found.items])
    rows = rows.select_related("appointment__patient", "appointment__service", "to_resource")
    actions.read_agenda(by=by, found=len(found.items), what="scheduling.rebooking")
    proposed = sum(row.state == Rebooking.State.PROPOSED for row in found.items)
    may = by.has_perm("scheduling.block_agenda")
    context = {
        "absence": shown, "rows": rows.order_by("was_at", "pk"), "proposed": proposed, "page": found,
        "stuck": sum(row.state in (Rebooking.State.FAILED, Rebooking.State.NO_SLOT) for row in found.items),
        "may_block": may, "may_rebook": may and by.has_perm("scheduling.book_appointment"),
        "is_absence": shown.kind == Absence.Kind.ABSENCE, "crumbs": _above(),
    }  # fmt: skip
    return render(request, "scheduling/absence.html", context)


@require_POST
@page("scheduling.block_agenda")
def confirm(request: HttpRequest, id: UUID) -> HttpResponse:
    """Move everybody as proposed."""
    shown = absence_of(request, id)
    outcomes = confirm_absence(shown, by=asker(request))
    moved = sum(outcome.is_moved for outcome in outcomes)
    messages.success(request, _("%(count)s patients moved.") % {"count": moved})
    if moved < len(outcomes):
        left = len(outcomes) - moved
        messages.warning(request, _("%(count)s could not be moved: see why below.") % {"count": left})
    return redirect(_sheet(shown))


@page("scheduling.block_agenda")
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """Look once more for those who have no new time."""
    shown = absence_of(request, id)
    return ask(
        request, AgainForm(data(request), by=asker(request)), actions.propose_again, shown,
        title=_("Look for new times again"), submit=_("Look again"), back=_sheet(shown), crumbs=_above(),
        done=_("New times were looked for."),
    )  # fmt: skip


@page("scheduling.block_agenda")
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open the time again."""
    shown = absence_of(request, id)
    return ask(
        request, ReasonForm(data(request)), actions.withdraw_absence, shown, title=_("Open the time again"),
        submit=_("Open the time again"), back=_sheet(shown), crumbs=_above(),
        done=_("The time is open again."),
        note=_("Who was moved away stays where she was moved to."),
    )  # fmt: skip


def _blocked(*, resource: object, **given: object) -> Absence:
    return actions.block(resource, **given)  # type: ignore[arg-type]  # the form's own fields


def _proposed(*, resource: object, **given: object) -> Absence:
    return actions.propose_absence(resource, **given)  # type: ignore[arg-type]  # the form's own fields


def _sheet(shown: Absence) -> str:
    return reverse("scheduling:absence", args=[shown.pk])


def _above() -> Crumbs:
    return above((ABSENCES, reverse("scheduling:absences")))
