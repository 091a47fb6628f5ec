"""One's own account: profile, browsers that are signed in, access keys."""

from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.core.access import SIGNED_IN, page
from hospital.core.forms import version_in

from .. import actions, lists
from ..asking import asker
from ..forms import ProfileForm
from ..schemas import TokenQuery, WebSessionQuery
from ._asking import status_of


@page(SIGNED_IN)
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how I want it."""
    person = asker(request)
    form = ProfileForm(request.POST or None, initial={"email": person.email, "language": person.language})
    changed = (
        form.attempt(actions.change_profile, by=person, version=version_in(request))
        if request.method == "POST"
        else None
    )
    if changed:
        messages.success(request, _("Changes saved."))
        return redirect("accounts:me")
    context = {
        "form": form,
        "account": person,
        "grants": person.grants.select_related("role"),
        "has_second_factor": is_mfa_enabled(person),
        "version": request.POST.get("version", person.version),
    }
    return render(request, "accounts/me.html", context, status=status_of(form.is_bound))


@page(SIGNED_IN)
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, and the keys I have given out."""
    person = asker(request)
    browsers = lists.browsers(
        WebSessionQuery(user_id=person.pk, limit=200, cursor="", count=False),
        by=person,
        current=request.session.session_key,
    )
    query = TokenQuery(user_id=person.pk, is_usable=True, limit=200, cursor="", count=False)
    return render(
        request,
        "accounts/my_sessions.html",
        {"browsers": browsers.items, "tokens": lists.tokens(query, by=person).items},
    )


@require_POST
@page(SIGNED_IN)
def end_session(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sign one of my browsers out."""
    actions.end_session(id, by=asker(request))
    messages.success(request, _("Signed out there."))
    return redirect("accounts:my_sessions")
