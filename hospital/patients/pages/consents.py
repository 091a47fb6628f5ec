"""Pages of what a patient allows, and of whom she keeps out of her chart."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in

from .. import actions
from ..care_forms import ConsentForm, RestrictionForm, RevokeForm
from ..forms import ReasonForm
from ..models import Consent, Patient, Restriction
from ..papers import paper_response
from ._asking import form_page, of_patient, patient_of

MOST = 200  # of each on one page; nobody signs more


@page("patients.view_consent")
@transaction.atomic
def consents(request: HttpRequest, id: UUID) -> HttpResponse:
    """What the patient authorised, refused and took back, and whom she keeps out."""
    patient, by = patient_of(request, id), asker(request)
    actions.open_patient(patient, by=by, what="patients.consents")
    signed = Consent.objects.visible_to(by).filter(patient=patient).whole()
    kept_out = Restriction.objects.visible_to(by).filter(patient=patient).whole()
    context = of_patient(
        request, patient, consents=signed.order_by("-signed_at", "-id")[:MOST],
        restrictions=kept_out.order_by("-created_at", "-id")[:MOST],
    )  # fmt: skip
    return render(request, "patients/consents.html", context)


@page("patients.view_consent")
@transaction.atomic
def consent(request: HttpRequest, id: UUID, consent_id: UUID) -> HttpResponse:
    """One consent, with who signed it and what ended it."""
    patient = patient_of(request, id)
    actions.open_patient(patient, by=asker(request), what="patients.consents")
    context = of_patient(request, patient, consent=_consent(request, id, consent_id))
    return render(request, "patients/consent.html", context)


@page("patients.view_consent")
@transaction.atomic
def scan(request: HttpRequest, id: UUID, consent_id: UUID) -> HttpResponse:
    """The signed paper, as it was scanned."""
    return paper_response(_consent(request, id, consent_id), by=asker(request))


@page("patients.write_consent")
def new_consent(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down what was signed, with the paper if there is one."""
    patient, by = patient_of(request, id), asker(request)
    form = ConsentForm(request.POST or None, request.FILES or None, by=by)
    done = form.attempt(actions.write_consent, patient, by=by) if request.method == "POST" else None
    if done:
        messages.success(request, _("Consent recorded. It cannot be changed, only revoked."))
        return redirect(_place(patient))
    return form_page(
        request, patient, form, title=_("New consent"), submit=_("Record consent"),
        template="patients/consent_form.html",
    )  # fmt: skip


@page("patients.write_consent")
def revoke_consent(request: HttpRequest, id: UUID, consent_id: UUID) -> HttpResponse:
    """Take an authorised consent back."""
    patient, form = patient_of(request, id), RevokeForm(request.POST or None)
    held = _consent(request, id, consent_id)
    done = form.attempt(actions.revoke_consent, held, by=asker(request)) if request.method == "POST" else None
    if done:
        messages.success(request, _("Consent revoked."))
        return redirect(_place(patient))
    return form_page(request, patient, form, title=_("Revoke consent"))


@page("patients.write_consent")
def new_restriction(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep somebody out of the chart, as the patient asks."""
    patient, by = patient_of(request, id), asker(request)
    form = RestrictionForm(request.POST or None, by=by)
    done = form.attempt(actions.add_restriction, patient, by=by) if request.method == "POST" else None
    if done:
        messages.success(request, _("Restriction recorded. It holds at once."))
        return redirect(_place(patient))
    title = _("New restriction")
    return form_page(request, patient, form, title=title, submit=_("Record restriction"))


@page("patients.write_consent")
def revoke_restriction(request: HttpRequest, id: UUID, restriction_id: UUID) -> HttpResponse:
    """Let whom the patient kept out in again."""
    patient, form, by = patient_of(request, id), ReasonForm(request.POST or None), asker(request)
    rows = Restriction.objects.visible_to(by).filter(patient=patient).whole()
    held = get_object_or_404(rows, pk=restriction_id)
    done = (
        form.attempt(actions.revoke_restriction, held, version=version_in(request), by=by)
        if request.method == "POST"
        else None
    )
    if done:
        messages.success(request, _("Restriction revoked."))
        return redirect(_place(patient))
    return form_page(request, patient, form, title=_("Revoke restriction"), version=held.version)


def _consent(request: HttpRequest, id: UUID, consent_id: UUID) -> Consent:
    rows = Consent.objects.visible_to(asker(request)).filter(patient=id).whole()
    row: Consent = get_object_or_404(rows, pk=consent_id)
    return row


def _place(patient: Patient) -> str:
    return reverse("patients:consents", args=[patient.pk])
