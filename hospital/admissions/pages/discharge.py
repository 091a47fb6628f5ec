"""The way out by clicks: each stage, what is let pass, what is taken back."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.patients.pages._asking import of_patient

from .. import actions
from ..forms import BecauseForm, DeathForm, EvasionForm, StageForm
from ..readiness import STAGES, next_stage, readiness_of
from ._asking import ask, asked, attempted, back, stay_of

TITLES = {
    "clinical": _("Order the discharge"),
    "room": _("Prepare the discharge"),
    "nursing": _("Discharge from nursing care"),
    "administrative": _("Close the papers"),
    "physical": _("The patient has left"),
}


@page("admissions.view_admission")
@transaction.atomic
def readiness(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everything that keeps the patient here, and how each of it ends."""
    one = stay_of(request, id)
    actions.open_admission(one, by=asker(request), what="admissions.readiness")
    context = of_patient(
        request, one.patient, admission=one, readiness=readiness_of(one), next=next_stage(one)
    )
    return render(request, "admissions/readiness.html", context)


@page("admissions.view_admission")
def stage(request: HttpRequest, id: UUID, name: str) -> HttpResponse:
    """One stage, whose permission the action asks for."""
    if name not in STAGES:
        raise Http404
    asker(request).require(actions.PERMISSIONS[name])
    one = stay_of(request, id)
    form = StageForm(request.POST if request.method == "POST" else None, stage=name)
    if attempted(request, form, actions.complete_stage, one):
        return back(request, one.pk)
    told = readiness_of(one).before(name) if one.is_under_way else []
    return ask(
        request, one, form, title=TITLES[name], template="admissions/stage.html", blockers=told, stage=name
    )


@page("admissions.view_admission")
def reverse(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take the last stage back."""
    one = stay_of(request, id)
    asker(request).require(actions.permission_to_reverse(one))
    form = BecauseForm(request.POST or None)
    return asked(request, one, form, actions.reverse_stage, title=_("Take the last stage back"))


@page("admissions.view_admission")
def waive(request: HttpRequest, id: UUID, key: str, row_key: str = "") -> HttpResponse:
    """Let one thing pass."""
    one = stay_of(request, id)
    wanted = "" if row_key == "-" else row_key
    found = [
        each for each in readiness_of(one).found
        if (each.blocker.key, each.blocker.row) == (key[:60], wanted[:60])
    ]  # fmt: skip
    if not found:
        raise Http404
    asker(request).require(found[0].blocker.waiver_permission)
    form = BecauseForm(request.POST or None)
    if attempted(request, form, partial(actions.waive, key=key, row=wanted), one):
        return back(request, one.pk)
    return ask(
        request, one, form, title=_("Let this pass"), submit=pgettext_lazy("blocker", "Let it pass"),
        template="admissions/waive.html", found=found[0],
    )  # fmt: skip


@page("admissions.discharge_clinically")
def death(request: HttpRequest, id: UUID) -> HttpResponse:
    """The patient has died."""
    one = stay_of(request, id)
    form = DeathForm(request.POST or None)
    return asked(request, one, form, actions.record_death, title=_("Record the death"))


@page("admissions.release_patient")
def evasion(request: HttpRequest, id: UUID) -> HttpResponse:
    """The patient is gone without a word."""
    one = stay_of(request, id)
    form = EvasionForm(request.POST or None)
    return asked(request, one, form, actions.record_evasion, title=_("Left without telling anybody"))
