"""The sheet of one appointment: what it is, its course, and every step it can take."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # Any: whatever actions take
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.core.access import page
from hospital.core.forms import ActionForm, version_in
from hospital.organization.models import Department

from .. import actions, lists
from ..forms import MaybeReasonForm, MoveForm, ReasonForm
from ..models import Appointment
from ._asking import above, agenda_page, appointment_of, ask, data
from .booking import by_day, free_times

State = Appointment.State


@dataclass(frozen=True)
class StepTo:
    """A step of an appointment as its sheet offers it."""

    noun: str
    label: str | Promise
    done: str | Promise
    icon: str
    to: str
    action: Callable[..., Appointment]
    permission: str
    form: type[ActionForm] | None = None
    tone: str = ""


STEPS = {
    step.noun: step
    for step in (
        StepTo("confirmation", gettext_lazy("Confirm"), gettext_lazy("Confirmed."), "calendar-check",
               State.BOOKED, actions.confirm, "scheduling.book_appointment", tone="primary"),
        StepTo("arrival", gettext_lazy("Patient arrived"), gettext_lazy("Arrival recorded."), "log-in",
               State.ARRIVED, actions.arrive, "scheduling.attend_appointment", tone="primary"),
        StepTo("check-in", pgettext_lazy("appointment", "Check in"), gettext_lazy("Checked in."),
               "clipboard-check",
               State.CHECKED_IN, actions.check_in, "scheduling.attend_appointment", tone="primary"),
        StepTo("start", gettext_lazy("Start"), gettext_lazy("Started."), "play",
               State.IN_PROGRESS, actions.start, "scheduling.attend_appointment"),
        StepTo("end", gettext_lazy("Done"), gettext_lazy("Done."), "check-check",
               State.DONE, actions.finish, "scheduling.attend_appointment", tone="primary"),
        StepTo("absence", gettext_lazy("Did not come"), gettext_lazy("Recorded: did not come."), "user-x",
               State.MISSED, actions.miss, "scheduling.attend_appointment", MaybeReasonForm),
        StepTo("cancellation", gettext_lazy("Cancel appointment"), gettext_lazy("Cancelled."), "calendar-x",
               State.CANCELLED, actions.cancel, "scheduling.book_appointment", ReasonForm, "danger"),
    )
}  # fmt: skip


@page("scheduling.view_appointment")
@transaction.atomic
def appointment(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was booked, for whom and with whom, and its course. Opening it is recorded."""
    by = asker(request)
    shown = actions.open_appointment(appointment_of(request, id), by=by)
    places = shown.allocations.select_related("resource").order_by("resource__kind", "resource__name")
    possible = _possible(shown, by)
    context = {
        "appointment": shown, "places": places, "course": lists.steps(shown).select_related("by"),
        "steps": possible, "has_reasons": any(step.form for step in possible),
        "may_move": _may_move(shown, by), "crumbs": above(_day(shown)),
        "department": _department(shown, by),
    }  # fmt: skip
    return render(request, "scheduling/appointment.html", context)


@page("scheduling.view_appointment")
def step(request: HttpRequest, id: UUID, noun: str) -> HttpResponse:
    """Take a step: at once where nothing is asked, by a form where a reason is."""
    chosen = STEPS.get(noun)
    if chosen is None:
        raise Http404
    by = asker(request)
    by.require(chosen.permission)
    shown = appointment_of(request, id)
    back = _sheet(shown)
    if chosen.form is None:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        chosen.action(shown, version=version_in(request), by=by)
        messages.success(request, str(chosen.done))
        return redirect(back)
    return ask(
        request, chosen.form(data(request)), chosen.action, shown, row=shown, title=chosen.label,
        submit=chosen.label, back=back, done=chosen.done, tone=chosen.tone or "primary",
        crumbs=above(_day(shown), (str(shown.patient), back)),
        note=_("%(patient)s, %(when)s") % {"patient": shown.patient, "when": _when(shown)},
    )  # fmt: skip


@page("scheduling.book_appointment")
def move(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the appointment to another time: chosen from what is free, or said."""
    by, shown = asker(request), appointment_of(request, id)
    here = localtime(shown.starts_at)
    first = shown.allocations.filter(resource__kind="practitioner").first() or shown.allocations.first()
    initial = {"resource": first.resource_id if first else None, "day": here.date(), "hour": here.time()}
    form = MoveForm(data(request), by=by, initial=initial)
    if request.method == "POST":
        moved = form.attempt(_moved, shown, version=version_in(request), by=by)
        if moved:
            messages.success(request, _("Moved to %(when)s.") % {"when": _when(moved)})
            return redirect(agenda_page(moved.starts_at))
    resource = form.fields["resource"].queryset.filter(pk=initial["resource"]).first()  # type: ignore[attr-defined]  # a ModelChoiceField
    asked = {"service": shown.service, "resource": resource, "from_day": None}
    context = {
        "appointment": shown, "form": form, "crumbs": above(_day(shown), (str(shown.patient), _sheet(shown))),
        "days": by_day(free_times(asked, by=by, limit=60), by), "back": _sheet(shown),
        "opened_version": version_in(request) if form.is_bound else shown.version,
        "taken": _taken(form, shown, by),
    }  # fmt: skip
    return render(request, "scheduling/move.html", context, status=422 if form.is_bound else 200)


def _moved(shown: Appointment, *, resource: Any, by: User, **given: Any) -> Appointment:  # Any: see above
    """Move it to the resource that was chosen, and keep what else it needs."""
    others = shown.allocations.exclude(resource__kind=resource.kind).select_related("resource")
    resources = [resource, *(place.resource for place in others)]
    return actions.move(shown, resources=resources, by=by, **given)


def _taken(form: MoveForm, shown: Appointment, by: User) -> Appointment | None:
    """Who was faster at the time that was wanted."""
    if not form.is_bound or not form.errors or not {"day", "hour", "resource"} <= form.cleaned_data.keys():
        return None
    starts_at = form.arguments()["starts_at"]
    found = lists.faster([form.cleaned_data["resource"]], starts_at, shown.service.duration, by=by)
    return found if found and found.pk != shown.pk else None


def _possible(shown: Appointment, by: User) -> list[StepTo]:
    """The steps from the present state that the person may take."""
    after = Appointment.TRANSITIONS.get(str(shown.state), set())
    return [step for step in STEPS.values() if step.to in after and by.has_perm(step.permission)]


def _may_move(shown: Appointment, by: User) -> bool:
    return shown.state in (State.PROPOSED, State.BOOKED) and by.has_perm("scheduling.book_appointment")


def _department(shown: Appointment, by: User) -> Department | None:
    """The department with its name of today, if the person sees departments."""
    return Department.objects.visible_to(by).named().filter(pk=shown.department_id).first()


def _day(shown: Appointment) -> tuple[str, str]:
    return f"{localtime(shown.starts_at):%d/%m/%Y}", agenda_page(shown.starts_at)


def _when(shown: Appointment) -> str:
    return f"{localtime(shown.starts_at):%d/%m/%Y %H:%M}"


def _sheet(shown: Appointment) -> str:
    return reverse("scheduling:appointment", args=[shown.pk])
