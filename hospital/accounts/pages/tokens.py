"""Access keys: one's own, and those of machines."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.core.access import SIGNED_IN, page
from hospital.core.errors import Conflict

from .. import actions
from ..actions.tokens import Issued
from ..asking import asker
from ..forms import TokenForm
from ..models import Token, User
from ._asking import shown_once, status_of


@page(SIGNED_IN)
def new_token(request: HttpRequest) -> HttpResponse:
    """Issue a key of one's own; it is shown once."""
    form = TokenForm(request.POST or None, permissions=asker(request).permissions)
    issued = form.attempt(actions.issue_personal_token, by=asker(request)) if form.is_bound else None
    return _issuing(request, form, issued, {"back": reverse("accounts:my_sessions")})


@page("accounts.manage_token")
def new_machine_token(request: HttpRequest, id: UUID) -> HttpResponse:
    """Issue a key for a machine; it is shown once."""
    machine = get_object_or_404(User.objects.visible_to(asker(request)), pk=id)
    form = TokenForm(request.POST or None, permissions=machine.permissions)
    issued = form.attempt(actions.issue_machine_token, machine, by=asker(request)) if form.is_bound else None
    return _issuing(request, form, issued, {"back": machine.get_absolute_url(), "machine": machine})


@require_POST
@page(SIGNED_IN)
def revoke_token(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a key of one's own."""
    _revoke(request, asker(request).tokens.filter(pk=id))
    return redirect("accounts:my_sessions")


@require_POST
@page("accounts.manage_token")
def revoke_token_of(request: HttpRequest, id: UUID, token_id: UUID) -> HttpResponse:
    """End somebody's key, or a machine's."""
    owner = get_object_or_404(User.objects.visible_to(asker(request)), pk=id)
    _revoke(request, owner.tokens.filter(pk=token_id))
    return redirect(owner)


def _issuing(
    request: HttpRequest, form: TokenForm, issued: Issued | None, context: dict[str, object]
) -> HttpResponse:
    if issued is None:
        context |= {"form": form}
        return render(request, "accounts/token_form.html", context, status=status_of(form.is_bound))
    return shown_once(request, "accounts/token.html", context | {"token": issued.token, "key": issued.key})


def _revoke(request: HttpRequest, tokens: QuerySet[Token]) -> None:
    try:
        actions.revoke_token(get_object_or_404(tokens), by=asker(request))
        messages.success(request, _("The key opens nothing any more."))
    except Conflict as error:
        messages.error(request, str(error))
