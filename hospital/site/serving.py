"""Runs the hospital: PostgreSQL, the web server, the live process and the worker; what dies is started again.

The kernel ends all of them when this process dies, even by kill -9; the next start sweeps what is left.
"""

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from . import environment, opening
from .cluster import ROOT, Cluster, ClusterError, default_cluster
from .machine import die_with_parent, make_data_folder
from .opening import DJANGO, MARK, Refused, data_folder, say

OPEN_TO_OTHERS = 0o066  # to read or to write; passing through (root's 0711) shows nothing
READY_SECONDS, STOP_SECONDS, TICK = 60, 8, 0.25
PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 0.25, 10.0, 30.0
EXIT_REFUSED = 2
DEMO_USERS = "SELECT username, name FROM accounts_user WHERE is_demo AND is_active ORDER BY id"


class Stopped(Exception):
    """Somebody asked us to end."""


@dataclass
class Part:
    """A process that is started again when it dies: at once, then after growing pauses."""

    name: str
    command: list[str]
    orphaned: signal.Signals = signal.SIGTERM  # what it gets when we die
    process: subprocess.Popen[bytes] | None = None
    pause: float = 0
    started: float = field(default=0, init=False)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=opening.environment(),
            stdin=subprocess.DEVNULL, start_new_session=True,
            preexec_fn=die_with_parent(self.orphaned),  # noqa: PLW1509  this process has one thread
        )  # fmt: skip

    def tend(self) -> None:
        """Start it again if it died, and its own children first if they outlived it."""
        if self.process is None or self.process.poll() is None:
            return
        lived = time.monotonic() - self.started
        if lived < self.pause:
            return
        say(f"The {self.name} ended ({self.process.returncode}) after {lived:.0f} s; starting it again")
        self.pause = PAUSE if lived > STEADY_SECONDS else min(LONGEST_PAUSE, max(PAUSE, 2 * self.pause))
        self._signal_all(signal.SIGKILL)
        self.start()

    def kill(self) -> None:
        """End it and its children at once; tend() starts it again."""
        if self.process is not None:
            self._signal_all(signal.SIGKILL)

    def ask_to_stop(self) -> None:
        """Ask it to finish what it has in hand."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, deadline: float) -> None:
        """Wait for it, then end it and all of its children."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {self.name} did not stop in time")
        self._signal_all(signal.SIGKILL)
        self.process.wait()

    def _signal_all(self, how: signal.Signals) -> None:
        assert self.process is not None
        try:
            os.killpg(self.process.pid, how)
        except ProcessLookupError:
            return


def main(mode: str, arguments: list[str]) -> int:
    """Serve a demo or a real hospital until told to stop, or run one command; the exit status."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        if mode == "manage":
            return manage(arguments)
        serve(demo=mode == "dev")
    except Stopped:
        return 0
    except (Refused, ClusterError, PermissionError) as error:
        print(f"Not started. {error}", file=sys.stderr)
        return EXIT_REFUSED
    return 0


def manage(arguments: list[str]) -> int:
    """One of Django's commands, with the database up meanwhile; the command's exit status."""
    make_data_folder(data_folder())
    with _database():
        return subprocess.run([*DJANGO, *arguments], cwd=ROOT, check=False).returncode


def serve(*, demo: bool) -> None:
    """Prepare, start everything, and tend it; ends by Stopped or Refused."""
    data = data_folder()
    make_data_folder(data)
    if not demo:
        _refuse_what_is_not_for_production(data)
    with _alone(data), _database() as cluster:
        _clear(data / "metrics")
        opening.prepare(data, demo=demo)
        parts = _parts()
        try:
            for part in parts:
                part.start()
            _announce(data, parts, demo=demo)
            _tend(cluster, parts)
        finally:
            _ignore_signals()
            say("Stopping")
            deadline = time.monotonic() + STOP_SECONDS
            for part in parts:
                part.ask_to_stop()
            for part in parts:
                part.stop(deadline)


def address() -> tuple[str, int]:
    """Where the web server listens: HOSPITAL_HOST and HOSPITAL_PORT. Raises Refused for what is no port."""
    host, port = os.environ.get("HOSPITAL_HOST", "127.0.0.1"), os.environ.get("HOSPITAL_PORT", "8000")
    if not port.isdecimal():
        raise Refused(f"HOSPITAL_PORT is not a number: {port}")
    return host, int(port)


def live_port() -> int:
    """Where the live process listens: HOSPITAL_LIVE_PORT, else after the web server's; 0 is nowhere."""
    try:
        return environment.live_port()
    except ValueError:
        raise Refused("HOSPITAL_LIVE_PORT is not a number.") from None


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One hospital per data folder; what a killed one left behind is ended first."""
    with open(data / "serving.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Refused(f"A hospital runs in {data} already (process {lock.read().strip()}).") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        for pid in _left_behind(data):
            os.kill(pid, signal.SIGKILL)
        _refuse_taken_ports()
        yield


@contextmanager
def _database() -> Iterator[Cluster | None]:
    """The embedded PostgreSQL, stopped in the end if we started it; None when DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    cluster = default_cluster()
    began = time.monotonic()
    started = cluster.start(attached=True)
    say(f"PostgreSQL {'started' if started else 'was running'} ({time.monotonic() - began:.1f} s)")
    try:
        yield cluster
    finally:
        if cluster.is_ours:
            cluster.stop()


