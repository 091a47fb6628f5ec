"""Certificates, whose certificates count, and the signatures of a chart."""

from collections.abc import Callable
from typing import Any  # Any: what an action gives
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import ActionForm, version_in
from hospital.core.pagination import PageQuery, paginate
from hospital.patients.models import Patient
from hospital.patients.pages._asking import of_patient

from . import actions
from .forms import AuthorityForm, CertificateForm, ReasonForm
from .models import Authority, Certificate


@page("patients.view_chart")
def of_chart(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Everything that was signed in a chart, verified now; it is recorded."""
    shown = get_object_or_404(Patient.objects.visible_to(asker(request)), pk=patient)
    report = actions.verify_patient(shown, by=asker(request))
    return render(request, "signatures/chart.html", of_patient(request, shown, report=report))


@page("signatures.sign_document")
def certificates(request: HttpRequest) -> HttpResponse:
    """What one signs with."""
    rows = Certificate.objects.visible_to(asker(request))
    found = paginate(rows, _query(request), order=("-not_before", "-id"))
    return render(request, "signatures/certificates.html", {"page": found})


@require_POST
@page("signatures.sign_document")
def issue(request: HttpRequest) -> HttpResponse:
    """A software certificate of one's own."""
    actions.issue_certificate(by=asker(request))
    messages.success(request, _("Certificate issued."))
    return redirect("signatures:certificates")


@page("signatures.sign_document")
def register(request: HttpRequest) -> HttpResponse:
    """Make one's ICP-Brasil certificate known."""
    return _ask(
        request, CertificateForm(request.POST or None), actions.register_certificate,
        title=_("Register certificate"), back="signatures:certificates", where=_("Certificates"),
    )  # fmt: skip


@page("signatures.sign_document")
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign with it no more."""
    kept = get_object_or_404(Certificate.objects.visible_to(asker(request)), pk=id)
    return _ask(
        request, ReasonForm(request.POST or None), actions.revoke_certificate, kept,
        title=_("Revoke certificate"), back="signatures:certificates", where=_("Certificates"),
    )  # fmt: skip


@page("signatures.manage_authority")
def authorities(request: HttpRequest) -> HttpResponse:
    """Whose certificates count here."""
    rows = Authority.objects.visible_to(asker(request))
    found = paginate(rows, _query(request), order=("-created_at", "-id"))
    return render(request, "signatures/authorities.html", {"page": found})


@page("signatures.manage_authority")
def trust(request: HttpRequest) -> HttpResponse:
    """Trust a root of ICP-Brasil."""
    return _ask(
        request, AuthorityForm(request.POST or None), actions.trust_authority, title=_("Trust authority"),
        back="signatures:authorities", where=_("Certificate authorities"),
    )  # fmt: skip


@page("signatures.manage_authority")
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Trust an authority no more."""
    kept = get_object_or_404(Authority.objects.visible_to(asker(request)), pk=id)
    return _ask(
        request, ReasonForm(request.POST or None), actions.withdraw_authority, kept,
        title=_("Trust authority no more"), back="signatures:authorities", where=_("Certificate authorities"),
    )  # fmt: skip


def _ask(
    request: HttpRequest, form: ActionForm, action: Callable[..., Any],
    row: Certificate | Authority | None = None, *, title: Promise | str, back: str, where: Promise | str,
) -> HttpResponse:  # Any: see above  # fmt: skip
    """A page with one form for one action, on a row or on none."""
    if request.method == "POST":
        on = (row,) if row else ()
        more = {"version": version_in(request)} if row else {}
        if form.attempt(action, *on, by=asker(request), **more):
            messages.success(request, _("Saved."))
            return redirect(back)
    version = request.POST.get("version", row.version) if row else None
    context = {"form": form, "title": title, "back": back, "where": where, "version": version}
    return render(request, "signatures/form.html", context, status=422 if form.is_bound else 200)


def _query(request: HttpRequest) -> PageQuery:
    return PageQuery(cursor=request.GET.get("cursor", "")[:1000], limit=50, count=False)
