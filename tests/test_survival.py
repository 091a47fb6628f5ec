"""PostgreSQL is killed while people register patients: what was acknowledged is there, and nothing twice.

kill -9 does not show what a failing disk or a cut of power to it would do.
"""

import time

import psycopg

from hospital.site.cluster import DATABASE, OWNER, SUPERUSER

from .sizes import size
from .survival import PATIENCE, Site, Writer, acknowledged, site, writing

KILLS = size("KILLS", 3)
WRITERS = size("WRITERS", 8)
BETWEEN = size("SECONDS_BETWEEN_KILLS", 2)
SOUND = """
SELECT bt_index_check(i.indexrelid, true)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
WHERE a.amname = 'btree' AND c.relpersistence = 'p' AND i.indisvalid
"""


def test_a_killed_database_loses_and_doubles_nothing() -> None:
    with site() as hospital:
        with writing(hospital, WRITERS) as writers:
            for _ in range(KILLS):
                grown(writers, BETWEEN)
                hospital.kill_database()
                began = time.monotonic()
                assert hospital.cluster.start()
                assert time.monotonic() - began < 10
            grown(writers, BETWEEN)
        assert [line for writer in writers for line in writer.refused] == []
        done = acknowledged(writers)
        assert len(done) > KILLS * WRITERS
        check(hospital, done, sent=sum(len(writer.sent) for writer in writers))


def grown(writers: list[Writer], seconds: float) -> None:
    """Wait that long, and then until somebody is answered again."""
    time.sleep(seconds)
    before, deadline = len(acknowledged(writers)), time.monotonic() + PATIENCE
    while len(acknowledged(writers)) == before:
        assert time.monotonic() < deadline, "nobody is answered any more"
        time.sleep(0.05)


def check(hospital: Site, done: dict[str, str], *, sent: int) -> None:
    """Compare the journal of the writers with the database."""
    with psycopg.connect(hospital.cluster.url(OWNER, DATABASE)) as link:
        found = link.execute("SELECT description, id::text FROM patients_patient").fetchall()
        count = link.execute("SELECT count(*) FROM patients_patient").fetchone()
        told = link.execute("SELECT count(*) FROM audit_event WHERE verb = 'patients.registered'").fetchone()
    rows: dict[str, str] = dict(found)
    assert {key: rows.get(key) for key in done} == done
    assert count == (len(rows),)
    assert told == count
    assert len(done) <= len(rows) <= sent
    with psycopg.connect(hospital.cluster.url(SUPERUSER, DATABASE), autocommit=True) as link:
        link.execute("CREATE EXTENSION IF NOT EXISTS amcheck")
        link.execute(SOUND)
