"""What is done before the doors open: tables, roles, static files, and the demo hospital or its refusal."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import LiteralString

import psycopg

from .cluster import DATABASE, OWNER, ROOT, default_cluster

MARK = "HOSPITAL_SERVED_FROM"
DJANGO = [sys.executable, str(ROOT / "manage.py")]
PASSWORD_FILE = "demo-password"  # noqa: S105  a file's name
NOT_SERVED = ("redoc*", "django_htmx")  # nothing of ours asks for them


class Refused(Exception):
    """Not started; the message says what to change."""


def prepare(data: Path, *, demo: bool) -> None:
    """Bring database and static files to this release; load the demo into an empty one, or refuse it."""
    began = time.monotonic()
    state = _static_state()
    collecting = _collect_static(data, state)
    _django("prepare")
    if collecting is not None:
        if collecting.wait():
            raise Refused("The static files could not be collected; see above.")
        (data / "static-state").write_text(state)
    say(f"Database and static files are at this release ({time.monotonic() - began:.1f} s)")
    if demo:
        _load_demo(data)
    elif ask("SELECT count(*) FROM accounts_user WHERE is_demo AND is_active")[0][0]:
        raise Refused("This database has demo users, whose password others may know. Use an empty database.")


def ask(query: LiteralString) -> list[tuple[object, ...]]:
    """The rows of a query, as the owner of the tables sees them."""
    outside = os.environ.get("HOSPITAL_OWNER_URL") or os.environ.get("DATABASE_URL")
    with psycopg.connect(outside or default_cluster().url(OWNER, DATABASE)) as link:
        return link.execute(query).fetchall()


def data_folder() -> Path:
    """HOSPITAL_DATA, or var/ beside the code."""
    return default_cluster().data.parent


def environment() -> dict[str, str]:
    """What the parts of the hospital inherit; by the mark, the next start finds those that outlived us."""
    data = data_folder()
    return {**os.environ, MARK: str(data), "PROMETHEUS_MULTIPROC_DIR": str(data / "metrics")}


def say(text: str) -> None:
    """One line of progress."""
    print(f"· {text}", flush=True)


def _load_demo(data: Path) -> None:
    """The demo hospital, when nobody is there (whole or not at all), and the password of this start."""
    kept = data / PASSWORD_FILE
    known = kept.read_text() if kept.exists() else ""
    password = os.environ.get("HOSPITAL_DEMO_PASSWORD") or known or _new_password()
    if not ask("SELECT 1 FROM accounts_user WHERE kind = 'person' LIMIT 1"):
        say("Loading the demo hospital")
        _django("load_demo", HOSPITAL_DEMO_PASSWORD=password)
    elif password != known:
        _django("change_demo_password", HOSPITAL_DEMO_PASSWORD=password)
    with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(password)


def _new_password() -> str:
    """Four groups that can be read aloud: some 45 bits."""
    letters = ("bcdfghjkmnpqrstvwxz", "aeiou", "23456789", "23456789")
    return "-".join("".join(map(secrets.choice, letters)) for _ in range(4))


def _static_state() -> str:
    files = sorted(path for path in ROOT.glob("hospital/*/static/**/*") if path.is_file())
    return "\n".join(f"{path} {path.stat().st_mtime_ns}" for path in [*files, ROOT / "requirements.txt"])


def _collect_static(data: Path, state: str) -> subprocess.Popen[bytes] | None:
    """Start collecting what browsers ask for, under names that change with the content; None if done."""
    mark, target = data / "static-state", data / "static"
    if target.exists() and mark.exists() and mark.read_text() == state:
        return None
    mark.unlink(missing_ok=True)
    target.mkdir(exist_ok=True)
    unused = [word for pattern in NOT_SERVED for word in ("--ignore", pattern)]
    return subprocess.Popen([*DJANGO, "collectstatic", "--noinput", "--clear", "-v0", *unused], cwd=ROOT)


def _django(command: str, **extra: str) -> None:
    if subprocess.run([*DJANGO, command], cwd=ROOT, env=environment() | extra, check=False).returncode:
        raise Refused(f"manage.py {command} failed; see above.")
