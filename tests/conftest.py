"""Databases of their own for the tests that need a whole hospital, or threads that really commit."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from pytest_django.plugin import DjangoDbBlocker

from conftest import _drop, _point_to, _server
from hospital.accounts.keys import remembered
from hospital.accounts.models import Session
from hospital.config.values import present

from .world import World

NUMBERS = count(1)


def forget() -> None:
    """Let this process remember nothing of another database."""
    remembered.forget()
    present.forget()


@contextmanager
def a_copy_of(database: str) -> Iterator[str]:
    """Work on a copy of a database, which is dropped afterwards."""
    name = f"test_{os.getpid()}_{next(NUMBERS)}"
    before = settings.DATABASES["default"]["NAME"]
    _point_to("postgres")
    with _server("postgres") as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database}"')
        _point_to(name)
        forget()
        try:
            yield name
        finally:
            _point_to(before)
            forget()
            _drop(server, name)


@pytest.fixture(scope="session")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, str]]:
    """A small hospital, built once by actions, and the database it is in."""
    before = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock(), a_copy_of(before) as name:
        world = World()
        _point_to(before)
        yield world, name
        _point_to(name)


@pytest.fixture(scope="module")
def world(built: tuple[World, str], django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The small hospital, in a database that only this module sees."""
    world, database = built
    rows = [dict(family.rows) for family in world.families]
    with django_db_blocker.unblock(), a_copy_of(database):
        Session.objects.update(seen_at=now())  # or those of a long run are locked by now
        yield world
    for family, kept in zip(world.families, rows, strict=True):
        family.rows = kept  # what the module added is gone with its copy


@pytest.fixture
def undone(world: World) -> Iterator[World]:
    """The small hospital; what the test writes is undone."""
    with transaction.atomic():
        Session.objects.update(seen_at=now())  # a long module would find them locked
        yield world
        transaction.set_rollback(True)
    forget()
