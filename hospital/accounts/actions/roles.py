"""Roles, and who has them."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from hospital import audit
from hospital.core.access import declared_permissions
from hospital.core.db import change, conflicts
from hospital.core.errors import Conflict, Denied, Invalid

from ..models import Grant, Role, User


class RoleExists(Conflict):
    message = _("There is a role with this code.")


class AlreadyGranted(Conflict):
    message = _("The user has this role already.")


class OwnRoles(Denied):
    message = _("Nobody changes her own roles. Ask another administrator.")


@transaction.atomic
def define_role(*, code: str, name: str, permissions: Iterable[str], by: User, description: str = "") -> Role:
    """Add a role of the hospital's own."""
    by.require("accounts.manage_role")
    role = Role(code=code, name=name, permissions=known(permissions), description=description)
    with conflicts(accounts_role_code_key=RoleExists):
        role.save(force_insert=True)
    audit.record("accounts.role_defined", role, by=by, permissions=role.permissions)
    return role


@transaction.atomic
def give_role(user: User, *, role: Role, by: User) -> Grant:
    """Give a role to somebody else (NGS1 03.11)."""
    by.require("accounts.grant_role")
    if user.pk == by.pk:
        raise OwnRoles
    with conflicts(one_grant_per_user_and_role=AlreadyGranted):
        grant = Grant.objects.create(user=user, role=role, granted_by=by)
    audit.record("accounts.role_given", user, by=by, role=role.code)
    return grant


@transaction.atomic
def take_role(user: User, *, role: Role, by: User) -> None:
    """Take a role from somebody else."""
    by.require("accounts.grant_role")
    if user.pk == by.pk:
        raise OwnRoles
    Grant.objects.filter(user=user, role=role).delete()
    audit.record("accounts.role_taken", user, by=by, role=role.code)


@transaction.atomic
def sync_roles(*, by: User) -> int:
    """Bring the shipped roles to what site/roles.py says; returns how many changed."""
    by.require("accounts.manage_role")
    changed = 0
    for code, shipped in import_string(settings.SHIPPED_ROLES).items():
        role = Role.objects.filter(code=code).first() or Role(code=code, is_shipped=True)
        values = {"name": shipped.name, "description": shipped.description, "permissions": known(shipped.permissions)}
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
    unknown = [code for code in wanted if code not in declared_permissions()]
    if unknown:
        raise Invalid(fields={"permissions": [_("Unknown permission: %(code)s.") % {"code": c} for c in unknown]})
    return wanted
