"""A patient in her bed: she moves, changes, is away, is isolated, leaves."""

from collections.abc import Callable
from typing import Any  # Any: action arguments
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker, row
from hospital.core.access import page
from hospital.core.forms import ActionForm

from .. import actions, forms, lists
from ..models import Leave, Precaution, Stay
from ._asking import ask, carried_out, data, of_bed, stay_of


@page("beds.place_patient")
def move(request: HttpRequest, id: UUID) -> HttpResponse:
    """To another bed; `?bed=` chooses it."""
    form = forms.MoveForm(data(request), beds=lists.free_beds(by=asker(request)), initial=request.GET)
    return _step(
        request, stay_of(request, id), form, actions.move_stay, title=_("Move to another bed"),
        submit=_("Move"), done=_("The patient is in the other bed."),
        onward=lambda made: reverse("beds:bed", args=[made.bed_id]),
    )  # fmt: skip


@page("beds.place_patient")
def swap(request: HttpRequest, id: UUID) -> HttpResponse:
    stay = stay_of(request, id)
    form = forms.SwapForm(data(request), stays=lists.beside(stay, by=asker(request)), initial=request.GET)
    return _step(
        request, stay, form, actions.swap, title=_("Change beds"), submit=_("Change"),
        done=_("The patients have changed beds."),
    )  # fmt: skip


@page("beds.place_patient")
def vacate(request: HttpRequest, id: UUID) -> HttpResponse:
    """She has left the bed."""
    return _step(
        request, stay_of(request, id), forms.OptionalReasonForm(data(request)), actions.vacate,
        title=_("The patient left the bed"), submit=_("Left"), done=_("The bed is to be cleaned."),
        note=_("Only when she is out of the bed: it is cleaned before anybody else lies in it."),
    )  # fmt: skip


@page("beds.place_patient")
def give_up(request: HttpRequest, id: UUID) -> HttpResponse:
    return _step(
        request, stay_of(request, id), forms.ReasonForm(data(request)), actions.give_up,
        title=_("Give the reservation back"), submit=_("Give back"), done=_("The bed is given back."),
    )  # fmt: skip


@page("beds.place_patient")
def give_leave(request: HttpRequest, id: UUID) -> HttpResponse:
    return _step(
        request, stay_of(request, id), forms.LeaveForm(data(request)), actions.give_leave,
        title=_("Leave of absence"), submit=_("Give leave"), done=_("The patient is on leave."),
    )  # fmt: skip


@require_POST
@page("beds.place_patient")
def return_from_leave(request: HttpRequest, id: UUID, leave_id: UUID) -> HttpResponse:
    leave = row(request, Leave, leave_id, stay=id)
    to = leave.stay.bed.get_absolute_url()
    return carried_out(request, to, _("The patient is back."), actions.return_from_leave, leave)


@page("beds.place_patient")
def cancel_leave(request: HttpRequest, id: UUID, leave_id: UUID) -> HttpResponse:
    leave = row(request, Leave, leave_id, stay=id)
    return _step(
        request, stay_of(request, id), forms.ReasonForm(data(request)), actions.cancel_leave,
        title=_("Cancel the leave"), submit=_("Cancel the leave"), done=_("The leave is cancelled."),
        subject=leave,
    )  # fmt: skip


@page("beds.isolate_patient")
def isolate(request: HttpRequest, id: UUID) -> HttpResponse:
    stay = stay_of(request, id)
    return _step(
        request, stay, forms.IsolationForm(data(request)), actions.place_precaution, title=_("Isolation"),
        submit=_("Isolate"), done=_("The patient is in isolation."), subject=stay.patient,
        encounter=stay.encounter,
    )  # fmt: skip


@page("beds.isolate_patient")
def lift(request: HttpRequest, id: UUID, precaution_id: UUID) -> HttpResponse:
    stay = stay_of(request, id)
    precaution = row(request, Precaution, precaution_id, patient=stay.patient_id)
    return _step(
        request, stay, forms.ReasonForm(data(request)), actions.lift_precaution,
        title=_("Lift the isolation"), submit=_("Lift"), done=_("The isolation is lifted."),
        subject=precaution,
    )  # fmt: skip


def _step(
    request: HttpRequest, stay: Stay, form: ActionForm, action: Callable[..., Any], *, subject: Any = None,
    **more: Any,  # Any: see above
) -> HttpResponse:  # fmt: skip
    """Ask what the step needs, carry it out on the stay (or a `subject` of it), and go back to the bed."""
    words = {"patient": stay.patient.name, "bed": stay.bed.name}
    about = _("%(patient)s, bed %(bed)s") % words
    return ask(
        request, form, action, subject or stay, crumbs=of_bed(stay.bed), back=stay.bed.get_absolute_url(),
        about=about, **more,
    )  # fmt: skip
