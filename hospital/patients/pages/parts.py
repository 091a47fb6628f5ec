"""The parts of a chart: one form to add each, one to say that it no longer holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # Any: six kinds of rows pass through the same pages
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import ActionForm, version_in

from .. import actions, forms
from ..models import Address, Alert, Contact, Guardian, Identifier, MedicalHistory
from ..models.patients import OfPatient
from ._asking import form_page, patient_of


@dataclass(frozen=True)
class Part:
    """One part of a chart: its rows, its form, and what is done with them."""

    title: Promise
    model: type[OfPatient]
    form: type[ActionForm]
    add: Callable[..., Any]  # Any: see above
    end: Callable[..., Any] = actions.end_detail  # Any: see above
    permission: str = "patients.change_patient"


PARTS = {
    "identifiers": Part(
        gettext_lazy("Add document"), Identifier, forms.IdentifierForm, actions.add_identifier
    ),
    "contacts": Part(gettext_lazy("Add contact"), Contact, forms.ContactForm, actions.add_contact),
    "addresses": Part(gettext_lazy("Add address"), Address, forms.AddressForm, actions.add_address),
    "guardians": Part(gettext_lazy("Add person"), Guardian, forms.GuardianForm, actions.add_guardian),
    "alerts": Part(
        gettext_lazy("Add alert"), Alert, forms.AlertForm, actions.add_alert, actions.end_alert,
        "patients.write_history",
    ),
    "history": Part(
        gettext_lazy("Write history"), MedicalHistory, forms.HistoryForm, actions.add_history,
        actions.end_history, "patients.write_history",
    ),
}  # fmt: skip


@page("patients.view_patient")
def add_part(request: HttpRequest, id: UUID, noun: str) -> HttpResponse:
    """Add a document, contact, address, person, alert or piece of history."""
    shown, part = patient_of(request, id), _part(request, noun)
    form = part.form(request.POST or None)
    if request.method == "POST" and form.attempt(part.add, shown, by=asker(request)):
        messages.success(request, _("Saved."))
        return redirect(shown)
    return form_page(request, shown, form, title=part.title, submit=_("Save"))


@page("patients.view_patient")
def end_part(request: HttpRequest, id: UUID, noun: str, part_id: UUID) -> HttpResponse:
    """Say that something no longer holds; it stays in the chart, with its days."""
    shown, part = patient_of(request, id), _part(request, noun)
    row = get_object_or_404(part.model.objects.visible_to(asker(request)), patient=shown, pk=part_id)
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        part.end, row, version=version_in(request), by=asker(request)
    ):
        messages.success(request, _("Ended. It stays in the chart, with its days."))
        return redirect(shown)
    title = _("End: %(what)s") % {"what": row}
    return form_page(request, shown, form, title=title, submit=_("End"), version=row.version)


@page("patients.write_history")
def withdraw_history(request: HttpRequest, id: UUID, part_id: UUID) -> HttpResponse:
    """Mark an entry of the history as written in error."""
    shown = patient_of(request, id)
    row = get_object_or_404(MedicalHistory.objects.visible_to(asker(request)), patient=shown, pk=part_id)
    form = forms.ReasonForm(request.POST or None)
    done = (
        form.attempt(actions.withdraw_history, row, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Withdrawn. It stays in the chart, struck through."))
        return redirect(shown)
    title = _("Withdraw: %(what)s") % {"what": row}
    return form_page(request, shown, form, title=title, submit=_("Withdraw"), version=row.version)


def _part(request: HttpRequest, noun: str) -> Part:
    """The part that the address names, for who may write it."""
    if noun not in PARTS:
        raise Http404
    asker(request).require(PARTS[noun].permission)
    return PARTS[noun]
