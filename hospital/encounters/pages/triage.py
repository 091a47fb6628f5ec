"""The triage desk: choose the complaint, measure, answer; the colour is the rules' affair."""

from typing import Any  # Any: questions as the template takes them
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.patients import care
from hospital.patients.pages._asking import of_patient

from .. import actions
from ..forms import TriageForm
from ..models import Discriminator, Flowchart, ProtocolVersion
from ..vitals import MEASURES
from ._asking import encounter_of, queues, status_of


@page("encounters.classify_patient")
@transaction.atomic
def choose(request: HttpRequest, id: UUID) -> HttpResponse:
    """Which complaint it is; typing narrows the list."""
    encounter = encounter_of(request, id)
    care.open_chart(encounter.patient, by=asker(request), what="encounters.triage")
    version = ProtocolVersion.objects.visible_to(asker(request)).in_force()
    rows = Flowchart.objects.visible_to(asker(request)).filter(version_of__in=version)
    context = of_patient(
        request, encounter.patient, encounter=encounter,
        charts=rows.select_related("version_of__protocol").order_by("version_of", "position", "code"),
    )  # fmt: skip
    return render(request, "encounters/choose_flowchart.html", context)


@page("encounters.classify_patient")
def classify(request: HttpRequest, id: UUID, chart_id: UUID) -> HttpResponse:
    """Measure and answer by keyboard alone; the colour shows while one answers."""
    by, encounter = asker(request), encounter_of(request, id)
    rows = Flowchart.objects.visible_to(by).filter(version_of__state="published")
    chart = get_object_or_404(rows.select_related("version_of"), pk=chart_id)
    care.open_chart(encounter.patient, by=by, what="encounters.triage")
    groups = _questions(chart, request)
    form = TriageForm(
        request.POST or None, questions=[one for group in groups for one in group["questions"]],
        queues=queues(request, department=encounter.department_id, purpose="care"),
        is_again=bool(encounter.classified),
        initial={"complaint": encounter.reason, "started_at": now()},
    )  # fmt: skip
    if request.method == "POST":
        made = form.attempt(actions.classify, encounter, flowchart=chart, by=by)
        if made:
            colour = {"colour": made.colour.get_code_display(), "minutes": made.colour.minutes}
            messages.success(request, _("Classified as %(colour)s: within %(minutes)s minutes.") % colour)
            return redirect(encounter)
    context = of_patient(
        request, encounter.patient, encounter=encounter, form=form, chart=chart, groups=groups,
        vitals=[form[code] for code in MEASURES if code != "pain"], pain=range(11), measures=MEASURES,
        said=set(request.POST.getlist("answers")), again=bool(encounter.classified),
    )  # fmt: skip
    return render(request, "encounters/triage.html", context, status=status_of(form))


def _questions(chart: Flowchart, request: HttpRequest) -> list[dict[str, Any]]:  # Any: see above
    """The colours from the most urgent down, each with its questions: those of the complaint first."""
    rows = Discriminator.objects.visible_to(asker(request)).filter(version_of=chart.version_of)
    asked: dict[Any, list[Discriminator]] = {}
    for one in rows.select_related("colour").order_by("colour__level", "position", "code"):
        if one.flowchart_id in (None, chart.pk):
            asked.setdefault(one.colour, []).append(one)
    return [
        {"colour": colour, "questions": sorted(ones, key=lambda one: one.flowchart_id is None)}
        for colour, ones in asked.items()
    ]
