"""Roles: list, show, define, copy, change, switch on and off."""

from typing import Any  # Any: a form's first values
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hospital.core.access import declared_permissions, page
from hospital.core.errors import Conflict
from hospital.core.forms import version_in

from .. import actions, lists
from ..asking import asker
from ..forms import RoleFilter, RoleForm, by_app
from ..models import Role, User
from ..schemas import RoleQuery
from ._asking import status_of


@page("accounts.view_user")
def roles(request: HttpRequest) -> HttpResponse:
    """What people may be, here."""
    form = RoleFilter(request.GET)
    query = RoleQuery(**form.words(), cursor=request.GET.get("cursor", "")[:1000])
    found = lists.roles(query, by=asker(request))
    return render(request, "accounts/roles.html", {"page": found, "filter": form})


@page("accounts.view_user")
def role(request: HttpRequest, id: UUID) -> HttpResponse:
    """One role: what it allows, and how many have it."""
    shown, declared = _role(request, id), declared_permissions()
    allowed = [(code, declared[code]) for code in shown.permissions if code in declared]
    holders = User.objects.visible_to(asker(request)).filter(grants__role=shown).count()
    context = {"role": shown, "groups": by_app(allowed), "holders": holders}
    return render(request, "accounts/role.html", context)


@page("accounts.manage_role")
def new_role(request: HttpRequest) -> HttpResponse:
    """Define a role, from nothing or from a copy of another (`?copy=id`)."""
    form = RoleForm(request.POST or None, is_new=True, initial=_copied(request))
    if request.method == "POST":
        made = form.attempt(actions.define_role, by=asker(request))
        if made:
            messages.success(request, _("Role defined."))
            return redirect(made)
    context = {"form": form, "title": _("New role")}
    return render(request, "accounts/role_form.html", context, status=status_of(form.is_bound))


@page("accounts.manage_role")
def edit_role(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change a role of the hospital's own."""
    shown = _role(request, id)
    known = {"name": shown.name, "description": shown.description, "permissions": shown.permissions}
    form = RoleForm(request.POST or None, is_new=False, initial=known)
    changed = (
        form.attempt(actions.change_role, shown, by=asker(request), version=version_in(request))
        if request.method == "POST"
        else None
    )
    if changed:
        messages.success(request, _("Changes saved."))
        return redirect(shown)
    version = request.POST.get("version", shown.version)
    context = {"form": form, "role": shown, "title": _("Change role"), "version": version}
    return render(request, "accounts/role_form.html", context, status=status_of(form.is_bound))


@require_POST
@page("accounts.manage_role")
def switch_role(request: HttpRequest, id: UUID) -> HttpResponse:
    """Let a role allow nothing, or allow again what it allowed."""
    shown = _role(request, id)
    turn = actions.deactivate_role if shown.is_active else actions.activate_role
    try:
        turn(shown, by=asker(request))
        messages.success(request, _("Done and recorded."))
    except Conflict as error:
        messages.error(request, str(error))
    return redirect(shown)


def _copied(request: HttpRequest) -> dict[str, Any]:  # Any: see above
    """What a copy starts with; nothing without a role to copy."""
    asked = request.GET.get("copy", "")
    model = next((row for row in Role.objects.visible_to(asker(request)) if str(row.pk) == asked), None)
    if model is None:
        return {}
    name = _("%(name)s (copy)") % {"name": model.title}
    return {"name": name, "description": model.explanation, "permissions": model.permissions}


def _role(request: HttpRequest, id: UUID) -> Role:
    return get_object_or_404(Role.objects.visible_to(asker(request)), pk=id)
