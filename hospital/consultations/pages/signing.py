"""Signing, and what may come after it. The password is proven before the action begins."""

from collections.abc import Callable
from typing import Any  # Any: what an action gives
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from hospital.accounts.asking import asker
from hospital.core.access import page
from hospital.core.forms import version_in
from hospital.signatures.actions import licence_of
from hospital.signatures.forms import SigningForm

from .. import actions, signing
from ..forms import AddendumForm, SignForm, WithdrawalForm
from ..models import Consultation
from ._asking import opened, visit_of, visit_page

SECRETS = ("password", "pin")


@sensitive_post_parameters(*SECRETS)
@page("signatures.sign_document")
def sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """Exactly what will be signed, and the signature."""
    visit, by = visit_of(request, id), asker(request)
    if not visit.is_draft:
        return redirect(visit)
    form = SignForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and _attempt(
        form, request, lambda **kwargs: actions.sign_visit(visit, version=version_in(request), **kwargs)
    ):
        messages.success(request, _("Visit signed. From now on only addenda."))
        return redirect(visit)
    with transaction.atomic():
        kept = opened(request, id)
        content = signing.plain_content(kept)
        return visit_page(
            request, "consultations/sign.html", kept, form=form, parts=signing.shown(content),
            digest=signing.digest_of_plain(content), licence=licence_of(by),
            needs_reason=kept.is_late and not kept.late_because,
            status=422 if form.is_bound else 200,
        )  # fmt: skip


@sensitive_post_parameters(*SECRETS)
@page("signatures.sign_document")
def cosign(request: HttpRequest, id: UUID) -> HttpResponse:
    """The preceptor's own signature under a resident's visit."""
    form = SigningForm(request.POST or None, request.FILES or None)
    return _after(
        request,
        id,
        form,
        actions.cosign,
        title=gettext_lazy("Co-sign visit"),
        done=gettext_lazy("Co-signed."),
    )


@sensitive_post_parameters(*SECRETS)
@page("signatures.sign_document")
def add_addendum(request: HttpRequest, id: UUID) -> HttpResponse:
    """A dated, signed text under a signed visit."""
    form = AddendumForm(request.POST or None, request.FILES or None)
    return _after(
        request, id, form, actions.add_addendum, title=gettext_lazy("Write addendum"),
        done=gettext_lazy("Addendum signed."),
    )  # fmt: skip


@sensitive_post_parameters(*SECRETS)
@page("signatures.sign_document")
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Declare one's own visit an error; it stays, struck through."""
    form = WithdrawalForm(request.POST or None, request.FILES or None)
    return _after(
        request, id, form, actions.withdraw_visit, title=gettext_lazy("Declare entered in error"),
        done=gettext_lazy("Declared entered in error. It stays in the chart, struck through."), tone="danger",
    )  # fmt: skip


def _after(
    request: HttpRequest, id: UUID, form: SigningForm, action: Callable[..., Any], *, title: Promise,
    done: Promise, tone: str = "primary",
) -> HttpResponse:  # Any: see above  # fmt: skip
    """A page with one signed step on a visit that is signed already."""
    visit = visit_of(request, id)
    if visit.state != Consultation.State.SIGNED:
        return redirect(visit)
    if request.method == "POST" and _attempt(form, request, lambda **kwargs: action(visit, **kwargs)):
        messages.success(request, str(done))
        return redirect(visit)
    with transaction.atomic():
        kept = opened(request, id)
        parts = signing.shown(signing.plain_content(kept))
        return visit_page(
            request, "consultations/step.html", kept, form=form, title=title, tone=tone, parts=parts,
            licence=licence_of(asker(request)), status=422 if form.is_bound else 200,
        )  # fmt: skip


def _attempt(form: SigningForm, request: HttpRequest, action: Callable[..., Any]) -> Any:  # Any: see above
    """What the action gives; None when the credential or the action was refused, with why on the form."""
    by = asker(request)
    credential = form.credential(by)
    return form.attempt(action, credential=credential, by=by) if credential else None
