"""A hospital to be killed: PostgreSQL and the web server in a throw-away folder, and people who write."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event, Thread

from hospital.site.cluster import Cluster
from hospital.site.demo.people import Maker

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60  # seconds until a killed hospital must answer again
NEWCOMER = """
from hospital.accounts import actions
from hospital.accounts.models import Role
system = actions.system()
user = actions.create_user(username="clerk", name="Clerk", must_change_password=False, by=system)
actions.give_role(user, role=Role.objects.get(code="reception"), by=system)
print("key", actions.begin_session(by=user).key)
"""


@dataclass
class Site:
    """One running hospital, and how to reach it."""

    cluster: Cluster
    port: int
    key: str
    environment: dict[str, str]
    web: "subprocess.Popen[bytes]"

    def kill_database(self) -> None:
        """What a power cut does to it, as far as one machine can show."""
        pid = int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)


@contextmanager
def site() -> Iterator[Site]:
    """A hospital in a folder of its own, with one clerk; everything is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hospital-survival-"))
    folder.chmod(0o711)
    cluster = Cluster(folder / "postgres")
    ours = {"HOSPITAL_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "hospital.site.settings"}
    theirs = {"DATABASE_URL", "HOSPITAL_OWNER_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in theirs} | ours
    try:
        cluster.start()
        _manage(environment, "prepare")
        key = _manage(environment, "shell", "-c", NEWCOMER).split("key ")[1].split()[0]
        port = _free_port()
        web = _serve(environment, port)
        try:
            yield Site(cluster, port, key, environment, web)
        finally:
            web.terminate()
            web.wait(PATIENCE)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _manage(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _serve(environment: dict[str, str], port: int) -> "subprocess.Popen[bytes]":
    web = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--blocking-threads", "8", "--no-access-log", "hospital.site.wsgi:application"],
        env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return web
        time.sleep(0.1)
    raise AssertionError("the web server did not open its port")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Writer:
    """Registers one patient after the other, and asks again with the same key until she is answered."""

    site: Site
    number: int
    sent: dict[str, str | None] = field(default_factory=dict)  # each request's key -> the id it was answered
    retries: int = 0
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.maker = Maker(self.number, date(2026, 1, 1))

    def run(self, stop: Event) -> None:
        while not stop.is_set():
            key = str(uuid.uuid4())
            self.sent[key] = None
            self.sent[key] = self._until_answered(json.dumps(self._somebody(key)), key, stop)

    def _until_answered(self, body: str, key: str, stop: Event) -> str | None:
        deadline = None
        while True:
            status, answer = self._post(body, key)
            if status == 201:
                return str(json.loads(answer)["id"])
            if status and status < 500 and "InFlight" not in answer:
                self.refused.append(f"{status} {answer[:300]}")
                return None
            self.retries += 1
            deadline = deadline or (time.monotonic() + PATIENCE if stop.is_set() else None)
            if deadline and time.monotonic() > deadline:
                return None
            time.sleep(0.05)

    def _somebody(self, key: str) -> dict[str, str]:
        """A registration that says which request it came by."""
        person = self.maker.person()
        return {
            "given_name": person.given, "family_name": person.family, "birth_date": str(person.born),
            "mother_name": person.mother, "cpf": person.cpf, "description": key,
            "different_because": "somebody else",
        }  # fmt: skip

    def _post(self, body: str, key: str) -> tuple[int, str]:
        """The answer, or status 0 when there was none."""
        link = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
        headers = {
            "Authorization": f"Bearer {self.site.key}", "Content-Type": "application/json",
            "Idempotency-Key": key,
        }  # fmt: skip
        try:
            link.request("POST", "/api/v1/patients", body, headers)
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            link.close()


@contextmanager
def writing(site: Site, people: int) -> Iterator[list[Writer]]:
    """People who write all the while; when the block ends they finish what they began."""
    stop = Event()
    writers = [Writer(site, number) for number in range(people)]
    threads = [Thread(target=writer.run, args=(stop,), daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield writers
    finally:
        stop.set()
        for thread in threads:
            thread.join(3 * PATIENCE)


def acknowledged(writers: list[Writer]) -> dict[str, str]:
    """The requests that were answered with a patient's id."""
    return {key: patient for writer in writers for key, patient in writer.sent.items() if patient}
