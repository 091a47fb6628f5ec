"""/roles and /permissions: what one may do, and the names for it."""

from typing import Any  # Any: the values of a change
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.core.access import allow, declared_permissions
from hospital.core.pagination import PageOut, Slice
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..asking import asker
from ..models import Role
from ..schemas import PermissionOut, RoleChange, RoleIn, RoleOut, RoleQuery

router = Router(tags=["roles"])
permissions = Router(tags=["roles"])


@permissions.get("", response=list[PermissionOut])
@allow("accounts.view_user")
def list_permissions(request: HttpRequest) -> list[dict[str, str]]:
    """Every permission the system knows."""
    declared = sorted(declared_permissions().items())
    return [{"code": code, "label": label, "app": code.split(".")[0]} for code, label in declared]


@router.get("", response=PageOut[RoleOut])
@allow("accounts.view_user")
def list_roles(request: HttpRequest, query: Query[RoleQuery]) -> Slice[Role]:
    """Roles, by name."""
    return lists.roles(query, by=asker(request))


@router.post("", response={201: RoleOut})
@allow("accounts.manage_role")
def define_role(request: HttpRequest, data: RoleIn, response: HttpResponse) -> Status[Role]:
    """Add a role of the hospital's own."""
    role = actions.define_role(**data.dict(), by=asker(request))
    tag(response, role)
    return Status(201, role)


@router.get("/{uuid:id}", response=RoleOut)
@allow("accounts.view_user")
def get_role(request: HttpRequest, id: UUID, response: HttpResponse) -> Role:
    """One role, with what it allows."""
    role = _role(request, id)
    tag(response, role)
    return role


@router.patch("/{uuid:id}", response=RoleOut)
@allow("accounts.manage_role")
def change_role(
    request: HttpRequest, id: UUID, data: RoleChange, response: HttpResponse, if_match: IfMatch = None
) -> Role:
    """Change a role of the hospital's own; what is not sent stays. Shipped roles are copied instead."""
    version, role = version_of(if_match), _role(request, id)
    present: dict[str, Any] = {
        "name": role.name,
        "description": role.description,
        "permissions": role.permissions,
    }
    changed = actions.change_role(
        role, **present | data.dict(exclude_none=True), by=asker(request), version=version
    )
    tag(response, changed)
    return changed


@router.post("/{uuid:id}/deactivation", response=RoleOut)
@allow("accounts.manage_role")
def deactivate_role(request: HttpRequest, id: UUID) -> Role:
    """Let a role allow nothing, for everyone who has it."""
    return actions.deactivate_role(_role(request, id), by=asker(request))


@router.post("/{uuid:id}/activation", response=RoleOut)
@allow("accounts.manage_role")
def activate_role(request: HttpRequest, id: UUID) -> Role:
    """Let a role allow again what it allowed."""
    return actions.activate_role(_role(request, id), by=asker(request))


def _role(request: HttpRequest, id: UUID) -> Role:
    return get_object_or_404(Role.objects.visible_to(asker(request)), pk=id)
