"""One operation: what is known, what can be done, and what is done before it has begun."""

from functools import partial
from typing import Any  # Any: rows with what the lists add
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.patients import care
from hospital.patients.pages._asking import of_patient

from .. import actions, lists
from ..checklist import ANSWERS, ITEMS, required_signs
from ..forms import (
    AssessmentForm,
    AuthoriseForm,
    BecauseForm,
    CancelForm,
    ProceduresForm,
    RequestChangeForm,
    ScheduleForm,
)
from ..models import BOOKED, ChecklistSign, Surgery
from ._asking import asked, surgery_of

State = Surgery.State
BEFORE_INCISION = ("requested", "authorised", "scheduled", "called", "in_room")


@page("surgery.view_surgery")
@transaction.atomic
def surgery(request: HttpRequest, id: UUID) -> HttpResponse:
    """One operation: its stages, checklist, team, times, counts, and everything that happened."""
    one, by = surgery_of(request, id), asker(request)
    actions.open_surgery(one, by=by)
    context = of_patient(
        request, one.patient, surgery=one, steps=lists.steps(one, by=by).order_by("-at", "-id"),
        phases=[_phase(row, one) for row in lists.phases(one, by=by)],
        consents=lists.consents(one, by=by), counts=lists.counts(one, by=by), moments=_moments(one),
        before_incision=one.state in BEFORE_INCISION, is_booked=one.state in BOOKED,
        **_clinical(one, request),
    )  # fmt: skip
    return render(request, "surgery/surgery.html", context)


def _phase(row: Any, one: Any) -> dict[str, Any]:  # Any: see above
    """A phase for people: each item with its answer in words, and who has not signed yet."""
    signed = {sign.role for sign in row.signed}
    roles = required_signs(row.name, one.anaesthesia)
    wanted = [ChecklistSign.Role(role).label for role in roles if role not in signed]
    items = [
        {"text": item.text, "said": ANSWERS.get(row.answers.get(item.key, "")),
         "is_bad": row.answers.get(item.key) not in (None, *item.good)}
        for item in ITEMS[row.name]
    ]  # fmt: skip
    return {"row": row, "items": items, "wanted": [] if row.is_closed else wanted}


def _moments(one: Any) -> list[tuple[Any, Any, Any]]:  # Any: see above
    """The times of an operation: what, planned, actual."""
    return [
        (_("Called"), None, one.called_at), (_("Entered the theatre"), one.planned_begin, one.in_room_at),
        (_("Anaesthesia began"), None, one.anaesthesia_began_at), (_("Incision"), None, one.incision_at),
        (_("Closure"), None, one.closure_at), (_("Anaesthesia ended"), None, one.anaesthesia_ended_at),
        (_("Left the theatre"), one.planned_end, one.out_of_room_at),
        (_("Left recovery"), None, one.recovery_out_at),
    ]  # fmt: skip


def _clinical(one: Any, request: HttpRequest) -> dict[str, Any]:  # Any: see above
    """What only who has the patient in care is shown. Opening it is recorded."""
    by = asker(request)
    if not by.has_perm("patients.view_chart") or care.ground_of(one.patient, by=by) is None:
        return {"is_in_care": False}
    care.open_chart(one.patient, by=by, what="surgery.anaesthesiaentry")
    return {
        "is_in_care": True, "specimens": lists.specimens(one, by=by), "implants": lists.implants(one, by=by),
        "lines": lists.anaesthesia(one, by=by),
        "scores": lists.aldrete(one, by=by) if one.closure_at else None,
    }  # fmt: skip


@page("surgery.request_surgery")
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change what was asked for."""
    one = surgery_of(request, id)
    initial = {name: getattr(one, name) for name in RequestChangeForm.base_fields}
    form = RequestChangeForm(request.POST or None, initial=initial)
    action = partial(actions.change_request, version=version_in(request))
    return asked(request, one, form, action, title=_("Change the request"), version=one.version)


@page("surgery.request_surgery")
def procedures(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say anew what is to be done."""
    one = surgery_of(request, id)
    lines = [
        f"{row.system}|{row.code}|{row.display}" if row.code else row.display for row in one.planned
    ]  # fmt: skip
    form = ProceduresForm(request.POST or None, initial={"procedures": "\n".join(lines)})
    action = partial(actions.set_procedures, version=version_in(request))
    return asked(request, one, form, action, title=_("Procedures"), version=one.version)


@page("surgery.attend_surgery")
def assess(request: HttpRequest, id: UUID) -> HttpResponse:
    """The visit before anaesthesia, and what was found."""
    one = surgery_of(request, id)
    initial = {name: getattr(one, name) for name in AssessmentForm.base_fields}
    form = AssessmentForm(request.POST or None, initial=initial)
    action = partial(actions.assess, version=version_in(request))
    return asked(request, one, form, action, title=_("Assessment"), version=one.version)


@page("surgery.authorise_surgery")
def authorise(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let the operation wait for a day."""
    one = surgery_of(request, id)
    form = AuthoriseForm(request.POST or None)
    return asked(request, one, form, actions.authorise, title=_("Authorise"))


@page("surgery.schedule_surgery")
def schedule(request: HttpRequest, id: UUID) -> HttpResponse:
    """Book theatre and team."""
    one = surgery_of(request, id)
    initial = {"minutes": one.minutes, "theatre": one.theatre_id, "starts_at": one.planned_begin}
    form = ScheduleForm(request.POST or None, initial=initial)
    return asked(request, one, form, actions.schedule, title=_("Schedule"))


@page("surgery.insert_emergency")
def insert_emergency(request: HttpRequest, id: UUID) -> HttpResponse:
    """Book an emergency before elective operations."""
    one = surgery_of(request, id)
    form = ScheduleForm(request.POST or None, initial={"minutes": one.minutes})
    note = _("Elective operations in its way go back to the waiting list, and their surgeons are told.")
    return asked(request, one, form, actions.insert_emergency, title=_("Put before others"), note=note)


@page("surgery.schedule_surgery")
def unschedule(request: HttpRequest, id: UUID) -> HttpResponse:
    """Back to the waiting list."""
    one = surgery_of(request, id)
    form = BecauseForm(request.POST or None)
    return asked(request, one, form, actions.unschedule, title=_("Back to the waiting list"))


@page("surgery.schedule_surgery")
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """It does not take place."""
    one = surgery_of(request, id)
    form = CancelForm(request.POST or None)
    return asked(request, one, form, actions.cancel, title=_("Cancel the operation"))


@page("surgery.request_surgery")
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Entered in error."""
    one = surgery_of(request, id)
    form = BecauseForm(request.POST or None)
    return asked(request, one, form, actions.withdraw, title=_("Entered in error"))
