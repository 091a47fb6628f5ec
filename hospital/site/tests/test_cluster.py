import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from hospital.site.cluster import APPLICATION, DATABASE, OWNER, SUPERUSER, Cluster
from hospital.site.database import parse


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not pytest's own: that one is closed to the server's user when the tests run as root."""
    made = Path(tempfile.mkdtemp(prefix="hospital-cluster-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[Cluster]:
    made = Cluster(folder / "postgres")
    made.start()
    yield made
    made.stop()


def link(cluster: Cluster, role: str, database: str = DATABASE) -> psycopg.Connection:
    return psycopg.connect(cluster.url(role, database), autocommit=True)


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def test_starting_twice_is_one_server(cluster: Cluster) -> None:
    assert cluster.running()
    assert cluster.start() is False


def test_two_who_start_at_once_get_one_server(folder: Path) -> None:
    with ThreadPoolExecutor() as pool:
        started = list(pool.map(lambda _: Cluster(folder / "twice" / "postgres").start(), range(3)))
    Cluster(folder / "twice" / "postgres").stop()
    assert sorted(started) == [False, False, True]


def test_acknowledged_rows_survive_a_killed_server(cluster: Cluster) -> None:
    with link(cluster, OWNER) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS row")
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert cluster.start() is True
    with link(cluster, APPLICATION) as application:
        assert application.execute("SELECT row FROM kept").fetchall() == [(1,)]


def test_it_starts_over_a_dead_server_whose_parent_does_not_look(cluster: Cluster) -> None:
    cluster.stop()
    cluster.start(attached=True)
    os.kill(postmaster(cluster), signal.SIGKILL)
    other = Cluster(cluster.data)
    assert other.start() is True
    other.stop()
    assert not cluster.is_ours
    assert cluster.start() is True


def test_it_starts_over_a_lock_without_a_number_and_a_log_of_somebody_else(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.data / "postmaster.pid").touch()
    log = cluster.data / "startup.log"
    log.unlink(missing_ok=True)
    log.touch(mode=0o600)
    assert cluster.start() is True
    assert cluster.running()


def test_it_starts_over_backends_that_a_killed_server_left(cluster: Cluster) -> None:
    with link(cluster, OWNER) as busy:
        os.kill(busy.info.backend_pid, signal.SIGSTOP)
        os.kill(postmaster(cluster), signal.SIGKILL)
        with ThreadPoolExecutor() as pool:
            starting = pool.submit(cluster.start)
            while "shared memory" not in (cluster.data / "startup.log").read_text():
                assert not starting.done()
            os.kill(busy.info.backend_pid, signal.SIGCONT)
            assert starting.result() is True
    assert cluster.running()


def test_the_application_writes_rows_and_makes_no_tables(cluster: Cluster) -> None:
    with link(cluster, OWNER) as owner, link(cluster, APPLICATION) as application:
        owner.execute("CREATE TABLE ward (id serial, name text)")
        application.execute("INSERT INTO ward (name) VALUES ('A')")
        for forbidden in ("CREATE TABLE mine ()", "ALTER TABLE ward ADD extra int", "TRUNCATE ward"):
            with pytest.raises(errors.InsufficientPrivilege):
                application.execute(forbidden)


def test_a_new_database_has_the_extensions_and_the_rights(cluster: Cluster) -> None:
    with link(cluster, OWNER) as owner:
        owner.execute("CREATE DATABASE test_rights")
    with link(cluster, OWNER, "test_rights") as owner:
        assert owner.execute("SELECT unaccent('Ágata')").fetchone() == ("Agata",)
        owner.execute("CREATE TABLE ward (id serial)")
    with link(cluster, APPLICATION, "test_rights") as application:
        application.execute("INSERT INTO ward DEFAULT VALUES")


def test_only_the_socket_is_open_and_only_to_its_user(cluster: Cluster) -> None:
    with link(cluster, SUPERUSER) as superuser:
        assert superuser.execute("SHOW listen_addresses").fetchone() == ("",)
        assert superuser.execute("SHOW data_checksums").fetchone() == ("on",)
    assert cluster.socket.stat().st_mode & 0o777 == 0o700
    assert cluster.data.stat().st_mode & 0o777 == 0o700


def test_no_statement_and_no_row_reaches_the_log(cluster: Cluster) -> None:
    with link(cluster, OWNER) as owner:
        owner.execute("CREATE TABLE person (name text UNIQUE)")
        for _ in range(2):
            try:
                owner.execute("INSERT INTO person VALUES (%s)", ["Canary Silva"])
            except errors.UniqueViolation:
                continue
    cluster.stop()
    logs = "".join(log.read_text() for log in (cluster.data / "log").iterdir())
    assert "person_name_key" in logs
    assert "Canary" not in logs
    cluster.start()


def test_letters_with_accents_have_their_capitals(cluster: Cluster) -> None:
    with link(cluster, OWNER) as owner:
        assert owner.execute("SELECT upper('ação')").fetchone() == ("AÇÃO",)


def test_a_long_path_still_gets_a_socket(folder: Path) -> None:
    socket = Cluster(folder / ("a" * 100) / "postgres").socket
    assert len(os.fsencode(socket / ".s.PGSQL.5432")) < 100


def test_a_stopped_server_is_silent_and_starts_again(cluster: Cluster) -> None:
    cluster.stop()
    assert not cluster.running()
    assert cluster.start() is True


def test_database_urls_become_django_settings() -> None:
    remote = parse("postgresql://maria:s%40cret@db.example:6543/his?sslmode=verify-full")
    assert (remote["HOST"], remote["PORT"], remote["USER"], remote["PASSWORD"], remote["NAME"]) == (
        "db.example", "6543", "maria", "s@cret", "his",
    )  # fmt: skip
    assert remote["OPTIONS"] == {"sslmode": "verify-full"}
    local = parse(Cluster(Path("/data/postgres")).url(APPLICATION, DATABASE))
    assert (local["HOST"], local["USER"], local["NAME"]) == ("/data/socket", "hospital", "hospital")
    with pytest.raises(ValueError, match="postgresql://"):
        parse("mysql://root@localhost/his")
