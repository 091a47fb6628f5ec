"""/book: the patients' own door. Nobody is signed in; a code opens a visit, kept in a cookie of its own."""

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any  # Any: form data, template contexts
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hospital.accounts.actions import system
from hospital.core.access import ANYONE, page
from hospital.core.errors import Conflict
from hospital.patients.models import Patient
from hospital.scheduling.models import Appointment, Resource
from hospital.scheduling.pages._asking import moment_in

from .. import actions, forms, lists

COOKIE, PATH = "booking_visit", "/book"

Own = Callable[..., HttpResponse]


def own(view: Own) -> Callable[..., HttpResponse]:
    """Let in who has shown her code, as her patient; others are asked for it first."""

    @never_cache
    @page(ANYONE)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # Any: see above
        try:
            visit = actions.visit_of(request.COOKIES.get(COOKIE, "")[:100])
        except actions.VisitOver:
            if COOKIE in request.COOKIES:
                messages.info(request, _("Your visit has ended. Ask for another code."))
            return _without(redirect("booking:door"))
        return view(request, visit.patient, *args, **kwargs)

    guarded.permission = ANYONE  # type: ignore[attr-defined]  # read by the authorization matrix
    return guarded


@never_cache
@page(ANYONE)
@sensitive_post_parameters("cpf", "birth_date")
def door(request: HttpRequest) -> HttpResponse:
    """Ask for a code. The answer is the same whether the hospital knows her or not."""
    form = forms.AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        code = form.attempt(actions.ask_code, by=system())
        if code:
            return redirect("booking:enter", code.pk)
    return render(request, "booking/door.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@page(ANYONE)
@sensitive_post_parameters("code")
def enter(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show the code that the desk told."""
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        entered = form.attempt(_entered, id, by=system())
        if entered:
            response = redirect("booking:own")
            response.set_cookie(
                COOKIE, entered.token, max_age=int(actions.VISIT_LASTS.total_seconds()), path=PATH,
                httponly=True, samesite="Strict", secure=settings.SECURE_COOKIES,
            )  # fmt: skip
            return response
    return render(request, "booking/enter.html", {"form": form}, status=422 if form.is_bound else 200)


def _entered(id: UUID, *, code: str, by: Any) -> actions.Entered:  # Any: the system's own user
    return actions.enter(id, code="".join(filter(str.isdecimal, code)), by=by)


@own
@transaction.atomic
def mine(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Her coming appointments, what is offered to her, and what she waits for."""
    actions.look_at_own(patient, by=system())
    rows: list[Any] = lists.own_appointments(patient)  # Any: each says whether it may be changed
    for row in rows:
        row.may_change = actions.may_change(row)
    context = {
        "patient": patient, "appointments": rows, "offers": lists.own_offers(patient),
        "wishes": lists.own_wishes(patient),
    }  # fmt: skip
    return render(request, "booking/own.html", context)


@own
def find(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What she needs, with whom, and when there is time."""
    services, resources = lists.online_services(), lists.online_resources()
    form = forms.OwnFind(request.GET or None, services=services, resources=resources)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    context = {
        "patient": patient, "form": form, "asked": asked, "days": _days(asked) if asked else [],
        "has_services": services.exists(),
    }  # fmt: skip
    return render(request, "booking/find.html", context)


@own
def book(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Look once more at the time that was chosen, and book it."""
    form = forms.OwnBook(
        request.POST if request.method == "POST" else None,
        initial={"service": request.GET.get("service", ""), "at": request.GET.get("at", "")[:80]},
    )
    service = lists.online_services().filter(pk__in=[_key(str(form["service"].value()))]).first()
    resource, starts_at = _chosen(str(form["at"].value()))
    if service is None or resource is None or starts_at is None:
        messages.error(request, _("Choose a time first."))
        return redirect("booking:find")
    if request.method == "POST":
        booked = form.attempt(_booked, patient=patient, chosen=(service, resource, starts_at))
        if booked:
            when = f"{localtime(booked.starts_at):%d/%m/%Y %H:%M}"
            messages.success(request, _("Booked for %(when)s.") % {"when": when})
            return redirect("booking:own")
    context = {"patient": patient, "form": form, "service": service, "resource": resource, "at": starts_at}
    return render(request, "booking/book.html", context, status=422 if form.is_bound else 200)


def _booked(*, patient: Patient, chosen: tuple[Any, Any, Any], request_id: str, **_form: Any) -> Appointment:
    """Book what was chosen; sent again, it is the same booking."""
    service, resource, starts_at = chosen
    request_id = f"online {request_id}"[:80]
    return actions.book_own(
        patient, service=service, resource=resource, starts_at=starts_at, request_id=request_id, by=system()
    )


@own
def cancel(request: HttpRequest, patient: Patient, id: UUID) -> HttpResponse:
    """Give an appointment back, after a question."""
    shown = lists.own_appointment(patient, id)
    if request.method == "POST":
        try:
            actions.cancel_own(shown, patient=patient, by=system())
            messages.success(request, _("Your appointment is cancelled."))
        except Conflict as error:
            messages.error(request, str(error))
        return redirect("booking:own")
    return render(request, "booking/cancel.html", {"patient": patient, "appointment": shown})


@own
def move(request: HttpRequest, patient: Patient, id: UUID) -> HttpResponse:
    """Another time for an appointment, of those that are free."""
    shown = lists.own_appointment(patient, id)
    if request.method == "POST":
        resource, starts_at = _chosen(request.POST.get("at", ""))
        try:
            if resource is None or starts_at is None:
                messages.error(request, _("Choose a time first."))
                return redirect("booking:move_own", id)
            actions.move_own(shown, patient=patient, resource=resource, starts_at=starts_at, by=system())
            messages.success(request, _("Your appointment was moved."))
        except Conflict as error:
            messages.error(request, str(error))
            return redirect("booking:move_own", id)
        return redirect("booking:own")
    asked = {"service": shown.service, "resource": None, "from_day": None}
    days = _days(asked) if actions.may_change(shown) else []
    context = {"patient": patient, "appointment": shown, "days": days, "may": actions.may_change(shown)}
    return render(request, "booking/move.html", context)


@require_POST
@own
def answer(request: HttpRequest, patient: Patient, id: UUID, noun: str) -> HttpResponse:
    """Take the offered time, or say no to it."""
    offer = lists.own_offer(patient, id)
    try:
        if noun == "acceptance":
            actions.accept_offer(offer, by=system(), channel=Appointment.Channel.ONLINE)
            messages.success(request, _("The time is yours."))
        else:
            actions.decline_offer(offer, by=system())
            messages.success(request, _("You wait on for another time."))
    except actions.OfferLost as lost:
        more = _("Another time is offered to you below.") if lost.another else ""
        messages.warning(request, f"{lost} {more}".strip())
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("booking:own")


@own
def wait(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Wait for an earlier time."""
    services = lists.online_services()
    form = forms.OwnWishForm(
        request.POST if request.method == "POST" else None, services=services,
        initial={"service": request.GET.get("service")},
    )  # fmt: skip
    online = Appointment.Channel.ONLINE
    posted = request.method == "POST"
    made = form.attempt(actions.add_wish, patient, channel=online, by=system()) if posted else None
    if made:
        messages.success(request, _("You are on the waiting list."))
        return redirect("booking:own")
    context = {"patient": patient, "form": form}
    return render(request, "booking/wait.html", context, status=422 if form.is_bound else 200)


@require_POST
@own
def stop_waiting(request: HttpRequest, patient: Patient, id: UUID) -> HttpResponse:
    """Wait no longer."""
    try:
        actions.withdraw_wish(lists.own_wish(patient, id), reason=actions.BY_PATIENT, by=system())
        messages.success(request, _("You are no longer on the waiting list."))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("booking:own")


@require_POST
@never_cache
@page(ANYONE)
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit: on a computer of others nothing stays open."""
    try:
        actions.end_visit(actions.visit_of(request.COOKIES.get(COOKIE, "")[:100]), by=system())
        messages.success(request, _("You have left."))
    except actions.VisitOver:
        pass
    return _without(redirect("booking:door"))


def _without(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response


def _days(asked: dict[str, Any]) -> list[dict[str, Any]]:  # Any: see above
    """The free times day by day, and within a day by whom they are with; the first ten days that have any."""
    slots = lists.online_slots(
        asked["service"], resource=asked.get("resource"), from_day=asked.get("from_day")
    )
    names = lists.online_resources().in_bulk({slot.resource_id for slot in slots})
    days = []
    for day, of_day in groupby(slots, key=lambda slot: localtime(slot.starts_at).date()):
        rows = sorted(of_day, key=lambda slot: (names[slot.resource_id].name, slot.starts_at))
        people = [
            {"resource": names[key], "slots": list(found)}
            for key, found in groupby(rows, key=lambda slot: slot.resource_id)
        ]
        days.append({"day": day, "people": people})
    return days[:10]


def _chosen(text: str) -> tuple[Resource | None, Any]:  # Any: a moment or None
    """The practitioner and the time that a choice stands for: "<key> <moment>"."""
    key, _space, at = text[:80].strip().partition(" ")
    return lists.online_resources().filter(pk__in=[_key(key)]).first(), moment_in(at.replace(" ", "+"))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
