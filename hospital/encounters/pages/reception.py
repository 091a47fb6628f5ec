"""The door: who is expected, who comes in, who has no name."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _, gettext_lazy

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.patients import actions as patients, lists as patient_lists
from hospital.patients.models import Patient
from hospital.patients.pages._asking import of_patient
from hospital.patients.schemas import PatientQuery
from hospital.scheduling.models import Appointment

from .. import actions, lists
from ..forms import AppointmentForm, ArrivalForm, UnregisteredForm, WalkInForm
from ..models import Encounter, ProtocolVersion
from ._asking import ask, encounter_of, queues, status_of


@page("encounters.receive_patient")
@transaction.atomic
def reception(request: HttpRequest) -> HttpResponse:
    """Who is expected today, and who is here and waits."""
    by = asker(request)
    expected, here = lists.expected(by=by), lists.here(by=by)
    actions.listed(by=by, found=len(expected) + len(here), what="encounters.reception")
    context = {"expected": expected, "here": here, "today": localdate()}
    return render(request, "encounters/reception.html", context)


@page("encounters.receive_patient")
def receive_appointment(request: HttpRequest, id: UUID) -> HttpResponse:
    """Check an appointment in and give a ticket."""
    by = asker(request)
    rows = Appointment.objects.visible_to(by).select_related("patient", "service", "department")
    appointment = get_object_or_404(rows, pk=id)
    offered = queues(request, department=appointment.department_id, purpose="care")
    form = AppointmentForm(request.POST or None, queues=offered)
    if request.method == "POST":
        made = form.attempt(actions.receive_appointment, appointment, by=by)
        if made:
            return _received(request, made)
    context = {"form": form, "appointment": appointment, "title": _("Check in")}
    context = of_patient(request, appointment.patient, **context)
    return render(request, "encounters/arrival.html", context, status=status_of(form))


@page("encounters.receive_patient")
def arrive(request: HttpRequest, id: UUID) -> HttpResponse:
    """A planned encounter: the patient is here."""
    encounter = encounter_of(request, id)
    offered = queues(request, department=encounter.department_id)
    form = AppointmentForm(request.POST or None, queues=offered)
    if request.method == "POST":
        made = form.attempt(actions.arrive, encounter, by=asker(request))
        if made:
            return _received(request, made)
    return ask(request, encounter, form, title=gettext_lazy("Patient arrived"))


@page("encounters.receive_patient")
@transaction.atomic
def walk_in(request: HttpRequest) -> HttpResponse:
    """Whom somebody brings, or who comes by herself: found first."""
    words, by = request.GET.get("q", "")[:200].strip(), asker(request)
    found = []
    if words:
        found = patient_lists.page(PatientQuery.model_validate({"q": words, "limit": 20}), by=by).items
        patients.searched(by=by, words=len(words.split()), found=len(found), what="encounters.reception")
    return render(request, "encounters/walk_in.html", {"words": words, "found": found})


@page("encounters.receive_patient")
def receive(request: HttpRequest, id: UUID) -> HttpResponse:
    """Then received: why she comes, where she waits."""
    by = asker(request)
    patient = get_object_or_404(Patient.objects.visible_to(by), pk=id)
    form = WalkInForm(request.POST or None, queues=queues(request))
    if request.method == "POST":
        made = form.attempt(actions.receive, patient, by=by)
        if made:
            return _received(request, made)
    patients.open_patient(patient, by=by, what="encounters.reception")
    context = of_patient(request, patient, form=form, title=_("Receive patient"))
    return render(request, "encounters/arrival.html", context, status=status_of(form))


@page("encounters.classify_patient")
def triage_unregistered(request: HttpRequest) -> HttpResponse:
    """From the door to a colour in six inputs."""
    by = asker(request)
    version = ProtocolVersion.objects.visible_to(by).in_force().order_by("protocol__name").first()
    asked, charts = lists.asked_in(version)
    form = UnregisteredForm(
        request.POST or None, asked=asked, charts=charts, queues=queues(request, purpose="care")
    )
    if request.method == "POST":
        made = form.attempt(actions.triage_unregistered, by=by)
        if made:
            ticket = made.entry.ticket if made.entry else ""
            colour = made.triage.colour.get_code_display()
            told = {"ticket": ticket, "colour": colour}
            messages.success(request, _("Classified as %(colour)s. Ticket %(ticket)s.") % told)
            return redirect(made.encounter)
    context = {"form": form, "version": version}
    return render(request, "encounters/unregistered.html", context, status=status_of(form))


@page("encounters.receive_patient")
def enqueue(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give somebody who is here a ticket."""
    encounter = encounter_of(request, id)
    form = ArrivalForm(request.POST or None, queues=queues(request, department=encounter.department_id))
    if request.method == "POST":
        made = form.attempt(actions.enqueue, encounter, by=asker(request))
        if made:
            messages.success(request, _("Ticket %(ticket)s.") % {"ticket": made.ticket})
            return redirect(encounter)
    return ask(request, encounter, form, title=gettext_lazy("Put in a queue"))


def _received(request: HttpRequest, made: Encounter) -> HttpResponse:
    entry = made.entries.filter(ended_at=None).first()
    if entry:
        messages.success(request, _("Patient received. Ticket %(ticket)s.") % {"ticket": entry.ticket})
    else:
        messages.success(request, _("Patient received."))
    return redirect("encounters:reception")
