"""Finding a time and booking it: who comes, for what, with whom."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any  # Any: form data, template contexts

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.core.access import page
from hospital.core.days import day_in, midnight
from hospital.patients import lists as patients
from hospital.patients.actions import searched
from hospital.patients.models import Patient
from hospital.patients.schemas import PatientQuery

from .. import actions, lists
from ..finding import Slot, find_slots
from ..forms import BookForm, FindFilter
from ..models import Appointment, Resource, Service
from ._asking import above, agenda_page, key_in, moment_in

FEW, MANY = 8, 400
LOOK_AHEAD = timedelta(days=30)


@page("scheduling.book_appointment")
def book(request: HttpRequest) -> HttpResponse:
    """Book a time (`?resource=`, `?at=`, `?patient=`, `?service=`): the patient found as one types."""
    by = asker(request)
    form = BookForm(request.POST if request.method == "POST" else None, by=by, initial=_asked(request, by))
    if request.method == "POST" and (made := _book(form, by)):
        messages.success(request, _booked(made))
        return redirect(agenda_page(made[0].starts_at))
    context = {
        "form": form, "crumbs": above(), "taken": _taken(form, by), "q": request.GET.get("q", "")[:200],
        **_patients(request, form, by), "more": _has_more(form),
    }  # fmt: skip
    return render(request, "scheduling/book.html", context, status=422 if form.is_bound else 200)


@page("scheduling.book_appointment")
@transaction.atomic
def patients_found(request: HttpRequest) -> HttpResponse:
    """Those who answer to `?q=`, to choose from: a fragment of the booking page."""
    words = request.GET.get("q", "")[:200].strip()
    return render(
        request, "scheduling/_patients.html", {"found": find_patients(words, by=asker(request)), "q": words}
    )


@page("scheduling.view_agenda")
def find(request: HttpRequest) -> HttpResponse:
    """Where there is still time (`?service=`, `?resource=`, `?department=`, `?from_day=`)."""
    by, form = asker(request), FindFilter(request.GET, by=asker(request))
    asked = form.words()
    patient = key_in(request.GET.get("patient", ""))
    slots = free_times(asked, by=by) if asked.get("service") else []
    context = {
        "filter": form, "asked": asked, "days": by_day(slots, by), "patient": patient,
        "may_book": by.has_perm("scheduling.book_appointment"), "crumbs": above(),
    }  # fmt: skip
    return render(request, "scheduling/find.html", context)


def find_patients(words: str, *, by: User) -> list[Patient]:
    """Those who answer to the words; that somebody looked is recorded."""
    if len(words) < 2:
        return []
    found = patients.page(PatientQuery.model_validate({"q": words, "limit": FEW}), by=by).items
    searched(by=by, words=len(words.split()), found=len(found), what="scheduling.appointment")
    return found


def free_times(asked: dict[str, Any], *, by: User, limit: int = MANY) -> list[Slot]:  # Any: see above
    """Free times for a service, with one or with whoever is free, from a day on."""
    rows = Resource.objects.visible_to(by).active().filter(kind="practitioner")
    if department := asked.get("department"):
        rows = rows.filter(department=department)
    resources = [asked["resource"]] if asked.get("resource") else list(rows[:500])
    day = asked.get("from_day")
    from_ = max(now(), midnight(day)) if day else now()
    return find_slots(
        asked["service"], resources=resources, from_=from_, until=from_ + LOOK_AHEAD, limit=limit, by=by
    )


def by_day(slots: list[Slot], by: User) -> list[dict[str, Any]]:  # Any: see above
    """The times day by day, and within a day by whom they are with."""
    names = Resource.objects.visible_to(by).in_bulk({slot.resource_id for slot in slots})
    days = []
    for day, of_day in groupby(slots, key=lambda slot: localtime(slot.starts_at).date()):
        rows = sorted(of_day, key=lambda slot: (names[slot.resource_id].name, slot.starts_at))
        people = [
            {"resource": names[key], "slots": list(found)}
            for key, found in groupby(rows, key=lambda slot: slot.resource_id)
        ]
        days.append({"day": day, "people": people})
    return days


def _asked(request: HttpRequest, by: User) -> dict[str, Any]:  # Any: see above
    """What the address says already: when, with whom, what for; a service that is the only one."""
    at = moment_in(request.GET.get("at", ""))
    here = localtime(at) if at else None
    resource = (
        Resource.objects.visible_to(by).filter(pk__in=[key_in(request.GET.get("resource", ""))]).first()
    )
    return {
        "day": here.date() if here else day_in(request.GET.get("day", "")),
        "hour": here.time() if here else None, "resource": resource,
        "service": _service(request, resource, here, by), "patient": key_in(request.GET.get("patient", "")),
    }  # fmt: skip


def _service(
    request: HttpRequest, resource: Resource | None, at: datetime | None, by: User
) -> Service | None:
    """The service that is named, or the first that the hours are kept for, or the shortest usual one."""
    rows = Service.objects.visible_to(by).active()
    if key := key_in(request.GET.get("service", "")):
        return rows.filter(pk=key).first()
    if resource is None or at is None:
        return None
    hours = rows.filter(
        templates__agenda__resource=resource, templates__weekday=at.isoweekday(),
        templates__opens_at__lte=at.time(), templates__closes_at__gt=at.time(),
        templates__during__contains=at.date(),
    )  # fmt: skip
    usual = rows.filter(appointments__allocations__resource=resource).order_by("-appointments__starts_at")
    return hours.order_by("name", "id").first() or usual.first() or rows.order_by("name", "id").first()


def _patients(request: HttpRequest, form: BookForm, by: User) -> dict[str, Any]:  # Any: see above
    """The patient who is chosen, or those who answer to what was typed."""
    key = key_in(str(form["patient"].value() or ""))
    visible = Patient.objects.visible_to(by).active()
    chosen = visible.filter(pk=key).first() if key else None
    words = request.GET.get("q", "")[:200].strip()
    if chosen:
        with transaction.atomic():
            searched(by=by, words=0, found=1, what="scheduling.appointment")
        return {"chosen": chosen, "found": []}
    with transaction.atomic():
        return {"chosen": None, "found": find_patients(words, by=by)}


def _book(form: BookForm, by: User) -> list[Appointment] | None:
    """What was booked; None when it was refused, with the reasons on the form."""
    if not form.is_valid():
        return None
    patient = Patient.objects.visible_to(by).filter(pk=form.cleaned_data["patient"]).first()
    if patient is None:
        form.add_error("patient", _("Choose the patient."))
        return None
    given = form.cleaned_data
    asked = {
        "service": given["service"], "resources": [given["resource"], *given["companions"]],
        "starts_at": form.starts_at, "payer_code": given["payer_code"], "notes": given["notes"],
        "channel": given["channel"] or Appointment.Channel.RECEPTION,
    }  # fmt: skip

    def once(**_given: Any) -> list[Appointment]:  # Any: see above
        if (given.get("times") or 1) > 1:
            more = {"times": given["times"], "every_weeks": given["every_weeks"] or 1}
            _series, made, _faults = actions.book_series(patient, **asked, **more, by=by)
            return made
        because = given.get("overbooked_because", "")
        return [
            actions.book(patient, **asked, overbooked_because=because, request_id=given["request_id"], by=by)
        ]

    return form.attempt(once)


def _booked(made: list[Appointment]) -> str:
    if len(made) > 1:
        return _("%(count)s appointments booked.") % {"count": len(made)}
    return _("Booked for %(when)s.") % {"when": f"{localtime(made[0].starts_at):%d/%m/%Y %H:%M}"}


def _taken(form: BookForm, by: User) -> dict[str, Any] | None:  # Any: see above
    """When somebody was faster: who it was, and the next times that are free."""
    if not form.is_bound or not form.starts_at or not form.errors:
        return None
    given = form.cleaned_data
    if not given.get("resource") or not given.get("service"):
        return None
    others = lists.faster([given["resource"]], form.starts_at, given["service"].duration, by=by)
    if others is None:
        return None
    asked = {"service": given["service"], "resource": given["resource"], "from_day": given["day"]}
    slots = [slot for slot in free_times(asked, by=by, limit=60) if slot.starts_at > now()][:5]
    kept = QueryDict(mutable=True)
    kept.update({"patient": str(given.get("patient") or ""), "service": str(given["service"].pk)})
    return {"by": others, "slots": slots, "kept": kept.urlencode(), "href": reverse("scheduling:book")}


def _has_more(form: BookForm) -> bool:
    """Whether the part of the form that is folded away has something to show."""
    names = ("companions", "payer_code", "notes", "times", "overbooked_because")
    return any(form[name].errors or form[name].value() for name in names if name in form.fields)
