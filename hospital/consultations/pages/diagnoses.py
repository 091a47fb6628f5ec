"""The diagnoses of a draft: a list that is swapped in place, and works as a page without JavaScript."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.errors import Conflict
from hospital.core.forms import version_in

from .. import actions
from ..forms import ChangeDiagnosisForm, DiagnosisForm
from ..models import Consultation, Diagnosis
from ._asking import opened, visit_of, visit_page


@page("consultations.write_consultation")
def add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Name a diagnosis."""
    visit = visit_of(request, id)
    form = DiagnosisForm(request.POST if request.method == "POST" else None)
    made = form.attempt(actions.add_diagnosis, visit, by=asker(request)) if form.is_bound else None
    if made and "HX-Request" not in request.headers:
        return redirect("consultations:edit", visit.pk)
    return _shown(request, visit, DiagnosisForm() if made or not form.is_bound else form)


@page("consultations.write_consultation")
def change(request: HttpRequest, id: UUID, diagnosis_id: UUID) -> HttpResponse:
    """Say how sure it is, and which place it has."""
    visit, kept = visit_of(request, id), _diagnosis(request, id, diagnosis_id)
    initial = {name: getattr(kept, name) for name in ChangeDiagnosisForm.base_fields}
    form = ChangeDiagnosisForm(request.POST if request.method == "POST" else None, initial=initial)
    saved = (
        form.attempt(actions.change_diagnosis, kept, version=version_in(request), by=asker(request))
        if form.is_bound
        else None
    )
    if saved:
        return redirect("consultations:edit", visit.pk)
    with transaction.atomic():
        return visit_page(
            request, "consultations/change_diagnosis.html", opened(request, id, "consultations.diagnosis"),
            form=form, diagnosis=kept, status=422 if form.is_bound else 200,
        )  # fmt: skip


@require_POST
@page("consultations.write_consultation")
def remove(request: HttpRequest, id: UUID, diagnosis_id: UUID) -> HttpResponse:
    """Take a diagnosis out of a draft."""
    visit, form = visit_of(request, id), DiagnosisForm()
    try:
        actions.remove_diagnosis(_diagnosis(request, id, diagnosis_id), by=asker(request))
    except Conflict:
        return redirect(visit)
    if "HX-Request" not in request.headers:
        return redirect("consultations:edit", visit.pk)
    return _shown(request, visit, form)


@transaction.atomic
def _shown(request: HttpRequest, visit: Consultation, form: DiagnosisForm) -> HttpResponse:
    """The list with its form: a fragment for htmx, else a page."""
    visit = opened(request, visit.pk, "consultations.diagnosis")
    context = {
        "diagnoses": visit.diagnoses.order_by("rank"),
        "diagnosis_form": form,
        "is_open": form.is_bound,
    }
    status = 422 if form.is_bound else 200
    if "HX-Request" in request.headers:
        return render(request, "consultations/_diagnoses.html", {"visit": visit, **context}, status=status)
    return visit_page(request, "consultations/diagnoses.html", visit, status=status, **context)


def _diagnosis(request: HttpRequest, id: UUID, diagnosis_id: UUID) -> Diagnosis:
    rows = Diagnosis.objects.visible_to(asker(request)).select_related("consultation__patient")
    found: Diagnosis = get_object_or_404(rows, consultation=id, pk=diagnosis_id)
    return found
