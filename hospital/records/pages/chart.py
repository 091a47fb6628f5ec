"""The chart of a patient on one page, and its timeline."""

from typing import Any  # Any: template contexts
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.patients import care
from hospital.patients.models import Patient

from .. import chart as charts, curves, moments, timeline as timelines
from ._asking import patient_of


class TimelineFilter(forms.Form):
    """What to see of the timeline."""

    kind = forms.MultipleChoiceField(
        label=_("Only"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(kind, label) for kind, (label, _icon) in moments.KINDS.items()],
    )  # fmt: skip
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    mine = forms.BooleanField(label=_("Only what I wrote"), required=False)

    def query(self, request: HttpRequest) -> timelines.TimelineQuery:
        """The query of the API that was asked for; what makes no sense asks for nothing."""
        self.is_valid()
        typed = self.cleaned_data
        asked: dict[str, Any] = {"kind": ",".join(typed.get("kind", [])), "limit": 50}  # Any: see above
        asked |= {name: typed.get(name) for name in ("since", "until")}
        asked["author_id"] = asker(request).pk if typed.get("mine") else self._author()
        asked["cursor"] = request.GET.get("cursor", "")[:1000]
        return timelines.TimelineQuery.model_validate(asked)

    def _author(self) -> UUID | None:
        try:
            return UUID(self.data.get("author", ""))
        except ValueError:
            return None


@page("patients.view_chart")
@transaction.atomic
def chart(request: HttpRequest, patient: UUID) -> HttpResponse:
    """All that matters on one scroll. Opening it is recorded, with the ground for it."""
    shown, by = patient_of(request, patient), asker(request)
    ground = care.open_chart(shown, by=by, what="records.chart")
    head = charts.head(shown, by=by)
    context = {
        **head, **_timeline(request, shown), "patient": shown, "age": shown.age(localdate()),
        "ground": ground,
        "curves": [curves.drawn(vital["name"], vital["series"]) for vital in head["vitals"]],
        "score": head["news2"][0] if head["news2"] else None,
        "scores": list(reversed(head["news2"])), "found": _found(head),
    }  # fmt: skip
    return render(request, "records/chart.html", context)


@page("patients.view_chart")
@transaction.atomic
def timeline(request: HttpRequest, patient: UUID) -> HttpResponse:
    """The timeline alone: as it was filtered, and further back. Reading it is recorded."""
    shown = patient_of(request, patient)
    ground = care.open_chart(shown, by=asker(request), what="records.timeline")
    context = {**_timeline(request, shown), "patient": shown, "age": shown.age(localdate()), "ground": ground}
    return render(request, "records/chart_timeline.html", context)


def _timeline(request: HttpRequest, patient: Patient) -> dict[str, Any]:  # Any: see above
    form = TimelineFilter(request.GET)
    found = timelines.page(patient, form.query(request), by=asker(request))
    asked = request.GET.copy()
    if found.next:
        asked["cursor"] = found.next
    return {
        "filter": form, "moments": moments.told(found.items, patient.pk), "earlier": bool(found.next),
        "asked": asked.urlencode(), "is_first": "cursor" not in request.GET,
    }  # fmt: skip


def _found(head: dict[str, Any]) -> list[dict[str, Any]]:  # Any: see above
    """The last results of the laboratory here and of elsewhere, the latest first, with their figures."""
    own = [{**row, "figures": moments.figures({"lines": row["lines"]})} for row in head["results"]]
    others = [
        {**row, "figures": moments.figures({"values": [row]}), "order_id": None} for row in head["laboratory"]
    ]
    rows = sorted([*own, *others], key=lambda row: row["occurred_at"], reverse=True)
    return rows[: charts.FEW]
