"""The list of housekeeping, made for a phone: what is due first, and one button for the next step."""

from typing import Any  # Any: a task with its bed
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page

from .. import actions, forms, lists
from ..models import Cleaning
from ..schemas import CleaningQuery
from ._asking import ask, carried_out, data


@page("beds.view_bed")
def cleanings(request: HttpRequest) -> HttpResponse:
    """What is to be cleaned, what is due first, first."""
    form = forms.CleaningFilter(request.GET, by=asker(request))
    query = CleaningQuery.model_validate(form.keys() | {"cursor": request.GET.get("cursor", "")[:1000]})
    context = {"page": lists.cleanings(query, by=asker(request)), "filter": form, "now": now()}
    return render(request, "beds/cleanings.html", context)


@require_POST
@page("beds.clean_bed")
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    return carried_out(request, _list(), _("Cleaning begun."), actions.begin_cleaning, _one(request, id))


@require_POST
@page("beds.clean_bed")
def finish(request: HttpRequest, id: UUID) -> HttpResponse:
    return carried_out(request, _list(), _("Cleaning done."), actions.finish_cleaning, _one(request, id))


@page("beds.inspect_bed")
def inspect(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = _one(request, id)
    return ask(
        request, forms.InspectionForm(data(request)), actions.inspect, shown, title=_("Inspect the bed"),
        submit=_("Save"), back=_list(), done=_("Inspected."), crumbs=_crumbs(),
        about=f"{shown.bed.ward} · {shown.bed}",
    )  # fmt: skip


@page("beds.clean_bed")
def assign(request: HttpRequest, id: UUID) -> HttpResponse:
    shown = _one(request, id)
    form = forms.AssigneeForm(data(request), by=asker(request), initial={"assignee": shown.assignee_id})
    return ask(
        request, form, actions.assign_cleaning, shown, row=shown, title=_("Who cleans"), submit=_("Save"),
        back=_list(), done=_("Changes saved."), crumbs=_crumbs(),
        about=f"{shown.bed.ward} · {shown.bed}",
    )  # fmt: skip


def _one(request: HttpRequest, id: UUID) -> Any:  # Any: see above
    rows = Cleaning.objects.visible_to(asker(request)).select_related("bed__ward")
    return get_object_or_404(rows, pk=id)


def _list() -> str:
    return reverse("beds:cleanings")


def _crumbs() -> Any:  # Any: crumbs
    return [(_("Cleaning"), _list())]
