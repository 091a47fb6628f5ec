"""The lock and the password: what stands between a person and her workspace."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from hospital.core.access import SIGNED_IN, page
from hospital.core.errors import DomainError

from .. import actions
from ..asking import asker
from ..forms import PasswordForm, UnlockForm
from ..models import User
from ..passwords import LONGEST
from ..sessions import LOCKED, SessionStore
from ._asking import back_to, status_of


@never_cache
@page(SIGNED_IN)
def lock(request: HttpRequest) -> HttpResponse:
    """What a locked workspace shows; POST locks it now."""
    if request.method == "POST":
        _lock(request)
        return redirect("lock")
    if not request.session.get(LOCKED):
        return redirect(back_to(request, "home"))
    return render(request, "accounts/lock.html", {"form": UnlockForm(), "next": back_to(request, "/")})


@require_POST
@sensitive_post_parameters("password")
@page(SIGNED_IN)
def unlock(request: HttpRequest) -> HttpResponse:
    """Open the workspace with the password of the same person: 204, or back to the form's `next`."""
    form = UnlockForm(request.POST)
    try:
        actions.confirm(asker(request), request.POST.get("password", "")[:LONGEST])
    except DomainError as error:
        form.add_error("password", str(error))
        status = 429 if isinstance(error, actions.LockedOut) else 422
        return render(
            request, "accounts/lock.html", {"form": form, "next": back_to(request, "/")}, status=status
        )
    _open(request)
    return redirect(back_to(request, "home")) if "next" in request.POST else HttpResponse(status=204)


@require_POST
@page(SIGNED_IN)
def touch(request: HttpRequest) -> HttpResponse:
    """Somebody is typing: keeps the session awake. 423 when it is locked already."""
    return HttpResponse(status=423 if request.session.get(LOCKED) else 204)


@never_cache
@sensitive_post_parameters("password", "new_password", "again")
@page(SIGNED_IN)
def change_password(request: HttpRequest) -> HttpResponse:
    """One's own password. Who must change it sees nothing else before."""
    person, form = asker(request), PasswordForm(request.POST or None)
    must = actions.needs_new_password(person)
    if request.method == "POST":
        changed = form.attempt(_change, by=person, keep_session=request.session.session_key or "")
        if changed:
            update_session_auth_hash(request, changed)
            messages.success(request, _("Password changed. Other browsers were signed out."))
            return redirect("home" if must else "accounts:me")
    shape = "accounts/first_password.html" if must else "accounts/change_password.html"
    return render(request, shape, {"form": form}, status=status_of(form.is_bound))


def _change(*, present: str, new: str, by: User, keep_session: str) -> User:
    actions.confirm(by, present)
    return actions.change_password(password=new, by=by, keep_session=keep_session)


def _open(request: HttpRequest) -> None:
    assert isinstance(request.session, SessionStore)
    request.session.pop(LOCKED, None)
    request.session.wake()
    actions.unlock_session(by=asker(request))


def _lock(request: HttpRequest) -> None:
    session = request.session
    assert isinstance(session, SessionStore)
    if not session.get(LOCKED) and session.row is not None:
        session[LOCKED] = True
        actions.lock_session(session.row.id, by=asker(request))
