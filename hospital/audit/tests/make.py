"""Actors and trails. The user model lives in a higher layer, so it is reached through the setting."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any  # Any: the user model of a higher layer

from django.contrib.auth import get_user_model
from django.db import connection

from hospital import audit
from hospital.audit.models import Block, Link
from hospital.core.ids import uuid7

count = itertools.count(1)


def somebody(*permissions: str) -> Any:  # Any: see above
    """A user with these permissions and no other."""
    number = next(count)
    user_model: Any = get_user_model()  # Any: see above
    user = user_model._default_manager.create(username=f"user{number}", name=f"User {number}")
    if permissions:
        roles = user_model._meta.get_field("roles")
        role = roles.related_model._default_manager.create(
            code=f"role{number}", name=f"Role {number}", permissions=list(permissions)
        )
        roles.remote_field.through._default_manager.create(user=user, role=role, granted_by=system())
    return user


def system() -> Any:  # Any: see above
    """The account that may do everything."""
    accounts: Any = get_user_model()._default_manager  # Any: see above
    return accounts.get_or_create(username="system", defaults={"name": "Hospital", "kind": "system"})[0]


def auditor() -> Any:  # Any: see above
    return somebody("audit.view_trail", "audit.export_trail")


def trail(length: int, *, blocks: int = 1) -> Any:  # Any: see above
    """A sealed trail of about `length` rows of all three kinds, in `blocks` blocks; returns who made it."""
    user = somebody()
    for _ in range(blocks):
        for number in range(max(1, length // blocks // 3)):
            audit.record("audit.tested", user, by=user, patient_id=uuid7(), number=number)
            audit.access("read", by=user, patient_id=uuid7(), what="test", number=number)
            type(user)._default_manager.filter(pk=user.pk).update(description=f"change {next(count)}")
        seal_all()
    return user


def seal_all(*, most: int = 50_000) -> None:
    """Seal everything written so far, whatever other test processes have open in this cluster."""
    with connection.cursor() as cursor:
        sealed = 1
        while sealed:
            cursor.execute("SELECT audit_seal_upto(%s, pg_current_xact_id()::text::bigint)", [most])
            (sealed,) = cursor.fetchone()


@contextmanager
def as_owner() -> Iterator[Any]:  # Any: a cursor
    """What the owner of the database can do: the guards are off inside."""
    tables = [f"audit_{name}" for name in ("event", "access", "change", "link", "block")]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def links() -> list[Link]:
    return list(Link.objects.order_by("seq"))


def head() -> str:
    """The digest of the last block."""
    return bytes(Block.objects.latest("number").head).hex()
