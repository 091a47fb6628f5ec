"""Hospital stays: the list, one with everything about it, and the steps into a bed and between beds."""

from functools import partial
from typing import Any  # Any: rows with what the lists add
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.beds.models import Ward
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.encounters.models import Encounter
from hospital.encounters.steps import employee_of
from hospital.patients import care
from hospital.patients.pages._asking import of_patient, patient_of

from .. import actions, lists
from ..forms import (
    AdmissionFilter,
    AdmitForm,
    AuthorisationForm,
    DelayForm,
    DietForm,
    ExpectedForm,
    OrderForm,
    ReasonForm,
    TransferForm,
)
from ..models import (
    Belonging,
    Companion,
    DischargeStage,
    Escalation,
    FluidEntry,
    Handover,
    NursingNote,
    Round,
)
from ..readiness import STAGES, next_stage
from ..schemas import AdmissionQuery
from ._asking import asked, attempted, beds, departments, employees, stay_of


@page("admissions.view_admission")
@transaction.atomic
def admissions(request: HttpRequest) -> HttpResponse:
    """Hospital stays by department, state and colour."""
    form = AdmissionFilter(request.GET, department_id=departments(request))
    query = AdmissionQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
    found = lists.admissions(query, by=asker(request))
    actions.listed(by=asker(request), found=len(found.items), what="admissions.admissions")
    context = {"page": found, "filter": form, "now": now(), "today": localdate()}
    return render(request, "admissions/admissions.html", context)


@page("admissions.view_admission")
@transaction.atomic
def admission(request: HttpRequest, id: UUID) -> HttpResponse:
    """One stay: where she lies, how far she is on her way out, and who is to be answered."""
    shown, by = stay_of(request, id), asker(request)
    actions.open_admission(shown, by=by)
    companions = Companion.objects.visible_to(by).filter(admission=shown, until=None).order_by("since", "id")
    kept = (
        Belonging.objects.visible_to(by).filter(admission=shown).order_by("returned_at", "received_at", "id")
    )
    stage = next_stage(shown)
    context = of_patient(
        request, shown.patient, admission=shown, now=now(), today=localdate(), moves=lists.moves(shown),
        next=stage if stage and by.has_perm(actions.PERMISSIONS[stage]) else "",
        may_reverse=shown.is_leaving and by.has_perm(actions.permission_to_reverse(shown)),
        stages=(stages := list(lists.stages(shown))), path=_path(shown, stages),
        companions=companions, belongings=kept[:50], precautions=lists.precautions(shown, by=by),
        warnings=_warnings(shown, by)[:5] if _is_in_care(shown, by) else None,
    )  # fmt: skip
    return render(request, "admissions/admission.html", context)


@page("admissions.view_admission")
@transaction.atomic
def ward_notes(request: HttpRequest, id: UUID) -> HttpResponse:
    """What the ward wrote of one stay, for who may open the chart. Opening it is recorded."""
    shown = stay_of(request, id)
    context = of_patient(request, shown.patient, admission=shown, now=now(), notes=_notes(shown, request))
    return render(request, "admissions/notes.html", context)


def _path(shown: Any, stages: list[DischargeStage]) -> list[dict[str, Any]]:  # Any: see above
    """The five stages with who did them, as far as they are done."""
    done = {one.stage: one for one in stages if not one.is_reversal}
    after = "discharged" if shown.state == "discharged" else shown.state
    order = [*STAGES[:-1], "discharged"]
    last = order.index(after) if after in order else -1
    labels: dict[str, Any] = dict(DischargeStage.Stage.choices)  # Any: lazy texts
    return [
        {"stage": stage, "label": labels[stage], "row": done.get(stage) if place <= last else None,
         "is_done": place <= last, "is_next": stage == next_stage(shown)}
        for place, stage in enumerate(STAGES)
    ]  # fmt: skip


def _notes(shown: Any, request: HttpRequest) -> dict[str, Any] | None:  # Any: see above
    """What the ward wrote, for who may open the chart; None for who may not. Opening it is recorded."""
    by = asker(request)
    if not _is_in_care(shown, by):
        return None
    care.open_chart(shown.patient, by=by, what="admissions.ward_notes")
    return {
        "rounds": lists.last_entries(Round, shown, by=by),
        "nursing": lists.last_entries(NursingNote, shown, by=by),
        "handovers": lists.last_entries(Handover, shown, by=by, limit=3),
        "fluids": lists.last_entries(FluidEntry, shown, by=by, limit=8),
        "balance": lists.fluid_balance(shown, None, by=by),
        "scores": lists.last_scores(shown, by=by),
        "warnings": _warnings(shown, by)[:5],
    }


