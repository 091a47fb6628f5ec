"""The trail names nobody (NGS1 07.06), and the application's role can only append to it (NGS1 07.02)."""

import logging
import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client

from hospital.audit.models import Access, Change, Event
from hospital.core.ids import uuid7
from hospital.site import cluster
from hospital.site.management.commands.prepare import grant

from .world import World

CANARY = "Zxqcanario"
PATIENT = {
    "given_name": CANARY, "family_name": CANARY, "social_name": CANARY, "mother_name": CANARY,
    "birth_date": "1980-02-03", "email": f"{CANARY}@example.org".lower(), "phone": "11 98765-4321",
    "guardians": [{"name": CANARY, "relation": "mother"}],
}  # fmt: skip


def test_no_name_is_written_into_the_trail_or_the_log(
    undone: World, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    let_it_sing(undone.client("everything"))
    assert Change.objects.filter(after__icontains=CANARY).exists(), "the canary sings where it may"
    for model in (Event, Access):
        rows = [str(row) for row in model.objects.values_list()]
        assert not [row for row in rows if CANARY.lower() in row.lower()]
    assert not [line for line in caplog.messages if CANARY.lower() in line.lower()]


def let_it_sing(client: Client) -> None:
    """Send the name wherever a name goes: registration, search, change, refusal, sign-in."""
    user = client.post("/api/v1/users", {"username": "u1", "name": CANARY}, "application/json")
    assert user.status_code == 201, user.content
    patient = client.post("/api/v1/patients", PATIENT, "application/json")
    assert patient.status_code == 201, patient.content
    again = client.post("/api/v1/patients", PATIENT, "application/json")
    assert again.status_code == 409, again.content
    place = f"/api/v1/patients/{patient.json()['id']}"
    for path in (f"/api/v1/patients?q={CANARY}", f"/api/v1/users?q={CANARY}", place):
        assert CANARY in client.get(path).content.decode()
    change = {"mother_name": f"{CANARY} {CANARY}"}
    assert client.patch(place, change, "application/json", headers={"If-Match": '"1"'}).status_code == 200
    assert (
        client.patch(place, {"sex": CANARY}, "application/json", headers={"If-Match": '"2"'}).status_code
        == 422
    )
    assert (
        client.post("/api/v1/sessions", {"username": CANARY, "password": "x"}, "application/json").status_code
        == 401
    )


@pytest.fixture
def application(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """A connection as the role that the application has on the embedded PostgreSQL."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("an outside PostgreSQL has the roles that its administrator gave it")
    monkeypatch.setitem(connections["default"].settings_dict, "USER", cluster.APPLICATION)
    grant()
    monkeypatch.undo()
    url = cluster.default_cluster().url(cluster.APPLICATION, connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as link:
        yield link
    _wait_until_gone(cluster.APPLICATION)


def _wait_until_gone(role: str) -> None:
    """The server ends a closed connection a moment later; only then can the owner drop the database."""
    mine = "SELECT pg_sleep(0.02) FROM pg_stat_activity WHERE usename = %s AND datname = current_database()"
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(mine, [role])
            if cursor.fetchone() is None:
                return


def test_the_application_appends_to_the_trail_and_its_changes_are_kept(
    application: psycopg.Connection,
) -> None:
    person = application.execute("SELECT id FROM accounts_user LIMIT 1").fetchone()
    assert person
    key = uuid7()
    application.execute(
        "INSERT INTO audit_event "
        "(id, by_id, reason, face, address, request_id, particulars, verb, target, target_id) "
        "VALUES (%(id)s, %(by)s, '', 'api', '', %(id)s, '{}', 'audit.tested', 'x', %(id)s)",
        {"id": key, "by": person[0]},
    )
    application.execute("UPDATE accounts_user SET description = 'on leave' WHERE id = %s", person)
    kept = application.execute(
        "SELECT role, after ->> 'description' FROM audit_change WHERE row_id = %s ORDER BY at DESC LIMIT 1",
        [str(person[0])],
    ).fetchone()
    assert kept == (cluster.APPLICATION, "on leave")
    assert application.execute("SELECT audit_seal(1000)").fetchone() is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET reason = 'x'",
        "DELETE FROM audit_access",
        "TRUNCATE audit_change",
        """INSERT INTO audit_change ("table", row_id, operation, role) VALUES ('x', 'x', 'insert', 'x')""",
        "INSERT INTO audit_link (seq, kind, row_id, digest) VALUES (0, 'event', gen_random_uuid(), '')",
        "UPDATE audit_block SET head = ''",
        "ALTER TABLE audit_event DISABLE TRIGGER append_only",
        "ALTER TABLE accounts_user DISABLE TRIGGER keep_history",
        "DROP FUNCTION audit_keep_change CASCADE",
        "SET session_replication_role = replica",
        "SELECT audit_seal_upto(1, 9000000000000000)",
    ],
)
def test_the_application_cannot_alter_the_trail(application: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        application.execute(statement)


def test_a_table_of_the_same_name_does_not_divert_the_trail(application: psycopg.Connection) -> None:
    application.execute("CREATE TEMP TABLE audit_change (LIKE public.audit_change INCLUDING ALL)")
    application.execute("UPDATE accounts_user SET description = 'diverted' WHERE username = 'system'")
    kept = "SELECT count(*) FROM public.audit_change WHERE after ->> 'description' = 'diverted'"
    assert application.execute(kept).fetchone() == (1,)
