"""People and machines that may enter."""

from django.db import transaction

from hospital import audit
from hospital.core.db import conflicts
from hospital.core.errors import Conflict

from ..models import User


class UsernameTaken(Conflict):
    message = "Another user has this username."


@transaction.atomic
def system() -> User:
    """The account under which the hospital's own worker acts. It has no password and cannot sign in."""
    account, _ = User.objects.get_or_create(
        username="system", defaults={"name": "Hospital", "kind": User.Kind.SYSTEM, "password": "!"}
    )
    return account


@transaction.atomic
def create_user(
    *, username: str, name: str, password: str | None = None, by: User, email: str = "",
    kind: str = User.Kind.PERSON, description: str = "", is_demo: bool = False,
) -> User:  # fmt: skip
    """Open an account, still without a role. Without a password it cannot sign in."""
    by.require("accounts.manage_user")
    user = User(
        username=username, name=name, email=email, kind=kind, description=description, is_demo=is_demo
    )  # fmt: skip
    user.set_password(password)
    with conflicts(one_user_per_username=UsernameTaken):
        user.save(force_insert=True)
    audit.record("accounts.user_created", user, by=by, kind=kind)
    return user
