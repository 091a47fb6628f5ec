"""The map of the theatres, the waiting list, every operation, and where an implant went."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.days import day_in
from hospital.encounters.steps import employee_of
from hospital.organization.models import today
from hospital.patients.models import Patient
from hospital.patients.pages._asking import of_patient

from .. import actions, lists, theatre_map
from ..forms import ImplantFilter, MapFilter, RequestForm, SurgeryFilter
from ..schemas import ImplantQuery, SurgeryQuery, WaitingQuery
from ._asking import departments


@page("surgery.view_surgery")
@transaction.atomic
def day_map(request: HttpRequest) -> HttpResponse:
    """The theatres of a day side by side (`?day=`), planned and actual."""
    by, day = asker(request), day_in(request.GET.get("day", ""))
    made = theatre_map.board(day, by=by)
    actions.listed(by=by, found=sum(column.visits for column in made.columns), what="surgery.map")
    context = {
        "board": made, "day": day, "is_today": day == today(), "filter": MapFilter({"day": day}),
        "before": day - timedelta(days=1), "after": day + timedelta(days=1), "today": today(),
    }  # fmt: skip
    return render(request, "surgery/map.html", context)


@page("surgery.view_surgery")
@transaction.atomic
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits for a day, in turn."""
    form, by = SurgeryFilter(request.GET, departments=departments(request), without=("day",)), asker(request)
    found = lists.waiting(WaitingQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000]), by=by)
    actions.listed(by=by, found=len(found.items), what="surgery.waiting")
    context = {"page": found, "filter": form, "today": localdate()}
    return render(request, "surgery/waiting.html", context)


@page("surgery.view_surgery")
@transaction.atomic
def surgeries(request: HttpRequest) -> HttpResponse:
    """Operations by department, state, priority and day."""
    given, by = departments(request), asker(request)
    form = SurgeryFilter(request.GET, departments=given, without=("overdue",))
    query = SurgeryQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
    found = lists.surgeries(query, by=by)
    actions.listed(by=by, found=len(found.items), what="surgery.surgeries")
    return render(request, "surgery/surgeries.html", {"page": found, "filter": form})


@page("surgery.view_surgery")
@transaction.atomic
def implants(request: HttpRequest) -> HttpResponse:
    """In whom implants are, by lot, serial number or registration."""
    form, by = ImplantFilter(request.GET), asker(request)
    words = form.cleaned_data if form.is_valid() else {}
    query = ImplantQuery(**words, cursor=request.GET.get("cursor", "")[:1000])
    found = lists.traced(query, by=by)
    actions.listed(by=by, found=len(found.items), what="surgery.implants")
    return render(request, "surgery/implants.html", {"page": found, "filter": form})


@page("surgery.request_surgery")
def request_surgery(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask for an operation of a patient."""
    by = asker(request)
    patient = get_object_or_404(Patient.objects.visible_to(by), pk=id)
    given = departments(request)
    mine = {"department": given.units_of(by).first(), "surgeon": employee_of(by)}
    form = RequestForm(request.POST or None, departments=given, initial=mine)
    if request.method == "POST" and (made := form.attempt(actions.request, patient, by=by)):
        return redirect(made)
    context = of_patient(
        request, patient, form=form, title=_("Ask for an operation"), surgery=None, version=None, note=""
    )
    return render(request, "surgery/form.html", context, status=422 if form.is_bound else 200)
