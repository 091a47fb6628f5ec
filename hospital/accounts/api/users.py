"""/users: accounts of people and machines."""

from typing import Any  # Any: ninja builds requests and responses of many types
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from hospital.core.access import allow
from hospital.core.pagination import PageOut, Slice
from hospital.core.versions import IfMatch, tag, version_of

from .. import actions, lists
from ..asking import asker
from ..models import Role, User
from ..schemas import (
    PasswordSet,
    PasswordShown,
    Reason,
    RoleGiven,
    RoleRef,
    UserChange,
    UserCreated,
    UserIn,
    UserOut,
    UserQuery,
)
from ._asking import keep_secret

router = Router(tags=["users"])


@router.get("", response=PageOut[UserOut])
@allow("accounts.view_user")
def list_users(request: HttpRequest, query: Query[UserQuery]) -> Slice[User]:
    """Accounts, by name."""
    return lists.users(query, by=asker(request))


@router.post("", response={201: UserCreated})
@allow("accounts.manage_user")
def create_user(request: HttpRequest, data: UserIn, response: HttpResponse) -> Status[User]:
    """Open an account, still without a role. The first password is changed before anything else."""
    keep_secret(response)
    user = actions.create_user(**data.dict(), by=asker(request))
    tag(response, user)
    return Status(201, user)


@router.get("/{uuid:id}", response=UserOut)
@allow("accounts.view_user")
def get_user(request: HttpRequest, id: UUID, response: HttpResponse) -> User:
    """One account."""
    user = _user(request, id)
    tag(response, user)
    return user


@router.patch("/{uuid:id}", response=UserOut)
@allow("accounts.manage_user")
def change_user(
    request: HttpRequest, id: UUID, data: UserChange, response: HttpResponse, if_match: IfMatch = None
) -> User:
    """Mend what is known of an account; what is not sent stays."""
    version, user = version_of(if_match), _user(request, id)
    values: dict[str, Any] = {  # Any: see above
        name: getattr(user, name) for name in ("name", "email", "description", "language")
    }
    changed = actions.change_user(
        user, **values | data.dict(exclude_none=True), by=asker(request), version=version
    )
    tag(response, changed)
    return changed


@router.post("/{uuid:id}/deactivation", response=UserOut)
@allow("accounts.manage_user")
def deactivate_user(request: HttpRequest, id: UUID, data: Reason) -> User:
    """Close the account, and end all it has open on every worker within 5 s."""
    return actions.deactivate_user(_user(request, id), reason=data.reason, by=asker(request))


@router.post("/{uuid:id}/activation", response=UserOut)
@allow("accounts.manage_user")
def activate_user(request: HttpRequest, id: UUID, data: Reason) -> User:
    """Open a closed account again."""
    return actions.activate_user(_user(request, id), reason=data.reason, by=asker(request))


@router.post("/{uuid:id}/lock", response=UserOut)
@allow("accounts.manage_user")
def lock_user(request: HttpRequest, id: UUID, data: Reason) -> User:
    """Keep somebody out until she is unlocked."""
    return actions.lock_user(_user(request, id), reason=data.reason, by=asker(request))


@router.post("/{uuid:id}/unlock", response=UserOut)
@allow("accounts.manage_user")
def unlock_user(request: HttpRequest, id: UUID) -> User:
    """Let somebody in again, also after too many failed sign-ins."""
    return actions.unlock_user(_user(request, id), by=asker(request))


@router.post("/{uuid:id}/password", response=PasswordShown)
@allow("accounts.manage_user")
def set_password(request: HttpRequest, id: UUID, data: PasswordSet, response: HttpResponse) -> dict[str, str]:
    """Give somebody a new password, which she changes before anything else. It is shown only now."""
    keep_secret(response)
    return {"password": actions.set_password(_user(request, id), password=data.password, by=asker(request))}


@router.post("/{uuid:id}/second-factor/removal", response={204: None})
@allow("accounts.manage_user")
def remove_second_factors(request: HttpRequest, id: UUID, data: Reason) -> Status[None]:
    """Take away the second factors of somebody who lost them."""
    actions.remove_second_factors(_user(request, id), reason=data.reason, by=asker(request))
    return Status(204, None)


@router.get("/{uuid:id}/roles", response=list[RoleRef])
@allow("accounts.view_user")
def list_roles_of(request: HttpRequest, id: UUID) -> list[Role]:
    """The roles somebody has."""
    return list(_user(request, id).roles.all())


@router.post("/{uuid:id}/roles", response={201: UserOut})
@allow("accounts.grant_role")
def give_role(request: HttpRequest, id: UUID, data: RoleGiven) -> Status[User]:
    """Give somebody else a role."""
    user = _user(request, id)
    role = get_object_or_404(Role.objects.visible_to(asker(request)), pk=data.role_id)
    actions.give_role(user, role=role, by=asker(request))
    return Status(201, _user(request, id))


@router.delete("/{uuid:id}/roles/{uuid:role_id}", response={204: None})
@allow("accounts.grant_role")
def take_role(request: HttpRequest, id: UUID, role_id: UUID) -> Status[None]:
    """Take a role from somebody else."""
    role = get_object_or_404(Role.objects.visible_to(asker(request)), pk=role_id)
    actions.take_role(_user(request, id), role=role, by=asker(request))
    return Status(204, None)


def _user(request: HttpRequest, id: UUID) -> User:
    return get_object_or_404(User.objects.visible_to(asker(request)), pk=id)
