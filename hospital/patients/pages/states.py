"""What becomes of a patient's record: death, and confidentiality."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in

from .. import actions
from ..forms import DeathForm, ReasonForm
from ._asking import form_page, patient_of


@page("patients.mark_deceased")
def death(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record that the patient died."""
    shown, form = patient_of(request, id), DeathForm(request.POST or None)
    done = (
        form.attempt(actions.mark_deceased, shown, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Death recorded."))
        return redirect(shown)
    return form_page(request, shown, form, title=_("Record death"), version=shown.version)


@page("patients.mark_deceased")
def undo_death(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take back a death that was recorded in error."""
    shown, form = patient_of(request, id), ReasonForm(request.POST or None)
    done = (
        form.attempt(actions.undo_death, shown, version=version_in(request), by=asker(request))
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("The record of the death was taken back."))
        return redirect(shown)
    return form_page(request, shown, form, title=_("Take back the record of death"), version=shown.version)


@page("patients.set_confidential")
def confidentiality(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hide the patient from who may not see confidential ones, or show her again."""
    shown, form = patient_of(request, id), ReasonForm(request.POST or None)
    hide = not shown.is_confidential
    done = (
        form.attempt(
            actions.set_confidential, shown, confidential=hide, version=version_in(request), by=asker(request)
        )
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Done and recorded."))
        return redirect(shown)
    title = _("Make confidential") if hide else _("Make ordinary again")
    return form_page(request, shown, form, title=title, version=shown.version)
