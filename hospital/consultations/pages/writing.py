"""Writing a visit: begun from the encounter, kept as one types, thrown away."""

from datetime import datetime
from typing import Any  # Any: template contexts
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital import audit
from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.errors import Conflict, DomainError, Invalid, Stale
from hospital.core.forms import version_in
from hospital.encounters.models import Encounter
from hospital.patients import care
from hospital.patients.pages._asking import of_patient

from .. import actions
from ..forms import BeginForm, DiagnosisForm, VisitForm
from ..lists import with_departments
from ..models import Consultation, Template
from ..tools import tools_for
from ._asking import WRITTEN, earlier, opened, templates_of, visit_form, visit_of, visit_page, visits

MOST_TO_COPY = 10


@page("consultations.write_consultation")
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    """Begin a visit in an encounter; one's own draft, if there is one, is gone on with."""
    by = asker(request)
    rows = Encounter.objects.visible_to(by).select_related("patient", "department")
    encounter: Encounter = get_object_or_404(rows, pk=id)
    draft = visits(request).drafts().written_by(by).filter(encounter=encounter).first()
    if draft:
        return redirect("consultations:edit", draft.pk)
    signed = visits(request).filter(patient=encounter.patient, state=Consultation.State.SIGNED)
    form = BeginForm(
        request.POST if request.method == "POST" else None, templates=templates_of(request),
        earlier=signed.order_by("-occurred_at", "-id"),
    )  # fmt: skip
    made = form.attempt(actions.begin, encounter, by=by) if request.method == "POST" else None
    if made:
        return redirect("consultations:edit", made.pk)
    with transaction.atomic():
        care.open_chart(encounter.patient, by=by, what="consultations.consultation")
        context = of_patient(request, encounter.patient, encounter=encounter, form=form)
        return render(request, "consultations/begin.html", context, status=422 if form.is_bound else 200)


@page("consultations.write_consultation")
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    """The draft as one writes it: saved by itself with JavaScript, by its button without."""
    visit = visit_of(request, id)
    if not visit.is_draft:
        return redirect(visit)
    form = visit_form(request, visit, data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        over = request.POST.get("over", "")  # she has seen the present version and writes over it
        version = int(over) if over.isdecimal() and len(over) < 10 else version_in(request)
        saved = form.attempt(actions.save_draft, visit, version=version, by=asker(request))
        if saved and request.POST.get("step") == "sign":
            return redirect("consultations:sign", visit.pk)
        if saved:
            messages.success(request, _("Draft saved."))
            return redirect("consultations:edit", visit.pk)
    return _editor(request, id, form)


@require_POST
@page("consultations.write_consultation")
def save(request: HttpRequest, id: UUID) -> JsonResponse:
    """Keep what was typed, for the page that asks by itself: 200 with the version, 412 when it is stale."""
    visit = visit_of(request, id)
    form = visit_form(request, visit, data=request.POST)
    if not form.is_valid():
        return JsonResponse({"fields": form.errors.get_json_data()}, status=422)
    try:
        saved = actions.save_draft(visit, version=version_in(request), by=asker(request), **form.arguments())
    except DomainError as error:
        status = 412 if isinstance(error, Stale) else 409 if isinstance(error, Conflict) else 422
        if not isinstance(error, Conflict | Invalid):
            raise
        return JsonResponse({"message": str(error)}, status=status)
    at = time_format(localtime(saved.updated_at), "H:i")
    return JsonResponse({"version": saved.version, "at": at})


@require_POST
@page("consultations.write_consultation")
def use_template(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put a template's text under what is written."""
    visit = visit_of(request, id)
    template = get_object_or_404(templates_of(request), pk=_key(request, "template"))
    return _changed(request, visit, actions.apply_template, template=template)


@require_POST
@page("consultations.write_consultation")
def copy(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put an earlier visit under what is written."""
    visit = visit_of(request, id)
    source = get_object_or_404(earlier(request, visit), pk=_key(request, "source"))
    return _changed(request, visit, actions.copy_forward, source=source)


@require_POST
@page("consultations.write_consultation")
def discard(request: HttpRequest, id: UUID) -> HttpResponse:
    """Throw a draft away."""
    visit = visit_of(request, id)
    try:
        actions.discard_draft(visit, by=asker(request))
        messages.success(request, _("Draft discarded."))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("consultations:mine")


@page("consultations.write_consultation")
@transaction.atomic
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for one's signature: one's own drafts, and visits of residents."""
    by = asker(request)
    mine = with_departments(visits(request).drafts().written_by(by))
    drafts = list(mine.order_by("-updated_at", "-id")[:100])
    waiting = list(visits(request).to_be_cosigned_by(by).order_by("signed_at", "id")[:100])
    audit.access("search", by=by, what="consultations.drafts", found=len(drafts) + len(waiting))
    return render(request, "consultations/mine.html", {"drafts": drafts, "waiting": waiting})


@transaction.atomic
def _editor(request: HttpRequest, id: UUID, form: VisitForm) -> HttpResponse:
    visit = opened(request, id)
    stale: dict[str, Any] = {}  # Any: see above
    if form.is_stale:
        stale = {"present": _words(form, visit, typed=False), "mine": _words(form, visit, typed=True)}
    return visit_page(
        request, "consultations/edit.html", visit, status=422 if form.is_bound else 200, form=form,
        version=request.POST.get("version", visit.version), diagnoses=visit.diagnoses.order_by("rank"),
        diagnosis_form=DiagnosisForm(), templates=templates_of(request),
        earlier=earlier(request, visit)[:MOST_TO_COPY], tools=tools_for(visit, asker(request)), **stale,
    )  # fmt: skip


def _words(form: VisitForm, visit: Consultation, *, typed: bool) -> dict[str, str]:
    """What stands in the fields, by their labels: in the draft, or as it was typed."""
    said = form.cleaned_data if typed else {name: getattr(visit, name) for name in WRITTEN}
    return {str(form.fields[name].label): _word(said.get(name)) for name in WRITTEN}


def _word(value: object) -> str:
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return str(value or "").replace("\r\n", "\n").strip()


def _changed(
    request: HttpRequest,
    visit: Consultation,
    action: Any,
    **what: Template | Consultation,  # Any: see above
) -> HttpResponse:
    try:
        action(visit, version=version_in(request), by=asker(request), **what)
    except (Conflict, Invalid) as error:
        messages.error(request, str(error))
    return redirect("consultations:edit", visit.pk)


def _key(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
