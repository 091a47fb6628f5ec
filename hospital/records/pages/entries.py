"""The entries of a chart by kind: one list, one form to write, one to change, one to withdraw, for each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # Any: entries of every kind pass through the same pages
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.patients.models import Patient

from .. import actions, lists
from ..forms import ReasonForm, ReconcileForm
from ..kinds import KINDS, Kind
from ..models import Allergy, AllergyStatement, Document, Observation, Problem
from ..models.entries import Entry
from ..schemas import ProblemQuery
from ._asking import asked, chart_of, entry_of, form_page, of_chart, patient_of, sent

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Part:
    """A tab of the record."""

    title: str | Promise
    href: str
    is_here: bool


def parts_of(patient: Patient, here: str) -> list[Part]:
    """The tabs: vital signs, each kind of entry, documents."""
    tabs = [
        ("vitals", gettext_lazy("Vital signs")),
        *((kind.noun, kind.title) for kind in KINDS.values()),
        ("documents", gettext_lazy("Documents")),
    ]
    return [Part(title, reverse(f"records:{noun}", args=[patient.pk]), noun == here) for noun, title in tabs]


def listing(kind: Kind) -> View:
    """The page with the entries of a kind."""

    @page("patients.view_chart")
    @transaction.atomic
    def entries(request: HttpRequest, patient: UUID) -> HttpResponse:
        """The newest first, withdrawn ones struck through among them. Looking is recorded."""
        shown, by = chart_of(request, patient, kind.what), asker(request)
        query = asked(request, kind.query)
        context = {
            "page": lists.page(kind.model, shown, query, by=by),
            "kind": kind, "title": kind.title, "parts": parts_of(shown, kind.noun),
            "row_template": kind.template, "may_write": by.has_perm("records.write_entry"),
            "new_url": f"records:new_{kind.noun}", "edit_url": f"records:edit_{kind.noun}",
            "withdraw_url": f"records:withdraw_{kind.noun}",
        }  # fmt: skip
        if kind.model is Allergy:
            allergies, statement = lists.told(shown, by=by)
            context["told"] = {"allergies": allergies, "statement": statement}
        return render(request, "records/entries.html", of_chart(request, shown, **context))

    return entries


def writing(kind: Kind) -> View:
    """The page to write an entry of a kind."""

    @page("records.write_entry")
    def new_entry(request: HttpRequest, patient: UUID) -> HttpResponse:
        """A form, empty at first."""
        shown = patient_of(request, patient)
        form = kind.form(sent(request))
        if request.method == "POST" and form.attempt(kind.add, shown, by=asker(request)):
            messages.success(request, _("Saved."))
            return redirect(f"records:{kind.noun}", shown.pk)
        return form_page(
            request, shown, form, title=kind.new, submit=_("Save"), systems=kind.systems,
            back=reverse(f"records:{kind.noun}", args=[shown.pk]), part_title=kind.title,
        )  # fmt: skip

    return new_entry


def changing(kind: Kind) -> View:
    """The page to change an entry of a kind."""

    @page("records.write_entry")
    def change_entry(request: HttpRequest, patient: UUID, entry: UUID) -> HttpResponse:
        """A form with what stands there."""
        shown = patient_of(request, patient)
        row = entry_of(request, kind.model, shown, entry)
        assert kind.change is not None
        form = kind.form(sent(request), initial=_initial(kind, row))
        if request.method == "POST" and form.attempt(
            kind.change, row, version=version_in(request), by=asker(request)
        ):
            messages.success(request, _("Saved."))
            return redirect(f"records:{kind.noun}", shown.pk)
        return form_page(
            request, shown, form, title=_("Change: %(what)s") % {"what": row}, submit=_("Save"),
            systems=kind.systems, back=reverse(f"records:{kind.noun}", args=[shown.pk]),
            version=row.version, part_title=kind.title, entry=row,
        )  # fmt: skip

    return change_entry


def withdrawing(noun: str, model: type[Entry], title: str | Promise, permission: str) -> View:
    """The page to withdraw an entry of a kind."""

    @page(permission)
    def withdraw_entry(request: HttpRequest, patient: UUID, entry: UUID) -> HttpResponse:
        """Ask why."""
        shown = patient_of(request, patient)
        return _withdrawal(request, shown, entry_of(request, model, shown, entry), noun, title)

    return withdraw_entry


@page("records.write_entry")
def withdraw_statement(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Take back the standing word that there are no allergies."""
    shown, by = patient_of(request, patient), asker(request)
    holding = AllergyStatement.objects.visible_to(by).holding().filter(patient=shown)
    newest = holding.order_by("-occurred_at", "-id").first()
    if newest is None:
        messages.info(request, _("Nobody stated that there are none."))
        return redirect("records:allergies", shown.pk)
    return _withdrawal(request, shown, newest, "allergies", KINDS["allergies"].title)


@require_POST
@page("records.write_entry")
def no_known_allergies(request: HttpRequest, patient: UUID) -> HttpResponse:
    """State that the patient was asked and knows of no allergy."""
    shown = patient_of(request, patient)
    try:
        actions.state_no_known_allergies(shown, by=asker(request))
    except actions.HasAllergies as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Written down: no known allergies."))
    return redirect("records:allergies", shown.pk)


@page("records.write_entry")
@transaction.atomic
def reconcile(request: HttpRequest, patient: UUID) -> HttpResponse:
    """The problems that stand, and what becomes of each."""
    shown, by = patient_of(request, patient), asker(request)
    query = asked(request, ProblemQuery, limit=200, is_withdrawn=False)
    rows = lists.found(Problem, shown, query, by=by).exclude(clinical_status="resolved")
    form = ReconcileForm(sent(request), problems=list(rows.order_by(*lists.NEWEST)[:100]))
    done = form.attempt(actions.reconcile_problems, shown, by=by) if request.method == "POST" else None
    if done is not None:
        messages.success(request, _("The list is looked through."))
        return redirect("records:problems", shown.pk)
    return form_page(
        request, shown, form, title=_("Look through the problem list"), submit=_("Save the list"),
        back=reverse("records:problems", args=[shown.pk]), template="records/reconcile.html",
    )  # fmt: skip


def _withdrawal(
    request: HttpRequest, patient: Patient, row: Entry, noun: str, title: str | Promise
) -> HttpResponse:
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.attempt(
        actions.withdraw, row, version=version_in(request), by=asker(request)
    ):
        messages.success(request, _("Withdrawn. It stays in the chart, struck through."))
        return redirect(f"records:{noun}", patient.pk)
    return form_page(
        request, patient, form, title=_("Withdraw: %(what)s") % {"what": row}, submit=_("Withdraw"),
        back=reverse(f"records:{noun}", args=[patient.pk]), version=row.version, part_title=title, entry=row,
    )  # fmt: skip


def _initial(kind: Kind, row: Entry) -> dict[str, Any]:  # Any: see above
    return {name: getattr(row, name) for name in kind.form.base_fields if hasattr(row, name)}


withdraw_observation = withdrawing("vitals", Observation, gettext_lazy("Vital signs"), "records.write_vitals")
withdraw_document = withdrawing("documents", Document, gettext_lazy("Documents"), "records.attach_document")
