"""Results of one patient: entered in a grid, validated, corrected, read, and seen over time."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in

from .. import actions, curves, lists
from ..forms import ReadingForm, ResultForm
from ..grid import grid_of
from ..models.results import figure
from ..schemas import ResultQuery
from ._asking import cursor_of, form_page, of_patient, opened, order_of, patient_of, result_of


@page("orders.view_order")
@transaction.atomic
def results(request: HttpRequest, patient: UUID) -> HttpResponse:
    """What was answered, the newest first; each value leads to its curve."""
    shown = opened(request, patient_of(request, patient), "orders.results")
    query = ResultQuery.model_validate({"cursor": cursor_of(request), "limit": 20})
    found = lists.results(shown, query, by=asker(request))
    return render(request, "orders/results.html", of_patient(request, shown, page=found))


@page("orders.view_order")
@transaction.atomic
def trend(request: HttpRequest, patient: UUID) -> HttpResponse:
    """The last values of one test, as a curve and as a list."""
    shown = opened(request, patient_of(request, patient), "orders.results")
    system, code = request.GET.get("system", "")[:200], request.GET.get("code", "")[:60]
    values = lists.trend(shown, system=system, code=code, by=asker(request)) if code else []
    context = of_patient(
        request, shown, values=values[::-1], curve=curves.curve(values), step=lists.step(values),
        last=values[-1] if values else None,
    )  # fmt: skip
    return render(request, "orders/trend.html", context)


@page("orders.enter_result")
@transaction.atomic
def enter(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """The grid: a line for each test, with what it was last time and how it reads as one types."""
    shown, by = order_of(request, patient, id), asker(request)
    form = ResultForm(request.POST or None, grid=grid_of(shown, lists.before(shown, by=by)))
    done = (
        form.attempt(actions.enter_result, shown, version=version_in(request), by=by)
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Entered. Somebody else validates it now."))
        return redirect(shown)
    return form_page(
        request, shown.patient, form, what="orders.result", template="orders/enter.html", order=shown,
        version=request.POST.get("version", shown.progress.version), title=_("Enter result"),
    )  # fmt: skip


@page("orders.enter_result")
@transaction.atomic
def correct(request: HttpRequest, patient: UUID, id: UUID, result: UUID) -> HttpResponse:
    """The grid again, with what was entered: a new result takes the place of the wrong one."""
    shown, by = order_of(request, patient, id), asker(request)
    wrong = result_of(request, shown, result)
    known = {(line.system, line.code, line.display): line for line in wrong.lines.all()}
    grid = grid_of(shown, lists.before(shown, by=by))
    initial: dict[str, str] = {"text": wrong.text}
    for line in grid:
        old = known.get((line.system, line.code, line.display))
        if old:
            initial[line.name] = figure(old.value) if old.value is not None else old.text
    form = ResultForm(request.POST or None, grid=grid, is_correction=True, initial=initial)
    done = form.attempt(actions.correct_result, wrong, by=by) if request.method == "POST" else None
    if done:
        messages.success(request, _("Corrected. Somebody else validates it now."))
        return redirect(shown)
    return form_page(
        request, shown.patient, form, what="orders.result", template="orders/enter.html", order=shown,
        title=_("Correct result"), is_correction=True,
    )  # fmt: skip


@require_POST
@page("orders.validate_result")
def validate(request: HttpRequest, patient: UUID, id: UUID, result: UUID) -> HttpResponse:
    """Release a result that somebody else entered."""
    shown = order_of(request, patient, id)
    done = actions.validate_result(
        result_of(request, shown, result), version=version_in(request), by=asker(request)
    )
    if done.is_critical:
        messages.warning(request, _("Validated. It is critical: tell whoever treats the patient now."))
    else:
        messages.success(request, _("Validated."))
    return redirect(shown)


@require_POST
@page("orders.read_result")
def read(request: HttpRequest, patient: UUID, id: UUID, result: UUID) -> HttpResponse:
    """Take note of a result."""
    shown, form = order_of(request, patient, id), ReadingForm(request.POST)
    if form.attempt(actions.read_result, result_of(request, shown, result), by=asker(request)):
        messages.success(request, _("Noted."))
    else:
        messages.error(request, " ".join(str(line) for lines in form.errors.values() for line in lines))
    return redirect("orders:inbox" if "inbox" in request.POST else shown)
