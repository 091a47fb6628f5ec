"""Orders of one patient: asked for, looked at, collected, cancelled."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in

from .. import actions, lists
from ..forms import CollectionForm, OrderFilter, OrdersForm, ReadingForm, RejectionForm, WhyForm
from ..models import Specimen, TestPanel
from ..schemas import OrderQuery
from ._asking import cursor_of, form_page, of_patient, opened, order_of, patient_of, visit_in


@page("orders.view_order")
@transaction.atomic
def orders(request: HttpRequest, patient: UUID) -> HttpResponse:
    """What was ever asked for, the newest first."""
    shown, form = opened(request, patient_of(request, patient), "orders.orders"), OrderFilter(request.GET)
    query = OrderQuery.model_validate({**form.words(), "cursor": cursor_of(request)})
    found = lists.orders(shown, query, by=asker(request))
    context = of_patient(request, shown, page=found, filter=form)
    return render(request, "orders/orders.html", context)


@page("orders.place_order")
@transaction.atomic
def new_orders(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Order several things on one page, within a visit or without."""
    shown = patient_of(request, patient)
    panels = list(TestPanel.objects.visible_to(asker(request)).in_use().order_by("name"))
    form, visit = OrdersForm(request.POST or None, panels=panels), visit_in(request, shown)
    done = (
        form.attempt(actions.place_orders, shown, visit=visit, by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        said = ngettext("%(count)s order placed.", "%(count)s orders placed.", len(done))
        messages.success(request, said % {"count": len(done)})
        back = ("consultations:edit", visit.pk) if visit else ("orders:orders", shown.pk)
        return redirect(*back)
    return form_page(
        request, shown, form, what="orders.orders", template="orders/new_orders.html", visit=visit
    )


@page("orders.view_order")
@transaction.atomic
def order(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """One order: how far it is, its specimens, its results, and what can be done now."""
    shown = order_of(request, patient, id)
    opened(request, shown.patient, "orders.order")
    tube = [shown.panel.tube] if shown.panel and shown.panel.tube else ["serum"]
    by = asker(request)
    results = lists.results_of(shown, by=by)
    latest = results[0] if results else None
    context = of_patient(
        request, shown.patient, order=shown, results=results, latest=latest,
        specimens=shown.specimens.select_related("collected_by", "rejected_by").order_by("number"),
        collection_form=CollectionForm(initial={"tubes": tube}), reading_form=ReadingForm(),
        is_own=bool(latest and latest.recorded_by_id == by.pk),
        has_read=bool(latest and any(reading.read_by_id == by.pk for reading in latest.readings.all())),
    )  # fmt: skip
    return render(request, "orders/order.html", context)


@require_POST
@page("orders.collect_specimen")
def collect(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """Take the specimens; their labels are printed next."""
    shown, form = order_of(request, patient, id), CollectionForm(request.POST)
    if form.attempt(actions.collect, shown, by=asker(request)):
        messages.success(request, _("Collected. Print the labels and put them on the tubes."))
    else:
        faults = [str(line) for lines in form.errors.values() for line in lines]
        messages.error(request, " ".join(faults))
    return redirect(shown)


@page("orders.collect_specimen")
def labels(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """The labels as a PDF."""
    shown = order_of(request, patient, id)
    response = HttpResponse(actions.print_labels(shown, by=asker(request)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{shown.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@page("orders.collect_specimen")
@transaction.atomic
def reject_specimen(request: HttpRequest, patient: UUID, id: UUID, specimen: UUID) -> HttpResponse:
    """Say that a specimen is no good."""
    shown = order_of(request, patient, id)
    rows = Specimen.objects.visible_to(asker(request)).select_related("order__patient", "order__progress")
    kept, form = get_object_or_404(rows, pk=specimen, order=shown), RejectionForm(request.POST or None)
    done = (
        form.attempt(actions.reject_specimen, kept, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Rejected. The order waits for another specimen."))
        return redirect(shown)
    title = _("Reject specimen %(number)s") % {"number": kept.barcode}
    return form_page(
        request, shown.patient, form, what="orders.specimen", title=title, submit=_("Reject specimen"),
        back=shown.get_absolute_url(), version=kept.version,
    )  # fmt: skip


@page("orders.place_order")
@transaction.atomic
def cancel(request: HttpRequest, patient: UUID, id: UUID) -> HttpResponse:
    """Take an order back."""
    shown, form = order_of(request, patient, id), WhyForm(request.POST or None)
    done = (
        form.attempt(actions.cancel_order, shown, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Order cancelled."))
        return redirect(shown)
    title = _("Cancel order: %(what)s") % {"what": shown}
    return form_page(
        request, shown.patient, form, what="orders.order", title=title, submit=_("Cancel order"),
        back=shown.get_absolute_url(), version=shown.progress.version,
    )  # fmt: skip