def _is_in_care(shown: Any, by: User) -> bool:  # Any: see above
    return by.has_perm("patients.view_chart") and care.ground_of(shown.patient, by=by) is not None


def _warnings(shown: Any, by: User) -> Any:  # Any: see above
    """Early warnings, the newest first."""
    rows = Escalation.objects.visible_to(by).filter(admission=shown).select_related("answered_by")
    return rows.order_by("-at", "-id")


@page("admissions.order_admission")
@transaction.atomic
def order(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask that a patient stays."""
    patient, by = patient_of(request, id), asker(request)
    came = request.GET.get("encounter") or request.POST.get("encounter") or ""
    origin = _origin(request, came)
    initial = {
        "origin": "emergency" if origin else "elective", "reason": origin.reason if origin else "",
        "department": departments(request).units_of(by).first(), "practitioner": employee_of(by),
    }  # fmt: skip
    form = OrderForm(
        request.POST or None, department=departments(request), practitioner=employees(request),
        ward=Ward.objects.visible_to(by).filter(is_active=True).order_by("name", "id"), initial=initial,
    )  # fmt: skip
    made = attempted(request, form, partial(actions.order_admission, origin_encounter=origin), patient)
    if made:
        return redirect(made)
    context = of_patient(
        request,
        patient,
        form=form,
        title=_("Order a hospital stay"),
        submit=_("Order the stay"),
        origin=origin,
    )
    return render(request, "admissions/order.html", context, status=422 if form.is_bound else 200)


def _origin(request: HttpRequest, key: str) -> Encounter | None:
    """The encounter that a page came from, if the person sees it."""
    try:
        found = UUID(key)
    except ValueError:
        return None
    rows = Encounter.objects.visible_to(asker(request))
    encounter: Encounter | None = rows.filter(pk=found).first()
    return encounter


@page("admissions.authorise_admission")
def authorise(request: HttpRequest, id: UUID) -> HttpResponse:
    """The payer's answer."""
    one = stay_of(request, id)
    form = AuthorisationForm(request.POST or None)
    return asked(request, one, form, actions.authorise, title=_("Authorise the stay"), submit=_("Save"))


@page("admissions.order_admission")
def put_off(request: HttpRequest, id: UUID) -> HttpResponse:
    """To another day."""
    one = stay_of(request, id)
    form = DelayForm(request.POST or None)
    return asked(request, one, form, actions.put_off, title=_("Put the stay off"))


@page("admissions.admit_patient")
def admit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Into a bed."""
    one = stay_of(request, id)
    form = AdmitForm(request.POST or None, bed=beds(request), initial=_wished(request))
    return asked(request, one, form, actions.admit, title=_("Admit to a bed"), submit=_("Admit"))


@page("admissions.transfer_patient")
def transfer(request: HttpRequest, id: UUID) -> HttpResponse:
    """To another bed."""
    one = stay_of(request, id)
    form = TransferForm(request.POST or None, bed=beds(request), initial=_wished(request))
    return asked(request, one, form, actions.transfer, title=_("Move to another bed"), submit=_("Move"))


def _wished(request: HttpRequest) -> dict[str, str]:
    """The bed that the page before named."""
    return {"bed": request.GET.get("bed", "")[:36]}


@page("admissions.write_round")
def diet(request: HttpRequest, id: UUID) -> HttpResponse:
    """What she eats."""
    one = stay_of(request, id)
    form = DietForm(request.POST or None, initial={"diet": one.diet, "diet_note": one.diet_note})
    change = partial(actions.set_diet, version=version_in(request))
    version = request.POST.get("version", one.version)
    return asked(
        request,
        one,
        form,
        change,
        title=pgettext_lazy("on the ward", "Diet"),
        submit=_("Save"),
        version=version,
    )


@page("admissions.write_round")
def expected(request: HttpRequest, id: UUID) -> HttpResponse:
    """By when she is expected to go."""
    one = stay_of(request, id)
    form = ExpectedForm(request.POST or None, initial={"day": one.expected_discharge})
    change = partial(actions.set_expected_discharge, version=version_in(request))
    version = request.POST.get("version", one.version)
    return asked(request, one, form, change, title=_("Expected discharge"), submit=_("Save"), version=version)


@page("admissions.admit_patient")
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """It does not take place."""
    one = stay_of(request, id)
    form = ReasonForm(request.POST or None)
    return asked(request, one, form, actions.cancel, title=_("Cancel the stay"))
