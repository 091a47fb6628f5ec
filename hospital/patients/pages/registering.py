"""Registering: at the desk, without a name, at birth; and changing who a patient is said to be."""

from typing import Any  # Any: form values are of every type
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in

from .. import actions, matching
from ..forms import IdentificationForm, IdentityForm, NewbornForm, RegisterForm, UnidentifiedForm
from ..models import Patient
from ._asking import form_page, patient_of


@page("patients.register_patient")
def register(request: HttpRequest) -> HttpResponse:
    """One page, less than a minute: who she is, and whether she is here already."""
    form = RegisterForm(request.POST or None)
    made = form.attempt(actions.register_patient, by=asker(request)) if request.method == "POST" else None
    if made:
        messages.success(
            request, _("Patient registered. Chart number %(number)s.") % {"number": made.chart_number}
        )
        return redirect(made)
    context = {"form": form, "matches": _matches(request, form) if form.is_bound else []}
    return render(request, "patients/register.html", context, status=422 if form.is_bound else 200)


@require_POST
@page("patients.register_patient")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Who the person being typed may be: a fragment of the registration page."""
    form = RegisterForm(request.POST)
    return render(request, "patients/_duplicates.html", {"form": form, "matches": _matches(request, form)})


@page("patients.register_patient")
def register_unidentified(request: HttpRequest) -> HttpResponse:
    """A chart in two fields, for somebody who cannot say who she is."""
    form = UnidentifiedForm(request.POST or None)
    made = (
        form.attempt(actions.register_unidentified, by=asker(request)) if request.method == "POST" else None
    )
    if made:
        messages.success(request, _("Chart opened. Identify the patient as soon as her name is known."))
        return redirect(made)
    return render(request, "patients/unidentified.html", {"form": form}, status=422 if form.is_bound else 200)


@page("patients.register_patient")
def register_newborn(request: HttpRequest, id: UUID) -> HttpResponse:
    """The child of a mother who is registered here."""
    mother = patient_of(request, id)
    form = NewbornForm(request.POST or None, initial={"birth_date": localdate()})
    made = (
        form.attempt(actions.register_newborn, mother, by=asker(request))
        if request.method == "POST"
        else None
    )
    if made:
        messages.success(
            request, _("Newborn registered. Chart number %(number)s.") % {"number": made.chart_number}
        )
        return redirect(made)
    return form_page(request, mother, form, title=_("Register newborn"))


@page("patients.change_patient")
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change who the patient is said to be."""
    shown = patient_of(request, id)
    form = IdentityForm(request.POST or None, initial=_known(shown, IdentityForm))
    changed = (
        form.attempt(actions.change_identity, shown, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if changed:
        messages.success(request, _("Changes saved."))
        return redirect(shown)
    return form_page(
        request, shown, form, title=_("Change identification"), submit=_("Save"), version=shown.version,
        template="patients/edit.html",
    )  # fmt: skip


@page("patients.change_patient")
def identify(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give an unidentified patient her name."""
    shown = patient_of(request, id)
    known = _known(shown, IdentityForm) | {"given_name": "", "family_name": "", "mother_unknown": False}
    form = IdentificationForm(request.POST or None, initial=known)
    named = (
        form.attempt(actions.identify, shown, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if named:
        messages.success(request, _("Patient identified."))
        return redirect(shown)
    return form_page(
        request, shown, form, title=_("Identify patient"), version=shown.version,
        template="patients/edit.html",
    )  # fmt: skip


def _known(patient: Patient, form: type[IdentityForm]) -> dict[str, Any]:  # Any: see above
    return {name: getattr(patient, name) for name in form.base_fields if hasattr(patient, name)}


@transaction.atomic
def _matches(request: HttpRequest, form: RegisterForm) -> list[matching.Match]:
    """Who the person in the form may be; that somebody looked is recorded, when there was a reason to."""
    form.is_valid()
    person = actions.person_typed(
        **{name: form.cleaned_data.get(name) or default for name, default in _KNOWN.items()}
    )
    if not person.numbers and not (person.names and (person.birth_date or person.mother_name)):
        return []
    found = matching.duplicates(person, by=asker(request))
    actions.searched(by=asker(request), words=0, found=len(found), what="patients.duplicates")
    return found


_KNOWN: dict[str, Any] = {  # Any: see above
    "given_name": "", "family_name": "", "social_name": "", "birth_date": None, "mother_name": "",
    "birth_date_precision": Patient.Precision.DAY, "sex": Patient.Sex.UNKNOWN, "cpf": "", "cns": "",
}  # fmt: skip
