"""Pages of care: who is in mine, breaking the glass, judging it, and who opened a chart."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.accounts.models import User
from hospital.core.access import page
from hospital.core.errors import DomainError
from hospital.core.forms import version_in
from hospital.core.pagination import PageQuery, paginate

from .. import access_log, actions, care, care_lists
from ..care_forms import BreakGlassForm, LogFilter, QueueFilter, ReviewForm
from ..care_schemas import EmergencyAccessQuery
from ..models import EmergencyAccess, Patient
from ._asking import of_patient, patient_of


@page("patients.view_chart")
@transaction.atomic
def my_patients(request: HttpRequest) -> HttpResponse:
    """Those in one's care today, by name."""
    query = PageQuery.model_validate({"cursor": request.GET.get("cursor", "")[:1000]})
    found = care_lists.my_patients(query, by=asker(request))
    actions.list_my_patients(by=asker(request), found=len(found.items))
    return render(request, "patients/my_patients.html", {"page": found})


@never_cache
@sensitive_post_parameters("password", "code")
@page("patients.break_glass")
def break_glass(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open a chart out of care in an emergency, and go back to where it was asked for."""
    patient, by = patient_of(request, id), asker(request)
    form = BreakGlassForm(request.POST or None)
    done = form.attempt(_break_glass, patient, by=by) if request.method == "POST" else None
    if done:
        messages.warning(request, _("The chart is open for 30 minutes. A privacy officer was told."))
        return redirect(_back(request, patient))
    actions.open_patient(patient, by=by, what="patients.emergencyaccess")
    restricted = care.is_kept_out(patient, by=by)
    message = care.OutsideCare.kept_out if restricted else care.OutsideCare.message
    context = {
        "patient": patient, "form": form, "message": message, "next": _wanted(request),
        "is_restricted": restricted,
    }  # fmt: skip
    return render(request, "patients/break_glass.html", context, status=422 if form.is_bound else 200)


def _break_glass(patient: Patient, *, reason: str, password: str, code: str, by: User) -> EmergencyAccess:
    actions.prove_again(by, password=password, code=code)
    return actions.break_glass(patient, reason=reason, by=by)


def _wanted(request: HttpRequest) -> str:
    return (request.POST.get("next") or request.GET.get("next") or "")[:500]


def _back(request: HttpRequest, patient: Patient) -> str:
    """The page of this patient that was refused, or else her own page. Nobody is sent anywhere else."""
    wanted = _wanted(request)
    ours = wanted.startswith((f"/chart/{patient.pk}", f"/patients/{patient.pk}"))
    return wanted if ours else patient.get_absolute_url()


@require_POST
@page("patients.break_glass")
def end_early(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close a chart that one opened by emergency access."""
    rows = EmergencyAccess.objects.visible_to(asker(request)).filter(user=asker(request).pk)
    access = get_object_or_404(rows.select_related("patient"), pk=id)
    try:
        actions.end_early(access, by=asker(request))
        messages.success(request, _("The chart is closed again."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(access.patient)


@page("patients.review_emergency_access")
@transaction.atomic
def emergency_accesses(request: HttpRequest) -> HttpResponse:
    """The queue of the privacy officer: what waits, the overdue first; and what was judged."""
    form = QueueFilter(request.GET)
    asked = {**form.query(), "cursor": request.GET.get("cursor", "")[:1000]}
    query = EmergencyAccessQuery.model_validate(asked)
    rows = care_lists.emergency_accesses(query, by=asker(request))
    waits = query.is_reviewed is False or query.is_overdue
    found = paginate(rows, query, order=("began_at", "id") if waits else ("-began_at", "-id"))
    actions.open_emergency_accesses(by=asker(request), found=len(found.items))
    return render(request, "patients/emergency_accesses.html", {"page": found, "filter": form})


@page("patients.review_emergency_access")
@transaction.atomic
def emergency_access(request: HttpRequest, id: UUID) -> HttpResponse:
    """One emergency access: who, whose, why, what was opened; and the judgement."""
    by = asker(request)
    rows = EmergencyAccess.objects.visible_to(by).select_related("user", "patient", "reviewed_by")
    access = get_object_or_404(rows, pk=id)
    form = ReviewForm(request.POST or None)
    done = (
        form.attempt(actions.review_emergency_access, access, version=version_in(request), by=by)
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Review recorded."))
        return redirect("care:emergency_accesses")
    actions.open_emergency_accesses(by=by, found=1)
    context = {
        "access": access, "form": form, "looks": access_log.looks_during(access)[:200],
        "is_mine": access.user_id == by.pk, "title": gettext_lazy("Emergency access"),
    }  # fmt: skip
    return render(request, "patients/emergency_access.html", context, status=422 if form.is_bound else 200)


@page("patients.give_access_log")
@transaction.atomic
def show_access_log(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who opened the patient's chart, the latest first."""
    patient = actions.open_access_log(patient_of(request, id), by=asker(request))
    form = LogFilter(request.GET)
    query = PageQuery.model_validate({"cursor": request.GET.get("cursor", "")[:1000], "limit": 100})
    found = access_log.log(patient, query, **_days(form))
    context = of_patient(request, patient, page=found, filter=form, asked=request.GET.urlencode())
    return render(request, "patients/access_log.html", context)


@page("patients.give_access_log")
@transaction.atomic
def print_access_log(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same on paper, to be handed over. Asking for it is recorded as printing."""
    patient = actions.open_access_log(patient_of(request, id), by=asker(request), action="print")
    form = LogFilter(request.GET)
    looks = access_log.whole_log(patient, **_days(form))
    context = of_patient(request, patient, looks=looks, most=access_log.ON_PAPER, **_days(form))
    return render(request, "patients/access_log_print.html", context)


def _days(form: LogFilter) -> dict[str, date | None]:
    words = form.words()
    return {"since": words.get("since"), "until": words.get("until")}
