"""Encounters: the list, one with its steps, and what can be done with it."""

from functools import partial
from typing import Any  # Any: rows with what the lists add
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker, row
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.patients import care
from hospital.patients.pages._asking import of_patient

from .. import actions, lists
from ..forms import EncounterFilter, FactsForm, FinishForm, MaybeReasonForm, ReasonForm, TransferForm
from ..models import Alarm, Encounter, QueueEntry, Step, Triage
from ..schemas import EncounterQuery
from ..vitals import shown
from ._asking import asked, carried_out, departments, encounter_of, queues

WAITS = (Encounter.State.ARRIVED, Encounter.State.TRIAGED, Encounter.State.WAITING)


@page("encounters.view_encounter")
@transaction.atomic
def encounters(request: HttpRequest) -> HttpResponse:
    """Encounters by department, state and day."""
    form = EncounterFilter(request.GET, departments=departments(request))
    query = EncounterQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
    found = lists.encounters(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="encounters.encounters")
    return render(request, "encounters/encounters.html", {"page": found, "filter": form})


@page("encounters.view_encounter")
@transaction.atomic
def encounter(request: HttpRequest, id: UUID) -> HttpResponse:
    """One encounter: where it stands, what can be done now, and everything that happened."""
    shown_one, by = encounter_of(request, id), asker(request)
    actions.open_encounter(shown_one, by=by)
    steps = Step.objects.visible_to(by).filter(encounter=shown_one).select_related("by")
    context = of_patient(
        request, shown_one.patient, encounter=shown_one, steps=steps.order_by("-at", "-id"), now=now(),
        alarms=Alarm.objects.visible_to(by).filter(encounter=shown_one).order_by("-at"),
        triages=_triages(shown_one, request), waits=shown_one.state in WAITS,
        entry=shown_one.places_now[0] if shown_one.places_now else None,
    )  # fmt: skip
    return render(request, "encounters/encounter.html", context)


def _triages(one: Any, request: HttpRequest) -> list[dict[str, Any]] | None:  # Any: see above
    """The classifications, for who may open the chart; None for who may not. Opening it is recorded."""
    by = asker(request)
    if not by.has_perm("patients.view_chart") or care.ground_of(one.patient, by=by) is None:
        return None
    care.open_chart(one.patient, by=by, what="encounters.triage")
    rows = Triage.objects.visible_to(by).filter(encounter=one).select_related(*lists.OF_TRIAGE)
    return [
        {"triage": triage, "vitals": shown(triage.vitals)} for triage in rows.order_by("-ended_at", "-id")
    ]


@require_POST
@page("encounters.treat_patient")
def start(request: HttpRequest, id: UUID) -> HttpResponse:
    """Begin, or go on."""
    one = row(request, Encounter, id)
    return carried_out(request, one.get_absolute_url(), _("The encounter has begun."), actions.start, one)


@page("encounters.treat_patient")
def hold(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put on hold, saying for what."""
    one = encounter_of(request, id)
    form = MaybeReasonForm(request.POST or None)
    return asked(request, one, form, actions.hold, title=gettext_lazy("Put on hold"))


@page("encounters.treat_patient")
def finish(request: HttpRequest, id: UUID) -> HttpResponse:
    """Finish, saying where the patient goes."""
    one = encounter_of(request, id)
    form = FinishForm(request.POST or None)
    return asked(request, one, form, actions.finish, title=gettext_lazy("Finish the encounter"))


@page("encounters.receive_patient")
def leave(request: HttpRequest, id: UUID) -> HttpResponse:
    """She went away."""
    one = encounter_of(request, id)
    form = MaybeReasonForm(request.POST or None)
    return asked(request, one, form, actions.leave, title=gettext_lazy("Left without being seen"))


@page("encounters.receive_patient")
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """It does not take place."""
    one = encounter_of(request, id)
    form = ReasonForm(request.POST or None)
    return asked(request, one, form, actions.cancel, title=gettext_lazy("Cancel the encounter"))


@page("encounters.receive_patient")
def transfer(request: HttpRequest, id: UUID) -> HttpResponse:
    """To another queue of the department."""
    one = encounter_of(request, id)
    form = TransferForm(request.POST or None, queues=queues(request, department=one.department_id))
    return asked(request, one, form, actions.transfer, title=gettext_lazy("Send to another queue"))


@page("encounters.receive_patient")
def facts(request: HttpRequest, id: UUID, entry_id: UUID) -> HttpResponse:
    """Correct what gives priority by law."""
    one = encounter_of(request, id)
    entry = row(request, QueueEntry, entry_id, encounter=one)
    form = FactsForm(request.POST or None, initial={"facts": entry.facts})
    change = partial(actions.set_facts, version=version_in(request))
    title, submit = gettext_lazy("Priority by law"), gettext_lazy("Save")
    version = request.POST.get("version", entry.version)
    return asked(request, one, form, change, entry, title=title, submit=submit, version=version)
