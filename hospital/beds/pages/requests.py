"""Who waits for a bed: the queue of the house (NIR), and the bed that is given."""

from datetime import timedelta
from typing import Any  # Any: beds with what does not suit
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page

from .. import actions, forms, lists
from ..models import BedRequest
from ..schemas import BedRequestQuery
from ..suiting import misfits_of
from ._asking import ask, data

KEPT = timedelta(hours=4)  # a reservation unless said otherwise
MOST = 30  # free beds that are looked at for a request


@page("beds.view_bed")
@transaction.atomic
def requests(request: HttpRequest) -> HttpResponse:
    """The queue, the most urgent first, and of equals who has waited longest."""
    form = forms.RequestFilter(request.GET, by=asker(request))
    query = BedRequestQuery.model_validate(form.keys() | {"cursor": request.GET.get("cursor", "")[:1000]})
    found = lists.requests(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="beds.requests")
    return render(request, "beds/requests.html", {"page": found, "filter": form, "now": now()})


@page("beds.request_bed")
def new_request(request: HttpRequest) -> HttpResponse:
    form = forms.RequestForm(data(request), by=asker(request), initial=request.GET)
    return ask(
        request, form, actions.ask_for_bed, title=_("Ask for a bed"), submit=_("Ask"),
        back=reverse("beds:requests"), done=_("The patient waits for a bed."), crumbs=_crumbs(),
    )  # fmt: skip


@page("beds.view_bed")
@transaction.atomic
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One request, with the free beds and what of each does not suit."""
    by, shown = asker(request), _one(request, id)
    actions.listed(by=by, found=1, what="beds.requests")
    beds: list[Any] = []  # Any: see above
    if shown.state == BedRequest.State.WAITING and by.has_perm("beds.regulate"):
        offered = lists.offered(shown, by=by, limit=MOST)
        beds = list(zip(offered, misfits_of(offered, shown.patient), strict=True))
        beds.sort(key=lambda pair: len(pair[1]))
    context = {"asked": shown, "beds": beds, "crumbs": _crumbs(), "now": now()}
    return render(request, "beds/request.html", context)


@page("beds.regulate")
def allocate(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give the request a bed: it is reserved for the patient; `?bed=` chooses it."""
    shown, by = _one(request, id), asker(request)
    form = forms.AllocateForm(
        data(request), beds=lists.free_beds(by=by), until=localtime(now() + KEPT), initial=request.GET
    )
    if request.method == "POST" and form.is_valid():
        bed = form.cleaned_data["bed"]
        told = {name: form.cleaned_data[name] for name in ("until", "overridden_because")}
        form.arguments = lambda: told  # type: ignore[method-assign]  # the bed is the object of the action
        made = form.attempt(
            actions.reserve, bed, patient=shown.patient, encounter=shown.encounter, request=shown, by=by
        )
        if made:
            return redirect(shown.get_absolute_url())
    context = {
        "form": form, "title": _("Give a bed"), "submit": _("Reserve"), "back": shown.get_absolute_url(),
        "crumbs": _crumbs(), "tone": "primary", "about": shown.patient.name,
    }  # fmt: skip
    return render(request, "scheduling/form.html", context, status=422 if form.is_bound else 200)


@page("beds.regulate")
def change_priority(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = _one(request, id)
    form = forms.PriorityForm(data(request), initial={"priority": shown.priority})
    return ask(
        request, form, actions.change_priority, shown, row=shown, title=_("Change the priority"),
        submit=_("Save"), back=shown.get_absolute_url(), done=_("Changes saved."), crumbs=_crumbs(),
    )  # fmt: skip


@page("beds.request_bed")
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = _one(request, id)
    return ask(
        request, forms.ReasonForm(data(request)), actions.cancel_request, shown, tone="danger",
        title=_("Cancel the request"), submit=_("Cancel the request"), back=reverse("beds:requests"),
        done=_("The request is cancelled."), crumbs=_crumbs(),
    )  # fmt: skip


def _one(request: HttpRequest, id: UUID) -> Any:  # Any: a request with what is shown of it
    rows = BedRequest.objects.visible_to(asker(request))
    of = ("patient", "ward", "encounter", "stay__bed__ward", "asked_by")
    return get_object_or_404(rows.select_related(*of), pk=id)


def _crumbs() -> Any:  # Any: crumbs
    return [(_("Requests for beds"), reverse("beds:requests"))]
