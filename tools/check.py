"""Every check of the project, quick ones first; all run even when one fails: one look shows all faults.

bin/check                   everything
bin/check --fast            everything but the tests
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from hospital.site.cluster import default_cluster
from hospital.site.database import external
from hospital.site.machine import make_data_folder

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LINES_OF_A_FAILURE = 60


@dataclass(frozen=True)
class Step:
    """One check, which passes when its command ends with 0."""

    name: str
    command: list[str]


STEPS = (
    Step("lint", [str(BIN / "ruff"), "check", "."]),
    Step("format", [str(BIN / "ruff"), "format", "--check", "."]),
    Step("house rules", [PYTHON, "tools/houselint.py"]),
    Step("layers", [str(BIN / "lint-imports")]),
    Step("Portuguese", [PYTHON, "tools/messages.py", "check"]),
    Step("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    Step("django", [PYTHON, "manage.py", "check", "--fail-level", "WARNING"]),
    Step("types", [str(BIN / "mypy"), "."]),
)


def main(arguments: list[str]) -> int:
    """Run every step, then the tests; 0 when all passed. The last line is the tests' own closing line."""
    began = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped like by Ctrl-C: nothing stays behind
    cluster = None if external() else default_cluster()
    if cluster:
        make_data_folder(cluster.data.parent)
        cluster.start(attached=True)
    try:
        return run(arguments, began)
    finally:
        if cluster and cluster.is_ours:
            cluster.stop()


def run(arguments: list[str], began: float) -> int:
    """The checks, on a database that is up."""
    failed = [step.name for step in STEPS if not passes(step)]
    closing = ""
    if "--fast" not in arguments:
        if not find_browser():
            failed.append("browser")
        closing, code = test()
        if code:
            failed.append("tests")
    print(f"{time.monotonic() - began:7.1f} s  in all", flush=True)
    print(f"Failed: {', '.join(failed)}" if failed else "Everything passed.")
    if closing:
        print(closing)
    return int(bool(failed))


def passes(step: Step) -> bool:
    """Run one step: a line when it passes, its last words too when it does not."""
    began = time.monotonic()
    done = subprocess.run(
        step.command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
    )
    report("ok" if done.returncode == 0 else "FAILED", step.name, began)
    if done.returncode:
        print("\n".join((done.stdout + done.stderr).splitlines()[-LINES_OF_A_FAILURE:]), flush=True)
    return done.returncode == 0


def test() -> tuple[str, int]:
    """Run the tests, shown as they go; pytest's closing line and exit status."""
    began = time.monotonic()
    command = [
        PYTHON, "-m", "pytest", "-q", "-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadfile",
        "--no-loadscope-reorder",
    ]  # fmt: skip
    closing = ""
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        try:
            for line in tests.stdout:
                print(line, end="", flush=True)
                closing = line.strip() or closing
        except BaseException:
            tests.terminate()
            raise
    report("ok" if tests.returncode == 0 else "FAILED", "tests", began)
    return closing, tests.returncode


def find_browser() -> bool:
    """Chromium for the tests of pages: what is there, else Debian's. Without it they skip, but not in CI."""
    began = time.monotonic()
    found = os.environ.get("CHROMIUM") or _browser() or _install_browser()
    if found:
        os.environ["CHROMIUM"] = found
        report("ok", f"browser ({found})", began)
        return True
    in_ci = os.environ.get("CI") == "true"
    report(
        "FAILED" if in_ci else "skipped", "browser: no Chromium; install it, or name it in CHROMIUM", began
    )
    return not in_ci


def report(word: str, name: str, began: float) -> None:
    """One line of the list."""
    print(f"{time.monotonic() - began:7.1f} s  {word:8} {name}", flush=True)


def _browser() -> str | None:
    for name in BROWSERS:
        path = shutil.which(name)
        if path and subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0:
            return path
    return None


def _install_browser() -> str | None:
    installer = shutil.which("apt-get")
    if os.getuid() or not installer:
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run([installer, "-qq", *command], env=quiet, capture_output=True, check=False)
    return _browser()


def _environment() -> dict[str, str]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "hospital.site.settings", "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
