"""Lists across patients: what waits to be done, what waits to be read, and what cannot wait."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.core.pagination import PageQuery, paginate
from hospital.organization.models import Department
from hospital.patients.actions import searched

from .. import actions, lists
from ..forms import AcknowledgeForm, RangeFilter, RangeForm, WorklistFilter
from ..models import CriticalNotice, ReferenceRange
from ..schemas import NoticeQuery, WorklistQuery
from ._asking import cursor_of, form_page


@page("orders.view_order")
@transaction.atomic
def worklist(request: HttpRequest) -> HttpResponse:
    """What waits to be collected, entered and validated, the most urgent first."""
    by = asker(request)
    named = Department.objects.visible_to(by).open().named().by_name()
    form = WorklistFilter(request.GET, units=[(str(unit.pk), unit.name) for unit in named])
    query = WorklistQuery.model_validate({**form.words(), "cursor": cursor_of(request)})
    found = lists.worklist(query, by=by)
    searched(by=by, words=len(query.q.split()), found=len(found.items), what="orders.worklist")
    names = dict(form.fields["department_id"].choices)  # type: ignore[attr-defined]  # a ChoiceField
    context = {"page": found, "filter": form, "names": names}
    return render(request, "orders/worklist.html", context)


@page("orders.read_result")
@transaction.atomic
def inbox(request: HttpRequest) -> HttpResponse:
    """Validated results of one's own orders that nobody has read; also those of one's units when asked."""
    by, units = asker(request), request.GET.get("of") == "units"
    query = PageQuery.model_validate({"cursor": cursor_of(request)})
    found = paginate(lists.inbox(by, units=units), query, order=("rank", "occurred_at", "id"))
    searched(by=by, words=0, found=len(found.items), what="orders.inbox")
    return render(request, "orders/inbox.html", {"page": found, "units": units})


@page("orders.view_order")
@transaction.atomic
def critical(request: HttpRequest) -> HttpResponse:
    """Critical results that nobody acknowledged, the longest waiting first; or all that there were."""
    by, every = asker(request), request.GET.get("all") == "1"
    query = NoticeQuery.model_validate({"is_open": None if every else True, "cursor": cursor_of(request)})
    found = lists.notices(query, by=by)
    searched(by=by, words=0, found=len(found.items), what="orders.criticalnotice")
    return render(request, "orders/critical.html", {"page": found, "every": every})


@page("orders.acknowledge_critical")
@transaction.atomic
def acknowledge(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say who was told of a critical result, and what is done now."""
    rows = CriticalNotice.objects.visible_to(asker(request)).select_related("patient", "result__order")
    notice = get_object_or_404(rows, pk=id)
    form = AcknowledgeForm(request.POST or None)
    done = (
        form.attempt(actions.acknowledge, notice, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Acknowledged and recorded."))
        return redirect("orders:critical")
    return form_page(
        request, notice.patient, form, what="orders.criticalnotice", template="orders/acknowledge.html",
        notice=notice, version=notice.version, lines=notice.result.lines.order_by("position"),
    )  # fmt: skip


@page("orders.view_order")
def ranges(request: HttpRequest) -> HttpResponse:
    """What values are read against."""
    form = RangeFilter(request.GET)
    rows = ReferenceRange.objects.visible_to(asker(request)).in_use()
    if words := form.words().get("q", "").strip():
        rows = rows.filter(display__icontains=words)
    query = PageQuery.model_validate({"cursor": cursor_of(request), "limit": 100})
    found = paginate(rows, query, order=("display", "id"))
    return render(request, "orders/ranges.html", {"page": found, "filter": form})


@page("orders.manage_catalogue")
def edit_range(request: HttpRequest, id: UUID) -> HttpResponse:
    """Set other limits for a test."""
    row = get_object_or_404(ReferenceRange.objects.visible_to(asker(request)), pk=id)
    form = RangeForm.of(row, request.POST or None)
    done = (
        form.attempt(actions.set_range, row, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Saved. Results that were entered before keep their limits."))
        return redirect("orders:ranges")
    context = {"form": form, "row": row, "version": request.POST.get("version", row.version)}
    return render(request, "orders/range.html", context, status=422 if form.is_bound else 200)
