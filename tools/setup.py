#!/usr/bin/env python3
"""Makes .venv with what the lock file names, then what is compiled from our own files. Standard library only.

    tools/setup.py requirements.txt        to run
    tools/setup.py requirements-dev.txt    to run and to check

Does nothing that was done before; two at once wait for each other.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ("requirements.txt", "requirements-dev.txt")  # the later contains the former


def main(lock: str) -> None:
    """Bring the checkout to where it can run; prints what takes long."""
    folder = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    if not _works():
        _make_venv()
    if not _mark(lock).exists():
        _install(lock)
    if any(_is_stale(path) for path in ROOT.glob("hospital/*/locale/*/LC_MESSAGES/*.po")):
        _run([str(PYTHON), "tools/messages.py", "compile"], "The translations could not be compiled")
    _run([str(PYTHON), "tools/assets.py"], "The files for browsers could not be collected")


def _is_stale(path: Path) -> bool:
    """Whether a .po was changed since its .mo was made."""
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def _works() -> bool:
    try:
        probe = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
    except OSError:
        return False
    return probe.returncode == 0


def _make_venv() -> None:
    _say(f"Making .venv with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    _run(
        [sys.executable, "-m", "venv", str(VENV)], "No .venv: on Debian and Ubuntu, apt install python3-venv"
    )


def _mark(lock: str) -> Path:
    """The file that says: exactly this lock file was installed."""
    return VENV / f".{lock}-{hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()[:16]}"


def _install(lock: str) -> None:
    count = sum("==" in line for line in (ROOT / lock).read_text().splitlines())
    _say(f"Installing {count} packages from {lock}, each checked against its digest (about a minute)")
    began = time.monotonic()
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    _run([*pip, "--no-deps", "-r", lock], f"The packages of {lock} could not be installed; run it again")
    for done in LOCKS[: LOCKS.index(lock) + 1]:
        _mark(done).touch()
    _say(f"Installed in {time.monotonic() - began:.0f} s")


def _run(command: list[str], complaint: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(complaint)


def _say(text: str) -> None:
    print(f"· {text}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else LOCKS[0])
