"""One template database per set of migrations, one copy of it per test process."""

import gc
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from threading import get_ident
from weakref import WeakSet

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import Style
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.signals import connection_created
from pytest_django import DjangoDbBlocker

from hospital.site import cluster

ROOT = Path(__file__).parent
# Tables of the job queue, which Django does not manage and so would not empty.
JOBS = [f"procrastinate_{name}" for name in ("events", "jobs", "periodic_defers", "workers")]
AN_HOUR = 3600.0  # seconds
LONGEST = (
    "test_authorization", "test_pages_browser", "test_injection", "test_demo", "test_openapi",
    "test_query_counts", "test_real_files", "test_survival", "test_one_slot",
)  # fmt: skip
OPENED: WeakSet[BaseDatabaseWrapper] = WeakSet()


def pytest_configure(config: pytest.Config) -> None:
    connection_created.connect(_remember)
    if not os.environ.get("DATABASE_URL"):
        cluster.default_cluster().start()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that the test processes end together."""
    turn = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turn.get(item.path.stem, len(turn)))


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the garbage collector, which else walks it for hours."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A fresh database for this process, copied from the migrated template in a fraction of a second."""
    here = settings.DATABASES["default"]
    name = f"test_{os.getpid()}"
    with django_db_blocker.unblock(), _server(here["NAME"]) as server:
        template = _template(server)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        _point_to(name)
        yield
        _disconnect()
        _drop(server, name)


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Let the flush after a test that commits empty the tables that refuse to be emptied."""
    truncate = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, style: Style, tables: list[str], **options: bool) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'")
            guarded = [table for (table,) in cursor.fetchall()]
        off = [f"ALTER TABLE {table} DISABLE TRIGGER append_only" for table in guarded]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER append_only" for table in guarded]
        return [*off, *truncate(self, style, [*tables, *JOBS], **options), *on]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins like a worker that was just started, and forgets nothing because it is slow."""
    from hospital import config
    from hospital.accounts.keys import remembered
    from hospital.config.values import present

    monkeypatch.setattr(present, "lasts", AN_HOUR)
    config.forget()
    remembered.forget()


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database whose connections a test may have left open; WITH (FORCE) may not end an autovacuum."""
    server.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = %s AND usename = current_user",
        [name],
    )
    server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _server(database: str) -> psycopg.Connection:
    parameters = connection.get_connection_params()
    wanted = {key: parameters[key] for key in ("host", "port", "user", "password") if key in parameters}
    return psycopg.connect(dbname=database, autocommit=True, **wanted)


def _template(server: psycopg.Connection) -> str:
    """The name of the migrated template; whoever needs it first makes it, the others wait."""
    name = f"template_{_fingerprint()}"
    server.execute("SELECT pg_advisory_lock(42)")
    try:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _sweep(server)
            server.execute(f'DROP DATABASE IF EXISTS "{name}_new" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}_new"')
            _point_to(f"{name}_new")
            call_command("migrate", database="default", interactive=False, verbosity=0)
            _disconnect()
            server.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    finally:
        server.execute("SELECT pg_advisory_unlock(42)")
    return name


def _sweep(server: psycopg.Connection) -> None:
    """Drop what older migrations and interrupted runs left behind."""
    old = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' OR datname LIKE 'test\\_%'"
    for (name,) in server.execute(old).fetchall():
        busy = server.execute("SELECT 1 FROM pg_stat_activity WHERE datname = %s", [name]).fetchone()
        alive = name.startswith("test_") and Path(f"/proc/{name.split('_')[1]}").exists()
        if not busy and not alive:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _fingerprint() -> str:
    """A digest of every migration, and of what they import."""
    digest = hashlib.sha256()
    names = (
        "audit/chain.py",
        "audit/history.py",
        "consultations/keeping.py",
        "custody/retention.py",
        "orders/keeping.py",
    )
    imported = [ROOT / "hospital" / name for name in names]
    for path in sorted([*ROOT.glob("hospital/*/migrations/*.py"), *imported]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _point_to(name: str) -> None:
    _disconnect()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def _disconnect() -> None:
    """Close what this thread has open, also what it opened under the event loop of a browser it drives.

    Django keeps other connections for code under a loop, and `connections` shows only those of the moment.
    """
    for wrapper in list(OPENED):
        if getattr(wrapper, "_thread_ident", None) == get_ident():
            wrapper.close()


def _remember(connection: BaseDatabaseWrapper, **_: object) -> None:
    OPENED.add(connection)
