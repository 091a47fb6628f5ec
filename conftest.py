"""One template database per set of migrations, one copy of it per test process."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from hospital.site import cluster

ROOT = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("DATABASE_URL"):
        cluster.default_cluster().start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A fresh database for this process, copied from the migrated template in a fraction of a second."""
    here = settings.DATABASES["default"]
    name = f"test_{os.getpid()}"
    with django_db_blocker.unblock(), _server(here["NAME"]) as server:
        template = _template(server)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        _point_to(name)
        yield
        for alias in connections:
            connections[alias].close()
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


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
            server.execute(f'CREATE DATABASE "{name}_new"')
            _point_to(f"{name}_new")
            call_command("migrate", database="default", interactive=False, verbosity=0)
            for alias in connections:
                connections[alias].close()
            server.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    finally:
        server.execute("SELECT pg_advisory_unlock(42)")
    return name


def _sweep(server: psycopg.Connection) -> None:
    """Drop what older migrations and interrupted runs left behind."""
    old = "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' OR datname LIKE 'test\\_%'"
    for (name,) in server.execute(old).fetchall():
        busy = server.execute("SELECT 1 FROM pg_stat_activity WHERE datname = %s", [name]).fetchone()
        alive = name.startswith("test_") and Path(f"/proc/{name.removeprefix('test_')}").exists()
        if not busy and not alive:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _fingerprint() -> str:
    """A digest of every migration, and of what they import."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("hospital/*/migrations/*.py"), ROOT / "hospital/audit/history.py"]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _point_to(name: str) -> None:
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
