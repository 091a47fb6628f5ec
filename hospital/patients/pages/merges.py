"""Pages on which two records of one person are found, compared, made one, and made two again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, gettext_lazy

from hospital.accounts.asking import asker
from hospital.core.access import page

from .. import actions, lists, matching
from ..forms import MergeForm, PatientFilter, ReasonForm
from ..models import Merge
from ..schemas import PatientQuery
from ._asking import form_page, of_patient, patient_of


@page("patients.merge_patient")
def choose(request: HttpRequest, id: UUID) -> HttpResponse:
    """Whom to merge with: those who are like the patient, or whoever is searched for."""
    patient, by = patient_of(request, id), asker(request)
    actions.open_patient(patient, by=by, what="patients.merge")
    form = PatientFilter(request.GET)
    words = form.words().get("q", "")
    found = lists.page(PatientQuery.model_validate({"q": words, "limit": 20}), by=by).items if words else []
    alike = [] if words else matching.duplicates(actions.person_known(patient), by=by)
    actions.searched(by=by, words=len(words.split()), found=len(found) + len(alike))
    context = {
        "query": words,
        "found": [row for row in found if row.pk != patient.pk],
        "alike": [match for match in alike if match.patient.pk != patient.pk],
    }
    return render(request, "patients/merge_choose.html", of_patient(request, patient, **context))


@page("patients.merge_patient")
def compare(request: HttpRequest, id: UUID, other: UUID) -> HttpResponse:
    """The two side by side; what to take from the other record, and why they are one person."""
    patient, absorbed = patient_of(request, id), patient_of(request, other)
    comparison = actions.compare(patient, absorbed=absorbed, by=asker(request))
    form = MergeForm(request.POST or None, differences=comparison.differences)
    if request.method == "POST":
        made = form.attempt(actions.merge, patient, absorbed=absorbed, by=asker(request))
        if made:
            messages.success(request, _("The two records are one now. It can be taken back."))
            return redirect(patient)
    context = of_patient(request, patient, form=form, comparison=comparison)
    status = 422 if form.is_bound else 200
    return render(request, "patients/merge_compare.html", context, status=status)


@page("patients.view_patient")
def merge(request: HttpRequest, id: UUID, merge_id: UUID) -> HttpResponse:
    """One merge: what went over, who did it and why, and how to take it back."""
    patient = actions.open_patient(patient_of(request, id), by=asker(request), what="patients.merge")
    shown = _merge(request, id, merge_id)
    context = {"merge": shown, "rows": actions.rows_moved(shown)}
    return render(request, "patients/merge.html", of_patient(request, patient, **context))


@page("patients.merge_patient")
def undo(request: HttpRequest, id: UUID, merge_id: UUID) -> HttpResponse:
    """Take a merge back, with the reason."""
    patient, shown = patient_of(request, id), _merge(request, id, merge_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        undone = form.attempt(actions.undo_merge, shown, by=asker(request))
        if undone:
            messages.success(request, _("The merge was taken back: there are two records again."))
            return redirect(shown)
    title = gettext_lazy("Take the merge back")
    return form_page(request, patient, form, title=title)


def _merge(request: HttpRequest, id: UUID, merge_id: UUID) -> Merge:
    rows = Merge.objects.visible_to(asker(request)).select_related("absorbed", "merged_by", "undone_by")
    return get_object_or_404(rows, survivor=id, pk=merge_id)
