"""Roles, and who has them."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.core.access import declared_permissions
from hospital.core.db import change, conflicts, lock
from hospital.core.errors import Absent, Conflict, Denied, Invalid

from ..models import Grant, Role, User
from .administrators import one_administrator_stays


class RoleExists(Conflict):
    message = _("There is a role with this code.")


class RoleShipped(Conflict):
    message = _("This role comes with the system and is not changed here. Copy it and change the copy.")


class RoleInactive(Conflict):
    message = _("This role is not active, so it cannot be given.")


class AlreadyGranted(Conflict):
    message = _("The user has this role already.")


class NotGranted(Absent):
    message = _("The user does not have this role.")


class OwnRoles(Denied):
    message = _("Nobody changes what she may do herself. Ask another administrator.")


@transaction.atomic
def define_role(*, code: str, name: str, permissions: Iterable[str], by: User, description: str = "") -> Role:
    """Add a role of the hospital's own. Raises RoleExists, or Invalid for an unknown permission."""
    by.require("accounts.manage_role")
    role = Role(code=code, name=name, permissions=known(permissions), description=description)
    with conflicts(accounts_role_code_key=RoleExists):
        role.save(force_insert=True)
    audit.record("accounts.role_defined", role, by=by, permissions=role.permissions)
    return role


@transaction.atomic
def change_role(
    role: Role,
    *,
    name: str,
    description: str,
    permissions: Iterable[str],
    by: User,
    version: int | None = None,
) -> Role:
    """Change a role of the hospital's own, for everyone who has it; at the API within 3 s."""
    by.require("accounts.manage_role")
    with one_administrator_stays():
        role = lock(role, version=version)
        wanted = known(permissions)
        _refuse_shipped(role)
        if wanted != role.permissions:
            _refuse_own(role, by)
        changed = change(role, name=name, description=description, permissions=wanted)
    if changed:
        audit.record("accounts.role_changed", role, by=by, fields=changed, permissions=role.permissions)
    return role


@transaction.atomic
def deactivate_role(role: Role, *, by: User) -> Role:
    """Let a role allow nothing, without taking it from anybody."""
    return _switch(role, is_active=False, by=by, verb="accounts.role_deactivated")


@transaction.atomic
def activate_role(role: Role, *, by: User) -> Role:
    """Let a role allow again what it allowed."""
    return _switch(role, is_active=True, by=by, verb="accounts.role_activated")


def _switch(role: Role, *, is_active: bool, by: User, verb: str) -> Role:
    by.require("accounts.manage_role")
    with one_administrator_stays():
        role = lock(role)
        _refuse_own(role, by)
        changed = change(role, is_active=is_active)
    if changed:
        audit.record(verb, role, by=by)
    return role


@transaction.atomic
def give_role(user: User, *, role: Role, by: User) -> Grant:
    """Give a role to somebody else (NGS1 03.11), also one that allows what the giver may not do herself.

    Why that is right: docs/decisions/0010.
    """
    by.require("accounts.grant_role")
    _refuse_herself(user, by)
    role = lock(role)
    if not role.is_active:
        raise RoleInactive
    with conflicts(one_grant_per_user_and_role=AlreadyGranted):
        grant = Grant.objects.create(user=user, role=role, granted_by=by)
    audit.record("accounts.role_given", user, by=by, role=role.code)
    return grant


@transaction.atomic
def take_role(user: User, *, role: Role, by: User) -> None:
    """Take a role from somebody else. Raises NotGranted, or AlwaysOneAdmin when it made her the last one."""
    by.require("accounts.grant_role")
    _refuse_herself(user, by)
    with one_administrator_stays():
        taken, _rows = Grant.objects.filter(user=user, role=role).delete()
    if not taken:
        raise NotGranted
    audit.record("accounts.role_taken", user, by=by, role=role.code)


@transaction.atomic
def sync_roles(*, by: User) -> int:
    """Bring the shipped roles to what site/roles.py says; returns how many changed."""
    by.require("accounts.manage_role")
    changed = 0
    for code, shipped in import_string(settings.SHIPPED_ROLES).items():
        role = Role.objects.filter(code=code).first() or Role(code=code, is_shipped=True)
        values = {
            "name": shipped.name, "description": shipped.description, "is_shipped": True,
            "permissions": known(shipped.permissions),
        }  # fmt: skip
        if role._state.adding:
            for field, value in values.items():
                setattr(role, field, value)
            role.save(force_insert=True)
        elif not change(role, **values):
            continue
        changed += 1
        audit.record("accounts.role_synced", role, by=by, permissions=role.permissions)
    return changed


def known(permissions: Iterable[str]) -> list[str]:
    """The permissions in order, or Invalid naming those that no code declares."""
    wanted = sorted(set(permissions))
    declared = declared_permissions()
    unknown = [code for code in wanted if code not in declared]
    if unknown:
        raise Invalid(
            fields={"permissions": [_("Unknown permission: %(code)s.") % {"code": c} for c in unknown]}
        )
    return wanted


def _refuse_shipped(role: Role) -> None:
    if role.is_shipped:
        raise RoleShipped


def _refuse_own(role: Role, by: User) -> None:
    if role.grants.filter(user=by).exists():
        raise OwnRoles


def _refuse_herself(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise OwnRoles
