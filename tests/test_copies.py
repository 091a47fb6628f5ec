"""A module's own copy of the database is left behind whole: nothing of this process stays connected to it."""

import asyncio

import pytest
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from .conftest import a_copy_of


def connected() -> BaseDatabaseWrapper:
    wrapper = connections["default"]
    wrapper.ensure_connection()
    return wrapper


async def connected_under_a_loop() -> BaseDatabaseWrapper:
    return connected()


def test_no_connection_outlives_the_copy_it_was_made_to(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # as where a browser is driven
    with django_db_blocker.unblock():
        with a_copy_of(settings.DATABASES["default"]["NAME"]):
            wrappers = [connected(), asyncio.run(connected_under_a_loop())]
            assert wrappers[0] is not wrappers[1]
            assert all(wrapper.connection for wrapper in wrappers)
        assert [wrapper.connection for wrapper in wrappers] == [None, None]
