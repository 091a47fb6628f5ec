"""One bed: who is in it, its statement, and each step of it."""

from collections.abc import Callable
from typing import Any  # Any: action arguments
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import ActionForm

from .. import actions, forms, lists
from ..models import Cleaning
from ._asking import ask, bed_of, data, of_bed, of_ward


@page("beds.view_bed")
@transaction.atomic
def bed(request: HttpRequest, id: UUID) -> HttpResponse:
    """A bed with who is in it, what is to be cleaned, and every step."""
    by, shown = asker(request), bed_of(request, id)
    stays = lists.in_bed(shown, by=by)
    actions.listed(by=by, found=len(stays), what="beds.stays")
    isolations = lists.isolations(stay.patient_id for stay in stays)
    tasks = Cleaning.objects.visible_to(by).open().filter(bed=shown)
    context = {
        "bed": shown, "crumbs": of_ward(shown.ward), "steps": lists.statement(shown, by=by),
        "stays": [(stay, isolations.get(stay.patient_id, [])) for stay in stays],
        "cleanings": tasks.select_related("assignee").in_turn(),
    }  # fmt: skip
    return render(request, "beds/bed.html", context)


@page("beds.place_patient")
def place(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put a patient in the bed."""
    form = forms.PlaceForm(data(request), by=asker(request), initial=request.GET)
    return _step(
        request, id, form, actions.occupy, title=_("Put a patient in the bed"), submit=_("Put in the bed"),
        done=_("The patient is in the bed."),
    )  # fmt: skip


@page("beds.place_patient")
def reserve(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep the bed for a patient."""
    form = forms.ReserveForm(data(request), by=asker(request), initial=request.GET)
    return _step(
        request, id, form, actions.reserve, title=_("Reserve the bed"), submit=_("Reserve"),
        done=_("The bed is reserved."),
    )  # fmt: skip


@page("beds.block_bed")
def block(request: HttpRequest, id: UUID) -> HttpResponse:
    return _step(
        request, id, forms.ReasonForm(data(request)), actions.block, title=_("Block the bed"),
        submit=_("Block"), done=_("The bed is blocked."), tone="danger",
    )  # fmt: skip


@page("beds.block_bed")
def send_to_maintenance(request: HttpRequest, id: UUID) -> HttpResponse:
    return _step(
        request, id, forms.ReasonForm(data(request)), actions.send_to_maintenance,
        title=_("Send to maintenance"), submit=_("Send"), done=_("The bed is in maintenance."),
    )  # fmt: skip


@page("beds.block_bed")
def release(request: HttpRequest, id: UUID) -> HttpResponse:
    return _step(
        request, id, forms.OptionalReasonForm(data(request)), actions.release, title=_("Give the bed back"),
        submit=_("Give back"), done=_("The bed is given back."),
        note=_("A bed that is not clean is cleaned before it is free."),
    )  # fmt: skip


@page("beds.manage_bed")
def close_bed(request: HttpRequest, id: UUID) -> HttpResponse:
    return _step(
        request, id, forms.ReasonForm(data(request)), actions.close_bed, title=_("Close the bed"),
        submit=_("Close the bed"), done=_("The bed is closed."), tone="danger",
    )  # fmt: skip


@page("beds.manage_bed")
def reopen_bed(request: HttpRequest, id: UUID) -> HttpResponse:
    return _step(
        request, id, forms.OptionalReasonForm(data(request)), actions.reopen_bed,
        title=_("Put the bed up again"), submit=_("Put up"), done=_("The bed is to be cleaned."),
    )  # fmt: skip


@page("beds.place_patient")
def ask_for_cleaning(request: HttpRequest, id: UUID) -> HttpResponse:
    return _step(
        request, id, forms.CleaningForm(data(request), by=asker(request)), actions.ask_for_cleaning,
        title=_("Ask for cleaning"), submit=_("Ask"), done=_("Housekeeping was asked."),
    )  # fmt: skip


def _step(
    request: HttpRequest, id: UUID, form: ActionForm, action: Callable[..., Any], **more: Any
) -> HttpResponse:  # Any: see above
    """Ask what the step needs, carry it out, and go back to the bed."""
    shown = bed_of(request, id)
    crumbs, back = of_bed(shown), shown.get_absolute_url()
    return ask(request, form, action, shown, crumbs=crumbs, back=back, **more)
