"""Vital signs: the sets with their scores, and the grid to take one."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any  # Any: form fields
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.patients.models import Patient

from .. import actions, growth, ranges, vitals
from ..forms import VitalsForm
from ..readings import READINGS, Reading, reading
from ..templatetags.records import figure
from ..vital_schemas import SetsQuery
from ._asking import asked, chart_of, form_page, of_chart, patient_of, sent
from .entries import parts_of


@dataclass(frozen=True)
class Cell:
    """One field of the grid, with what is usual for this patient."""

    field: BoundField
    reading: Reading | None
    low: Decimal | None = None
    high: Decimal | None = None
    help: str = ""


@dataclass(frozen=True)
class GrownRow:
    """A measure of a child as the table shows it."""

    at: Any  # Any: a moment
    label: Promise
    value: Decimal
    unit: str
    z: float | None


@page("patients.view_chart")
@transaction.atomic
def sets(request: HttpRequest, patient: UUID) -> HttpResponse:
    """The sets, the newest first, with their early warning scores. Looking is recorded."""
    shown, by = chart_of(request, patient, "records.vitals"), asker(request)
    query = asked(request, SetsQuery)
    context = {
        "sets": vitals.sets(shown, query, by=by), "title": _("Vital signs"), "grown": _grown(request, shown),
        "parts": parts_of(shown, "vitals"), "may_write": by.has_perm("records.write_vitals"),
    }  # fmt: skip
    return render(request, "records/vitals.html", of_chart(request, shown, **context))


@page("records.write_vitals")
def take(request: HttpRequest, patient: UUID) -> HttpResponse:
    """A grid to type what was read; very unusual values are asked for once more."""
    shown, by = patient_of(request, patient), asker(request)
    form = VitalsForm(sent(request), with_scale=by.has_perm("records.write_entry"))
    taken = form.attempt(actions.take_vitals, shown, by=by) if request.method == "POST" else None
    if taken:
        _tell(request, taken)
        return redirect("records:vitals", shown.pk)
    return form_page(
        request, shown, form, title=_("Take vital signs"), submit=_("Save vital signs"),
        back=reverse("records:vitals", args=[shown.pk]), template="records/take_vitals.html",
        cells=_cells(shown, form), is_unusual=form.is_unusual,
    )  # fmt: skip


def _tell(request: HttpRequest, taken: actions.Taken) -> None:
    """What was saved, and whether somebody must come."""
    score = taken.score
    if score is None:
        messages.success(request, _("Saved."))
    elif score.is_warning:
        told = {"score": score.known}
        messages.error(request, _("NEWS2 is %(score)s: this patient needs to be seen now.") % told)
    elif score.missing:
        messages.warning(request, _("Saved. NEWS2 is incomplete: not everything was read."))
    else:
        messages.success(request, _("Saved. NEWS2 is %(score)s.") % {"score": score.total})


def _cells(patient: Patient, form: VitalsForm) -> list[Cell]:
    days = ranges.age_in_days(patient.birth_date, localdate(now()))
    return [_cell(field, days, patient.sex) for field in form.bedside()]


def _cell(field: BoundField, days: int | None, sex: str) -> Cell:
    kind = READINGS.get(field.name)
    if kind is None:
        return Cell(field, None)
    usual = ranges.reference(kind.name, age_days=days, sex=sex)
    if usual is None:
        return Cell(field, kind, help=kind.shown_unit)
    span = "–".join(dict.fromkeys([figure(usual.low), figure(usual.high)]))
    return Cell(field, kind, usual.low, usual.high, f"{span} {kind.shown_unit}".strip())


def _grown(request: HttpRequest, patient: Patient) -> list[GrownRow]:
    """A child's measures, the newest first; nothing for who is older than the tables."""
    days = ranges.age_in_days(patient.birth_date, localdate(now()))
    if days is None or days > growth.LAST_DAY + ranges.YEAR:
        return []
    return [
        GrownRow(one.at, reading(one.measure).label, one.value, reading(one.measure).shown_unit, one.z)
        for one in reversed(vitals.grown(patient, by=asker(request), limit=60))
    ]