def _parts() -> list[Part]:
    """What runs beside the database; the worker is the last."""
    worker = Part("worker", _worker(), orphaned=signal.SIGKILL)
    live = [Part("live process", _live())] if live_port() else []
    return [Part("web server", _web_server()), *live, worker]


def _web_server() -> list[str]:
    host, port = address()
    return [
        sys.executable, "-m", "granian", "hospital.site.wsgi:application", "--interface", "wsgi",
        "--host", host, "--port", str(port), "--workers", str(max(2, min(8, os.cpu_count() or 2))),
        "--blocking-threads", "4", "--backpressure", "64", "--no-ws", "--respawn-failed-workers",
        "--workers-kill-timeout", str(STOP_SECONDS - 3), "--log-level", "warning",
    ]  # fmt: skip


def _live() -> list[str]:
    """One process, because all streams share one connection to the database."""
    host, _port = address()
    return [
        sys.executable, "-m", "granian", "hospital.site.live:application", "--interface", "asgi",
        "--host", host, "--port", str(live_port()), "--workers", "1", "--backpressure", "5000", "--no-ws",
        "--respawn-failed-workers", "--workers-kill-timeout", "2", "--log-level", "warning",
    ]  # fmt: skip


def _worker() -> list[str]:
    return [*DJANGO, "procrastinate", "worker", "--concurrency", "2", "--shutdown-graceful-timeout", "5"]


def _announce(data: Path, parts: list[Part], *, demo: bool) -> None:
    """Wait until the hospital answers, then say where, and who may enter the demo one."""
    began = time.monotonic()
    while not _answers():
        if time.monotonic() - began > READY_SECONDS:
            raise Refused("The web server does not answer; see above.")
        for part in parts:
            part.tend()
        time.sleep(0.05)
    host, port = address()
    host = f"[{host}]" if ":" in host else host
    print(f"\n  Hospital is open at http://{host}:{port}  (Ctrl-C closes it)\n", flush=True)
    if demo:
        people = opening.ask(DEMO_USERS)
        for username, name in people:
            print(f"  {username!s:14} {name}")
        print(f"\n  Password of each of them: {(data / opening.PASSWORD_FILE).read_text()}\n", flush=True)


def _answers() -> bool:
    host, port = address()
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  only asked, not opened
    asking = http.client.HTTPConnection(here, port, timeout=5)  # not urllib, which would ask a proxy
    try:
        asking.request("GET", "/health/ready")
        return asking.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _tend(cluster: Cluster | None, parts: list[Part]) -> None:
    while True:
        if cluster is not None and cluster.tend():
            say("PostgreSQL ended; it was started again")
            parts[-1].kill()  # the worker would wait ten seconds for its lost connection
        for part in parts:
            part.tend()
        time.sleep(TICK)


def _refuse_what_is_not_for_production(data: Path) -> None:
    if len(os.environ.get("HOSPITAL_SECRET_KEY", "")) < 32:
        raise Refused("Set HOSPITAL_SECRET_KEY to at least 32 random characters, and keep it.")
    mode = data.stat().st_mode
    if mode & OPEN_TO_OTHERS:
        raise Refused(f"Others may read {data} (mode {mode & 0o777:o}): chmod 0711 {data}")


def _refuse_taken_ports() -> None:
    host, port = address()
    _refuse_a_taken_port(host, port, "HOSPITAL_PORT")
    if live_port():
        _refuse_a_taken_port(host, live_port(), "HOSPITAL_LIVE_PORT")


def _refuse_a_taken_port(host: str, port: int, name: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(f"Cannot listen at {host}:{port}: {error.strerror}. Set {name}.") from None


def _left_behind(data: Path) -> list[int]:
    """Processes that a killed supervisor of this data folder started; the lock says that it is gone."""
    mark = f"{MARK}={data}".encode()
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if mark in _environment_of(entry)]


def _environment_of(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


def _stop(number: int, frame: FrameType | None) -> None:
    _ignore_signals()
    raise Stopped


def _ignore_signals() -> None:
    """A second Ctrl-C does not interrupt the stopping."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
