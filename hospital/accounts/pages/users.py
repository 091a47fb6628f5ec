"""Users: list, show, open, change, lock, close, and the roles they have."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_POST

from hospital.core.access import page
from hospital.core.errors import Conflict
from hospital.core.forms import version_in

from .. import actions, lists
from ..asking import asker
from ..forms import ChangeUserForm, GiveRoleForm, NewUserForm, ReasonForm, UserFilter
from ..models import Role, Token, User
from ..schemas import UserQuery
from ._asking import shown_once, status_of


@page("accounts.view_user")
def users(request: HttpRequest) -> HttpResponse:
    """Everyone who may enter, and who no longer may."""
    form = UserFilter(request.GET, by=asker(request))
    query = UserQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
    found = lists.users(query, by=asker(request))
    return render(request, "accounts/users.html", {"page": found, "filter": form})


@page("accounts.view_user")
def user(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account: what it may do, and what it has open."""
    shown, by = _user(request, id), asker(request)
    context = {
        "account": shown,
        "grants": shown.grants.select_related("role", "granted_by"),
        "give": GiveRoleForm(user=shown, by=by),
        "is_self": shown.pk == by.pk,
        "lockouts": shown.lockouts.in_force().count(),
        "tokens": Token.objects.visible_to(by).usable().filter(user=shown).exclude(kind=Token.Kind.SESSION),
        "sessions": shown.sessions.alive().count(),
        "has_second_factor": actions.has_second_factor(shown),
    }
    return render(request, "accounts/user.html", context)


@page("accounts.manage_user")
def new_user(request: HttpRequest) -> HttpResponse:
    """Open an account; the first password is shown once."""
    form = NewUserForm(request.POST or None)
    if request.method == "POST":
        made = form.attempt(actions.create_user, by=asker(request))
        if made and made.initial_password:
            return shown_once(
                request, "accounts/password.html", {"account": made, "password": made.initial_password}
            )
        if made:
            return redirect(made)
    context = {"form": form, "title": _("New user")}
    return render(request, "accounts/user_form.html", context, status=status_of(form.is_bound))


@page("accounts.manage_user")
def edit_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Mend what is known of an account."""
    shown = _user(request, id)
    known = {name: getattr(shown, name) for name in ("name", "cpf", "email", "language", "description")}
    form = ChangeUserForm(request.POST or None, initial=known)
    changed = (
        form.attempt(actions.change_user, shown, by=asker(request), version=version_in(request))
        if request.method == "POST"
        else None
    )
    if changed:
        messages.success(request, _("Changes saved."))
        return redirect(shown)
    context = {"form": form, "account": shown, "title": _("Change user"), "version": _version(request, shown)}
    return render(request, "accounts/user_form.html", context, status=status_of(form.is_bound))


@page("accounts.manage_user")
def set_password(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give somebody a new password, which is shown once."""
    shown = _user(request, id)
    if request.method == "POST":
        made = actions.set_password(shown, by=asker(request))
        return shown_once(request, "accounts/password.html", {"account": shown, "password": made})
    return render(request, "accounts/set_password.html", {"account": shown})


@page("accounts.manage_user")
def deactivate_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Close an account, with a reason."""
    return _with_reason(request, id, actions.deactivate_user, gettext_lazy("Deactivate user"), _CLOSES)


@page("accounts.manage_user")
def activate_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Open a closed account again, with a reason."""
    return _with_reason(request, id, actions.activate_user, gettext_lazy("Activate user"), _OPENS)


@page("accounts.manage_user")
def lock_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Keep somebody out for now, with a reason."""
    return _with_reason(request, id, actions.lock_user, gettext_lazy("Lock user"), _LOCKS)


@page("accounts.manage_user")
def remove_second_factors(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take away the second factors of somebody who lost them, with a reason."""
    title = gettext_lazy("Remove second factor")
    return _with_reason(request, id, _remove_second_factors, title, _WEAKENS)


@require_POST
@page("accounts.manage_user")
def unlock_user(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let somebody in again."""
    shown = actions.unlock_user(_user(request, id), by=asker(request))
    messages.success(request, _("The user may enter again."))
    return redirect(shown)


@require_POST
@page("accounts.grant_role")
def give_role(request: HttpRequest, id: UUID) -> HttpResponse:
    """Give somebody a role."""
    shown = _user(request, id)
    form = GiveRoleForm(request.POST, user=shown, by=asker(request))
    if form.attempt(actions.give_role, shown, by=asker(request)):
        messages.success(request, _("Role given."))
    else:
        messages.error(request, _("Choose a role the user does not have yet."))
    return redirect(shown)


@require_POST
@page("accounts.grant_role")
def take_role(request: HttpRequest, id: UUID, role_id: UUID) -> HttpResponse:
    """Take a role from somebody."""
    shown = _user(request, id)
    role = get_object_or_404(Role.objects.visible_to(asker(request)), pk=role_id)
    try:
        actions.take_role(shown, role=role, by=asker(request))
        messages.success(request, _("Role taken."))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect(shown)


_CLOSES = gettext_lazy(
    "She is signed out everywhere within seconds, and may not enter again. What she did stays hers."
)
_OPENS = gettext_lazy("She may enter again, with the roles she had. Sessions and access keys stay ended.")
_WEAKENS = gettext_lazy("Check who is asking. She is signed out, and her password alone lets her in again.")
_LOCKS = gettext_lazy("She is signed out everywhere, and stays out until somebody unlocks her.")


def _remove_second_factors(user: User, *, reason: str, by: User) -> User:
    actions.remove_second_factors(user, reason=reason, by=by)
    return user


def _with_reason(
    request: HttpRequest, id: UUID, action: Callable[..., User], title: Promise, explanation: Promise
) -> HttpResponse:
    shown, form = _user(request, id), ReasonForm(request.POST or None)
    done = form.attempt(action, shown, by=asker(request)) if request.method == "POST" else None
    if done:
        messages.success(request, _("Done and recorded."))
        return redirect(shown)
    context = {"account": shown, "form": form, "title": title, "explanation": explanation}
    return render(request, "accounts/reason.html", context, status=status_of(form.is_bound))


def _user(request: HttpRequest, id: UUID) -> User:
    return get_object_or_404(User.objects.visible_to(asker(request)).prefetch_related("roles"), pk=id)


def _version(request: HttpRequest, row: User) -> str | int:
    """The version the form was opened from: the first one, also after a refusal."""
    return request.POST.get("version", row.version)
